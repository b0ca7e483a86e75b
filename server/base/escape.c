// SPDX-License-Identifier: MIT
#include "base/escape.h"

#include "base/utf8.h"

#define REPLACEMENT SPAN("\xEF\xBF\xBD") // U+FFFD

// XML 1.0, production Char.
static bool is_xml_char(uint32_t point)
{
    return point == '\t' || point == '\n' || point == '\r' ||
           (point >= 0x20 && point != 0xFFFE && point != 0xFFFF);
}

// What stands for an ASCII character in XML; NULL: itself.
static const char *xml_entity(char c, bool in_attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '\r':
        return "&#13;"; // a reader would turn it into a line feed
    case '"':
        return in_attribute ? "&quot;" : NULL;
    case '\n':
        return in_attribute ? "&#10;" : NULL;
    case '\t':
        return in_attribute ? "&#9;" : NULL;
    default:
        return NULL;
    }
}

static void escape_xml(struct buffer *out, struct span text, bool in_attribute)
{
    size_t plain = 0; // bytes before `i` that need nothing and are not written yet
    for (size_t i = 0; i < text.len;) {
        char c = text.ptr[i];
        size_t len = 1;
        const char *instead = NULL;
        if ((unsigned char)c >= 0x20 && (unsigned char)c < 0x7F) {
            instead = xml_entity(c, in_attribute);
        } else {
            uint32_t point;
            len = utf8_next(span_from(text, i), &point);
            if (len == 0 || !is_xml_char(point)) {
                len = len == 0 ? 1 : len;
                instead = REPLACEMENT.ptr;
            } else if (len == 1) {
                instead = xml_entity(c, in_attribute);
            }
        }
        if (instead != NULL) {
            buffer_add(out, span_until(span_from(text, i - plain), plain));
            buffer_add_c(out, instead);
            plain = 0;
        } else {
            plain += len;
        }
        i += len;
    }
    buffer_add(out, span_from(text, text.len - plain));
}

void escape_xml_text(struct buffer *out, struct span text)
{
    escape_xml(out, text, false);
}

void escape_xml_attribute(struct buffer *out, struct span text)
{
    escape_xml(out, text, true);
}

void escape_uri(struct buffer *out, struct span text, bool keep_at)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (ascii_is_alnum(c) || span_has(SPAN("-._~"), c) || (keep_at && c == '@')) {
            buffer_add_char(out, c);
        } else {
            unsigned char byte = (unsigned char)c;
            char encoded[] = {'%', hex[byte >> 4], hex[byte & 15]};
            buffer_add(out, (struct span){encoded, sizeof encoded});
        }
    }
}

// Control characters and line or paragraph separators: they end lines or move the cursor of who
// reads on.
static bool drives_terminals(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029;
}

void escape_json(struct buffer *out, struct span text)
{
    for (size_t i = 0; i < text.len;) {
        uint32_t point;
        size_t len = utf8_next(span_from(text, i), &point);
        if (len == 0) {
            buffer_add(out, REPLACEMENT);
            i += 1;
            continue;
        }
        if (point == '"' || point == '\\') {
            buffer_add_char(out, '\\');
            buffer_add_char(out, (char)point);
        } else if (drives_terminals(point)) {
            buffer_format(out, "\\u%04x", (unsigned)point);
        } else {
            buffer_add(out, span_until(span_from(text, i), len));
        }
        i += len;
    }
}
