// SPDX-License-Identifier: MIT
#include "answers/qr_image.h"

#include "base/escape.h"
#include "base/limits.h"

#include <assert.h>
#include <qrencode.h>

enum {
    QUIET_MODULES = 4,
    MODULE_PIXELS = 4, // cameras want that many, at the least
};

static bool is_dark(const QRcode *code, size_t x, size_t y)
{
    return (code->data[y * (size_t)code->width + x] & 1) != 0; // the other bits tell its purpose
}

// A row's dark runs, as strokes through the middle of its modules: "M4 4.5h7m2 0h3".
static void draw_row(const QRcode *code, size_t y, struct buffer *out)
{
    size_t width = (size_t)code->width;
    size_t drawn = 0; // up to here; 0: nothing yet
    for (size_t x = 0; x < width; x++) {
        size_t start = x;
        while (x < width && is_dark(code, x, y)) {
            x++;
        }
        if (x == start) {
            continue;
        }
        if (drawn == 0) {
            buffer_format(
                out, "M%zu %zu.5h%zu", start + QUIET_MODULES, y + QUIET_MODULES, x - start);
        } else {
            buffer_format(out, "m%zu 0h%zu", start - drawn, x - start);
        }
        drawn = x;
    }
}

static QRcode *encode(struct span content)
{
    assert(content.len != 0 && content.len <= QR_CONTENT_MAX_BYTES);
    // The library's bytes are unsigned.
    QRcode *code =
        QRcode_encodeData((int)content.len, (const unsigned char *)content.ptr, 0, QR_ECLEVEL_M);
    assert(code != NULL); // but without memory
    return code;
}

static size_t side_of(const QRcode *code)
{
    return (size_t)code->width + 2 * QUIET_MODULES;
}

static void draw_modules(const QRcode *code, struct buffer *out)
{
    for (size_t y = 0; y < (size_t)code->width; y++) {
        draw_row(code, y, out);
    }
}

size_t qr_image_trace(struct span content, struct buffer *path)
{
    QRcode *code = encode(content);
    size_t side = side_of(code);
    draw_modules(code, path);
    QRcode_free(code);
    return side;
}

void qr_image_draw(struct span content, struct span title, struct buffer *out)
{
    QRcode *code = encode(content);
    size_t side = side_of(code);
    buffer_format(out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%zu\" height=\"%zu\""
        " viewBox=\"0 0 %zu %zu\" shape-rendering=\"crispEdges\" role=\"img\">\n<title>",
        side * MODULE_PIXELS, side * MODULE_PIXELS, side, side);
    escape_xml_text(out, title);
    buffer_format(out,
        "</title>\n<path fill=\"#fff\" d=\"M0 0h%zuv%zuH0z\"/>\n<path stroke=\"#000\" d=\"", side,
        side);
    draw_modules(code, out);
    buffer_add_c(out, "\"/>\n</svg>\n");
    QRcode_free(code);
}
