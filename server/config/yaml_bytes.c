// SPDX-License-Identifier: MIT
#include "config/yaml_bytes.h"

#include "base/utf8.h"

#include <inttypes.h>

bool yaml_bytes_is_utf16(struct span bytes)
{
    bool marked =
        span_starts_with(bytes, SPAN("\xFF\xFE")) || span_starts_with(bytes, SPAN("\xFE\xFF"));
    return marked || (bytes.len >= 2 && (bytes.ptr[0] == '\0') != (bytes.ptr[1] == '\0'));
}

struct span yaml_bytes_without_mark(struct span bytes)
{
    struct span mark = SPAN("\xEF\xBB\xBF");
    return span_starts_with(bytes, mark) ? span_from(bytes, mark.len) : bytes;
}

bool yaml_bytes_is_control(uint32_t character)
{
    if (character < 0x20) {
        return character != '\t' && character != '\n';
    }
    bool c1 = character >= 0x7F && character <= 0x9F;
    bool separator =
        character == 0x2028 || character == 0x2029; // libyaml would count them as lines
    bool mark = character == 0xFEFF || (character & 0xFFFE) == 0xFFFE;
    return c1 || separator || mark;
}

static void report(struct diagnostics *d, struct place at, size_t len, uint32_t character)
{
    if (len == 0) {
        diag_error(d, at, "this is not UTF-8: save the file with that encoding");
    } else if (character == '\r') {
        diag_error(d, at, "a carriage return without a line feed: end lines with LF or CR LF");
    } else {
        diag_error(
            d, at, "a character that cannot be seen, U+%04" PRIX32 ": take it out", character);
    }
}

bool yaml_bytes_check(struct span text, uint32_t file, struct diagnostics *d)
{
    struct place at = {.file = file, .line = 1, .column = 1, .length = 1};
    size_t line_start = 0;
    for (size_t i = 0; i < text.len;) {
        struct span rest = span_from(text, i);
        at.column = (uint32_t)(i - line_start + 1);
        if (i == line_start && span_starts_with(rest, SPAN("%TAG"))) {
            at.length = 4;
            diag_error(d, at, "%%TAG has no use here: there are no tags of your own");
            return false;
        }
        uint32_t character = (unsigned char)text.ptr[i];
        size_t len = character < 0x80 ? 1 : utf8_next(rest, &character);
        bool line_end = span_starts_with(rest, SPAN("\r\n"));
        if (len == 0 || (yaml_bytes_is_control(character) && !line_end)) {
            report(d, at, len, character);
            return false;
        }
        i += len;
        if (character == '\n') {
            at.line++;
            line_start = i;
        }
    }
    return true;
}

static bool is_foreign_blank(uint32_t character)
{
    return character == 0xA0 || (character >= 0x2000 && character <= 0x200A) ||
           character == 0x202F || character == 0x3000;
}

bool yaml_bytes_find_foreign_blank(struct span line, size_t *offset)
{
    uint32_t character;
    for (size_t at = 0, len = 0; at < line.len; at += len) {
        len = utf8_next(span_from(line, at), &character);
        if (is_foreign_blank(character)) {
            *offset = at;
            return true;
        }
    }
    return false;
}

bool yaml_bytes_trim(struct span *text)
{
    size_t begin = 0;
    size_t end = 0; // behind the last that is none
    uint32_t character;
    for (size_t at = 0, len = 0; at < text->len; at += len) {
        len = utf8_next(span_from(*text, at), &character);
        if (!is_foreign_blank(character)) {
            end = at + len;
        } else if (end == 0) {
            begin = at + len;
        }
    }
    bool found = begin != 0 || end != text->len;
    *text = span_from(span_until(*text, end < begin ? begin : end), begin);
    return found;
}
