// SPDX-License-Identifier: MIT
// text: texts in languages: a provider's own, and the program's translations. Floor: model; pure.
#pragma once

#include "base/list.h"
#include "base/map.h"

// One language's version of a text. A list of them is in the order of the file.
struct text {
    struct span lang; // BCP 47 tag as written; empty: for all who find no better
    struct span value;
};

// The version for `lang`: that tag, its shorter forms (de-AT, de), the one without language,
// English, the first. NULL: the list is empty. (RFC 4647 section 3.4.)
const struct text *text_for(const struct list *texts, struct span lang);

// The program's own words: templates/text/LANG.yaml.
struct language {
    struct span tag;
    struct map keys; // key -> struct span *
};

struct translations {
    struct language *languages; // [0] is English: complete, the last resort
    size_t count;
};

// Index of the language nearest to `tag`; `fallback` when none is. "de-AT" finds "de"; "zh-TW" and
// "zh-Hant" do not find "zh-Hans", "zh" and "zh-CN" do.
size_t translations_find(const struct translations *t, struct span tag, size_t fallback);
// Among an Accept-Language header (RFC 9110 section 12.5.4; the first 256 bytes, 10 ranges).
size_t translations_accept(const struct translations *t, struct span header, size_t fallback);
// In that language, else English; empty: no such key.
struct span translations_get(const struct translations *t, size_t language, struct span key);
