// SPDX-License-Identifier: MIT
#include "model/pattern.h"

#include "base/escape.h"
#include "base/limits.h"

#include <string.h>

static const char *const placeholders[] = {
    [PIECE_ADDRESS] = "%EMAILADDRESS%",
    [PIECE_LOCALPART] = "%EMAILLOCALPART%",
    [PIECE_DOMAIN] = "%EMAILDOMAIN%",
};

static const struct piece address_piece = {PIECE_ADDRESS, {"%EMAILADDRESS%", 14}};
static const struct piece localpart_piece = {PIECE_LOCALPART, {"%EMAILLOCALPART%", 16}};

const struct pattern pattern_address = {&address_piece, 1, {"address", 7}, false};
const struct pattern pattern_localpart = {&localpart_piece, 1, {"localpart", 9}, false};
const struct pattern pattern_ask = {&address_piece, 1, {"ask", 3}, true};

// Length of '%', capitals, '%' at the start of `text`; 0: it begins with none.
static size_t placeholder_len(struct span text)
{
    size_t len = 1;
    if (text.len == 0 || text.ptr[0] != '%') {
        return 0;
    }
    while (len < text.len && text.ptr[len] >= 'A' && text.ptr[len] <= 'Z') {
        len++;
    }
    return len > 1 && len < text.len && text.ptr[len] == '%' ? len + 1 : 0;
}

static bool placeholder_kind(struct span text, enum piece_kind *kind)
{
    for (size_t i = PIECE_ADDRESS; i < COUNT_OF(placeholders); i++) {
        if (span_equal_c(text, placeholders[i])) {
            *kind = (enum piece_kind)i;
            return true;
        }
    }
    return false;
}

bool pattern_parse(struct arena *a, struct span text, struct pattern *out, struct span *unknown)
{
    struct piece pieces[PATTERN_PIECES_MAX];
    size_t count = 0;
    size_t start = 0; // of the literal that is being gathered
    size_t i = 0;
    while (i <= text.len) {
        size_t len = placeholder_len(span_from(text, i));
        if (len == 0 && i < text.len) {
            i++;
            continue;
        }
        enum piece_kind kind = PIECE_LITERAL;
        struct span found = span_until(span_from(text, i), len);
        if (len != 0 && !placeholder_kind(found, &kind)) {
            *unknown = found;
            return false;
        }
        if (count + 2 > PATTERN_PIECES_MAX) {
            *unknown = text;
            return false;
        }
        if (i > start) {
            pieces[count++] =
                (struct piece){PIECE_LITERAL, span_until(span_from(text, start), i - start)};
        }
        if (len == 0) {
            break; // the end
        }
        pieces[count++] = (struct piece){kind, found};
        i += len;
        start = i;
    }
    struct piece *kept = arena_array(a, count, sizeof *kept);
    memcpy(kept, pieces, count * sizeof *kept);
    *out = (struct pattern){kept, count, text, false};
    return true;
}

bool pattern_parse_login(
    struct arena *a, struct span text, struct pattern *out, struct span *unknown)
{
    const struct pattern *const words[] = {&pattern_address, &pattern_localpart, &pattern_ask};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (span_equal(text, words[i]->source)) {
            *out = *words[i];
            return true;
        }
    }
    return pattern_parse(a, text, out, unknown);
}

const struct pattern *pattern_literal(struct arena *a, struct span text)
{
    struct piece *piece = arena_alloc(a, sizeof *piece);
    struct pattern *pattern = arena_alloc(a, sizeof *pattern);
    *piece = (struct piece){PIECE_LITERAL, text};
    *pattern = (struct pattern){piece, 1, text, false};
    return pattern;
}

struct span pattern_piece(const struct piece *piece, const struct filling *f, bool *filled)
{
    struct span known = {NULL, 0};
    switch (piece->kind) {
    case PIECE_LITERAL:
        break;
    case PIECE_ADDRESS:
        known = f->address;
        break;
    case PIECE_LOCALPART:
        known = f->local;
        break;
    case PIECE_DOMAIN:
        known = f->domain;
        break;
    }
    *filled = known.len != 0;
    return *filled ? known : piece->text;
}

struct filling filling_for_login(const struct filling *f)
{
    // Without an address a client fills all in by itself: a domain alone would be half a name.
    static const struct filling nothing = {.login = NULL};
    return f->keep_logins || f->address.len == 0 ? nothing : *f;
}

bool pattern_has(const struct pattern *p, enum piece_kind kind)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->pieces[i].kind == kind) {
            return true;
        }
    }
    return false;
}

bool pattern_is_literal(const struct pattern *p)
{
    return !pattern_has(p, PIECE_ADDRESS) && !pattern_has(p, PIECE_LOCALPART) &&
           !pattern_has(p, PIECE_DOMAIN);
}

bool pattern_equal(const struct pattern *a, const struct pattern *b)
{
    if (a->count != b->count || a->ask != b->ask) {
        return false;
    }
    for (size_t i = 0; i < a->count; i++) {
        if (a->pieces[i].kind != b->pieces[i].kind ||
            !span_equal(a->pieces[i].text, b->pieces[i].text)) {
            return false;
        }
    }
    return true;
}

size_t pattern_length(const struct pattern *p, const struct filling *f)
{
    size_t len = 0;
    bool filled;
    for (size_t i = 0; i < p->count; i++) {
        len += pattern_piece(&p->pieces[i], f, &filled).len;
    }
    return len;
}

static struct span fill(
    struct arena *a, const struct pattern *p, const struct filling *f, bool is_url)
{
    size_t room = 3 * pattern_length(p, f); // %XX a byte at worst
    bool filled;
    struct buffer out;
    char *memory = arena_alloc(a, room);
    buffer_init_fixed(&out, memory, room);
    for (size_t i = 0; i < p->count; i++) {
        struct span text = pattern_piece(&p->pieces[i], f, &filled);
        if (is_url && filled) {
            escape_uri(&out, text, true);
        } else {
            buffer_add(&out, text);
        }
    }
    return buffer_span(&out);
}

struct span pattern_fill(struct arena *a, const struct pattern *p, const struct filling *f)
{
    return fill(a, p, f, false);
}

struct span pattern_fill_url(struct arena *a, const struct pattern *p, const struct filling *f)
{
    return fill(a, p, f, true);
}
