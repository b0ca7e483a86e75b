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

static bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '&' && c != '<' && c != '>' && c != '"';
}

// Characters of two bytes (Cyrillic, say) are all fine in XML, and most of what is not ASCII.
static bool is_plain_pair(struct span text, size_t i)
{
    unsigned char first = (unsigned char)text.ptr[i];
    return first >= 0xC2 && first <= 0xDF && i + 1 < text.len &&
           ((unsigned char)text.ptr[i + 1] & 0xC0) == 0x80;
}

// Offset of the first byte from `i` on that may not stand for itself. Rendering spends its time
// here.
static size_t skip_plain(struct span text, size_t i)
{
    while (i < text.len) {
        if (is_plain(text.ptr[i])) {
            i++;
        } else if (is_plain_pair(text, i)) {
            i += 2;
        } else {
            break;
        }
    }
    return i;
}

// What to write for the character that begins `text`, *len bytes long; NULL: itself.
static const char *xml_instead(struct span text, bool in_attribute, size_t *len)
{
    uint32_t point;
    *len = utf8_next(text, &point);
    if (*len == 0) {
        *len = 1;
        return REPLACEMENT.ptr;
    }
    if (!is_xml_char(point)) {
        return REPLACEMENT.ptr;
    }
    return *len == 1 ? xml_entity(text.ptr[0], in_attribute) : NULL;
}

static void escape_xml(struct buffer *out, struct span text, bool in_attribute)
{
    size_t start = 0; // of what stands for itself and is not written yet
    size_t i = 0;
    while ((i = skip_plain(text, i)) < text.len) {
        size_t len;
        const char *instead = xml_instead(span_from(text, i), in_attribute, &len);
        if (instead != NULL) {
            buffer_add(out, span_from(span_until(text, i), start));
            buffer_add_c(out, instead);
            start = i + len;
        }
        i += len;
    }
    buffer_add(out, span_from(text, start));
}

bool escape_xml_is_plain(struct span text)
{
    return skip_plain(text, 0) == text.len;
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

void escape_base64(struct buffer *out, struct span bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t three = 0;
        for (size_t k = i; k < i + 3; k++) {
            three = three << 8 | (k < bytes.len ? (unsigned char)bytes.ptr[k] : 0);
        }
        for (unsigned k = 0; k < 4; k++) {
            bool padding = i + k > bytes.len;
            buffer_add_char(out, padding ? '=' : digits[three >> (18 - 6 * k) & 0x3F]);
        }
    }
}
