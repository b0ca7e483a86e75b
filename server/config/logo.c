// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "base/escape.h"
#include "base/limits.h"
#include "base/utf8.h"

// By its first bytes; empty: neither of the two.
static struct span media_type(struct span content)
{
    size_t at;
    if (span_starts_with(content, SPAN("\x89PNG\r\n\x1A\n"))) {
        return SPAN("image/png");
    }
    if (!utf8_check(content, &at)) {
        return SPAN("");
    }
    struct span rest = content;
    struct span before;
    while (span_cut(rest, '<', &before, &rest)) {
        if (span_starts_with(rest, SPAN("svg"))) {
            return SPAN("image/svg+xml");
        }
    }
    return SPAN("");
}

// "data:image/png;base64,…", made once: it is written into every page.
static const struct pattern *data_url(struct arena *keep, struct span type, struct span content)
{
    size_t room = sizeof "data:;base64," + type.len + (content.len / 3 + 1) * 4;
    struct buffer url;
    buffer_init_fixed(&url, arena_alloc(keep, room), room);
    buffer_add_c(&url, "data:");
    buffer_add(&url, type);
    buffer_add_c(&url, ";base64,");
    escape_base64(&url, content);
    return pattern_literal(keep, buffer_span(&url));
}

void load_logo(struct walk *w, const struct node *map, struct provider *written)
{
    const struct node *logo = node_find(map, "logo");
    const struct node *node = logo == NULL ? NULL : node_find(logo, "file");
    const char *path;
    struct span content;
    if (node == NULL || written->logo == NULL || written->logo->file.len == 0 ||
        !arena_to_c(w->scratch, written->logo->file, &path)) {
        return;
    }
    enum file_error error =
        w->reader->read(w->reader->context, w->scratch, path, LOGO_MAX_BYTES, &content);
    if (error == FILE_TOO_LARGE) {
        diag_error(w->d, node->at, "%s is larger than %d KiB", path, LOGO_MAX_BYTES / 1024);
        return;
    }
    if (error != FILE_OK) {
        diag_error(w->d, node->at, "%s: %s", path, file_error_text(error));
        return;
    }
    struct span type = media_type(content);
    if (type.len == 0) {
        diag_error(w->d, node->at, "%s is neither SVG nor PNG", path);
        return;
    }
    struct logo *whole = arena_alloc(w->keep, sizeof *whole);
    *whole = *written->logo;
    whole->picture = data_url(w->keep, type, content);
    written->logo = whole;
}
