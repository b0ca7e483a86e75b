// SPDX-License-Identifier: MIT
#include "model/text.h"

enum {
    ACCEPT_MAX_BYTES = 256, // of the header: more is no person's
    ACCEPT_MAX_RANGES = 10,
    QUALITY_MAX = 1000, // q=1 in thousandths
};

static const struct text *find_text(const struct list *texts, struct span lang)
{
    const struct text *all = texts->ptr;
    for (size_t i = 0; i < texts->len; i++) {
        if (span_equal_fold(all[i].lang, lang)) {
            return &all[i];
        }
    }
    return NULL;
}

const struct text *text_for(const struct list *texts, struct span lang)
{
    const struct text *found = NULL;
    struct span rest;
    for (bool more = lang.len != 0; more && found == NULL;
         more = span_cut_last(lang, '-', &lang, &rest)) {
        found = find_text(texts, lang);
    }
    if (found == NULL) {
        found = find_text(texts, SPAN(""));
    }
    if (found == NULL) {
        found = find_text(texts, SPAN("en"));
    }
    return found == NULL && texts->len != 0 ? texts->ptr : found;
}

// Tags that mean a translation of another name. Chinese is not cut down to "zh" and then guessed:
// readers of the traditional script would get the other one.
struct alias {
    const char *tag;
    const char *meant;
    bool from_longer; // also for what begins with it: pt-PT
};

static const struct alias aliases[] = {
    {"iw", "he", true},
    {"pt", "pt-BR", true},
    {"zh", "zh-Hans", false},
    {"zh-CN", "zh-Hans", false},
    {"zh-SG", "zh-Hans", false},
};

static bool find_language(const struct translations *t, struct span tag, size_t *index)
{
    for (size_t i = 0; i < t->count; i++) {
        if (span_equal_fold(t->languages[i].tag, tag)) {
            *index = i;
            return true;
        }
    }
    return false;
}

static bool find_by_lookup(const struct translations *t, struct span tag, size_t *index)
{
    struct span rest;
    bool whole = true;
    do {
        if (find_language(t, tag, index)) {
            return true;
        }
        for (size_t i = 0; i < COUNT_OF(aliases); i++) {
            if ((whole || aliases[i].from_longer) &&
                span_equal_fold(tag, span_from_c(aliases[i].tag)) &&
                find_language(t, span_from_c(aliases[i].meant), index)) {
                return true;
            }
        }
        whole = false;
    } while (span_cut_last(tag, '-', &tag, &rest));
    return false;
}

size_t translations_find(const struct translations *t, struct span tag, size_t fallback)
{
    size_t index = fallback;
    return find_by_lookup(t, tag, &index) ? index : fallback;
}

// "0.8" in thousandths; what is no quality counts as none at all (0).
static unsigned quality(struct span text)
{
    struct span whole = text;
    struct span fraction = {NULL, 0};
    (void)!span_cut(text, '.', &whole, &fraction);
    uint64_t ones;
    if (!span_to_u64(whole, 1, &ones) || fraction.len > 3) {
        return 0;
    }
    unsigned thousandths = 0;
    for (size_t i = 0; i < 3; i++) {
        char digit = i < fraction.len ? fraction.ptr[i] : '0';
        if (!ascii_is_digit(digit)) {
            return 0;
        }
        thousandths = 10 * thousandths + (unsigned)(digit - '0');
    }
    return ones == 1 ? QUALITY_MAX : thousandths;
}

struct range {
    struct span tag;
    unsigned quality;
};

static struct range parse_range(struct span text)
{
    struct range range = {.tag = text, .quality = QUALITY_MAX};
    struct span parameter;
    if (span_cut(text, ';', &range.tag, &parameter)) {
        parameter = span_trim(parameter);
        range.quality = span_starts_with_fold(parameter, SPAN("q="))
                            ? quality(span_trim(span_from(parameter, 2)))
                            : QUALITY_MAX;
    }
    range.tag = span_trim(range.tag);
    return range;
}

static size_t parse_ranges(struct span header, struct range *ranges)
{
    size_t count = 0;
    struct span one;
    if (header.len > ACCEPT_MAX_BYTES) {
        header = span_until(header, ACCEPT_MAX_BYTES);
    }
    while (count < ACCEPT_MAX_RANGES && span_next(&header, ',', &one)) {
        ranges[count++] = parse_range(one);
    }
    return count;
}

static bool excluded(
    const struct translations *t, const struct range *ranges, size_t count, size_t language)
{
    for (size_t i = 0; i < count; i++) {
        if (ranges[i].quality == 0 && span_equal_fold(ranges[i].tag, t->languages[language].tag)) {
            return true;
        }
    }
    return false;
}

size_t translations_accept(const struct translations *t, struct span header, size_t fallback)
{
    struct range ranges[ACCEPT_MAX_RANGES];
    size_t count = parse_ranges(header, ranges);
    size_t best = fallback;
    unsigned best_quality = 0;
    for (size_t i = 0; i < count; i++) {
        size_t language = fallback;
        bool found =
            span_equal(ranges[i].tag, SPAN("*")) || find_by_lookup(t, ranges[i].tag, &language);
        if (found && ranges[i].quality > best_quality && !excluded(t, ranges, count, language)) {
            best = language;
            best_quality = ranges[i].quality;
        }
    }
    return best;
}

struct span translations_get(const struct translations *t, size_t language, struct span key)
{
    const struct span *found = map_find(&t->languages[language].keys, key);
    if (found == NULL) {
        found = map_find(&t->languages[0].keys, key);
    }
    return found == NULL ? SPAN("") : *found;
}
