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

struct place document_value(const struct document *document, const struct attribute *attribute)
{
    return document_place(document, attribute->at, attribute->value.len);
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
