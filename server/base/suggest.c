// SPDX-License-Identifier: MIT
#include "base/suggest.h"

enum { WORD_MAX_BYTES = 64 }; // longer words are nobody's typing slip

void suggest_init(struct suggestion *s, struct span wanted)
{
    *s = (struct suggestion){.wanted = wanted, .distance = wanted.len / 3 + 1};
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

// Edits (change, add, drop, swap of neighbours) from one to the other, letter case aside.
static size_t distance(struct span a, struct span b)
{
    size_t rows[3][WORD_MAX_BYTES + 1]; // the row in work and the two before it
    for (size_t j = 0; j <= b.len; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a.len; i++) {
        size_t *now = rows[i % 3];
        const size_t *before = rows[(i - 1) % 3];
        const size_t *two_before = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char left = ascii_lower(a.ptr[i - 1]);
            char right = ascii_lower(b.ptr[j - 1]);
            now[j] = smallest(before[j] + 1, now[j - 1] + 1, before[j - 1] + (left != right));
            bool swapped = i > 1 && j > 1 && left == ascii_lower(b.ptr[j - 2]) &&
                           right == ascii_lower(a.ptr[i - 2]);
            if (swapped && two_before[j - 2] + 1 < now[j]) {
                now[j] = two_before[j - 2] + 1;
            }
        }
    }
    return rows[a.len % 3][b.len];
}

void suggest_offer(struct suggestion *s, struct span candidate)
{
    if (s->wanted.len > WORD_MAX_BYTES || candidate.len > WORD_MAX_BYTES || s->wanted.len == 0) {
        return;
    }
    size_t edits = distance(s->wanted, candidate);
    // Two of three letters must stay, else "imap" would suggest "smtp" to "ftp".
    if (edits < s->distance && edits <= (s->wanted.len + 2) / 3 && edits < candidate.len) {
        s->best = candidate;
        s->distance = edits;
    }
}

struct span suggest_hint(struct arena *a, const struct suggestion *s)
{
    return s->best.len == 0 ? SPAN("")
                            : arena_format(a, " (did you mean '%.*s'?)", SPAN_ARGS(s->best));
}

void suggest_meant(struct suggestion *s, const struct synonym *synonyms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal_fold(s->wanted, span_from_c(synonyms[i].written))) {
            s->best = span_from_c(synonyms[i].meant);
            s->distance = 0;
        }
    }
}
