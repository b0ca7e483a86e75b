// SPDX-License-Identifier: MIT
#include "template/document.h"

#include <assert.h>
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

// The start tag is well-formed and has the attribute: the element's name, then a blank, a name, '='
// and a quoted value, again and again.
size_t document_value(const struct document *document, const struct node *element, struct span name)
{
    struct span rest = span_from(document->text, element->at);
    for (;;) {
        struct span before;
        struct span value;
        bool more = span_cut(rest, '=', &before, &rest);
        assert(more);
        while (rest.ptr[0] != '"' && rest.ptr[0] != '\'') {
            rest = span_from(rest, 1);
        }
        size_t at = (size_t)(rest.ptr + 1 - document->text.ptr);
        more = span_cut(span_from(rest, 1), rest.ptr[0], &value, &rest);
        assert(more);
        before = span_trim(before);
        if (span_ends_with(before, name) &&
            (before.len == name.len || ascii_is_blank(before.ptr[before.len - name.len - 1]))) {
            return at;
        }
    }
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
