// SPDX-License-Identifier: MIT
#include "manual/mdoc.h"

#include <string.h>

enum { LINE_MAX_BYTES = 78 };

static void add(struct buffer *out, char c)
{
    if (c == '\\') {
        buffer_add_c(out, "\\e");
    } else {
        buffer_add_char(out, c);
    }
}

static bool ends_sentence(struct span word)
{
    return word.len > 1 && (span_ends_with(word, SPAN(".")) || span_ends_with(word, SPAN("?")));
}

// Not "true:", "pop3" or "app-password", which mean themselves.
static bool is_plain(struct span word)
{
    bool plain = true;
    for (size_t i = 0; i < word.len; i++) {
        plain = plain && word.ptr[i] >= 'a' && word.ptr[i] <= 'z';
    }
    return plain;
}

// A word's letter at the begin of a line: a capital in the first word, and no macro's dot.
static void add_first(struct buffer *out, struct span word, bool first)
{
    char c = word.ptr[0];
    if (c == '.' || c == '\'') {
        buffer_add_c(out, "\\&");
    }
    add(out, first && is_plain(word) ? (char)(c - 'a' + 'A') : c);
}

void mdoc_sentence(struct buffer *out, const char *text)
{
    struct span word = {text, 0};
    size_t column = 0;
    for (const char *at = text + strspn(text, " \n"); *at != '\0'; at += strspn(at, " \n")) {
        bool full = ends_sentence(word);
        word = (struct span){at, strcspn(at, " \n")};
        if (column != 0 && (full || column + 1 + word.len > LINE_MAX_BYTES)) {
            buffer_add_char(out, '\n');
            column = 0;
        }
        if (column == 0) {
            add_first(out, word, at == text);
        } else {
            buffer_add_char(out, ' ');
        }
        for (size_t i = column == 0; i < word.len; i++) {
            add(out, word.ptr[i]);
        }
        column += word.len + 1;
        at += word.len;
    }
    buffer_add_c(out, ends_sentence(word) ? "\n" : ".\n");
}

void mdoc_argument(struct buffer *out, const char *text)
{
    buffer_add_char(out, '"');
    if (text[0] == '-' || strlen(text) <= 3) {
        buffer_add_c(out, "\\&"); // else it could be taken for a macro or a delimiter
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"') {
            buffer_add_c(out, "\\(dq");
        } else {
            add(out, *at);
        }
    }
    buffer_add_char(out, '"');
}
