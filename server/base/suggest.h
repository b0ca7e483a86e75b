// SPDX-License-Identifier: MIT
// suggest: the known word nearest to a misspelt one. Floor: base; pure.
// Near is: at most a third of its letters changed, added, dropped or swapped with a neighbour.
#pragma once

#include "base/arena.h"

struct suggestion {
    struct span wanted;
    struct span best; // empty: none is near enough
    size_t distance;
};

void suggest_init(struct suggestion *s, struct span wanted);
// `candidate` must live as long as the suggestion is used.
void suggest_offer(struct suggestion *s, struct span candidate);
// For the end of a message, in `a`: " (did you mean 'port'?)"; empty: none is near enough.
struct span suggest_hint(struct arena *a, const struct suggestion *s);

// What people write who mean another word, letter case aside: no guess then, it wins.
struct synonym {
    const char *written, *meant;
};
void suggest_meant(struct suggestion *s, const struct synonym *synonyms, size_t count);
