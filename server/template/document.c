// SPDX-License-Identifier: MIT
#include "template/document.h"

#include <string.h>

struct place document_place(const struct document *document, size_t at, size_t length)
{
    struct place place = {.file = document->file, .line = 1, .length = (uint32_t)length};
    size_t line_start = 0;
    for (size_t i = 0; i < at; i++) {
        if (document->text.ptr[i] == '\n') {
            place.line++;
            line_start = i + 1;
        }
    }
    place.column = (uint32_t)(at - line_start + 1);
    return place;
}

// The tag is known to be well-formed: name, then pairs of name, '=', quoted value.
size_t document_value(const struct document *document, const struct node *element, struct span name)
{
    struct span rest = span_from(document->text, element->at);
    while (rest.len != 0 && rest.ptr[0] != '>') {
        struct span before;
        struct span value;
        if (!span_cut(rest, '=', &before, &rest)) {
            break;
        }
        size_t quote = 0;
        while (quote < rest.len && rest.ptr[quote] != '"' && rest.ptr[quote] != '\'') {
            quote++;
        }
        struct span after = span_from(rest, quote < rest.len ? quote + 1 : rest.len);
        size_t at = (size_t)(after.ptr - document->text.ptr);
        if (quote == rest.len || !span_cut(after, rest.ptr[quote], &value, &rest)) {
            break;
        }
        // What stands before is the name, after the element's own if it is the first.
        struct span last = span_trim(before);
        if (span_ends_with(last, name) &&
            (last.len == name.len || ascii_is_blank(last.ptr[last.len - name.len - 1]))) {
            return at;
        }
    }
    return element->at;
}

size_t document_brace(const struct document *document, size_t at, size_t count)
{
    size_t here = at;
    for (size_t i = 0; i <= count; i++) {
        size_t from = i == 0 ? at : here + 1;
        const char *brace = memchr(document->text.ptr + from, '{', document->text.len - from);
        if (brace == NULL) {
            return at;
        }
        here = (size_t)(brace - document->text.ptr);
    }
    return here;
}
