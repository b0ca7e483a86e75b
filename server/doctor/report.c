// SPDX-License-Identifier: MIT
#include "doctor/report.h"

#include "base/utf8.h"
#include "doctor/describe.h"
#include "doctor/fold.h"

#include <inttypes.h>

#define DIM   "\033[2m"
#define PLAIN "\033[0m"

enum {
    TEXT_COLUMN = 6, // behind the verdict
    SUBJECT_MAX_COLUMNS = 44,
};

static const char *const colors[VERDICT_COUNT] = {
    [VERDICT_OK] = "\033[32m",
    [VERDICT_WARN] = "\033[33m",
    [VERDICT_FAIL] = "\033[1;31m",
};

static struct fold begin_line(const struct report *r, struct buffer *out, size_t indent)
{
    return (struct fold){.out = out, .width = r->width, .indent = indent};
}

static void add_color(const struct report *r, struct buffer *out, const char *color)
{
    buffer_add_c(out, r->color ? color : "");
}

static struct fold begin_verdict(const struct report *r, struct buffer *out, enum verdict verdict)
{
    struct fold line = begin_line(r, out, 0);
    add_color(r, out, colors[verdict]);
    fold_add(&line, "", span_from_c(verdict_words[verdict]));
    add_color(r, out, PLAIN);
    fold_skip(&line, TEXT_COLUMN);
    line.indent = TEXT_COLUMN;
    return line;
}

static void add_found(const struct report *r, struct buffer *out, const struct journey *j)
{
    struct fold line = begin_line(r, out, TEXT_COLUMN);
    for (size_t i = 0; i < j->found->count; i++) {
        struct span claim = describe_claim(r->visit->arena, &j->found->claims[i]);
        bool last = i + 1 == j->found->count;
        fold_add(
            &line, " ", arena_format(r->visit->arena, "%.*s%s", SPAN_ARGS(claim), last ? "" : ","));
    }
    fold_end(&line);
}

static const char *summary_of(const struct journey *j)
{
    bool by_hand = (j->client->habits & HABIT_BY_HAND) != 0;
    switch (j->verdict) {
    case VERDICT_OK:
        return by_hand ? "asks nobody; there is a profile to install" : "sets itself up";
    case VERDICT_WARN:
        return by_hand ? "asks nobody, and there is no profile to install"
                       : "finds nothing, and asks for host names and ports";
    case VERDICT_FAIL:
    case VERDICT_COUNT:
        break;
    }
    return j->useless ? "finds servers that it cannot use" : "is stopped on its way";
}

static void add_journey(const struct report *r, struct buffer *out, const struct journey *j)
{
    struct fold head = begin_verdict(r, out, j->verdict);
    fold_add(&head, "", span_from_c(j->client->name));
    fold_add_words(&head, " ", span_from_c(summary_of(j)));
    fold_end(&head);
    for (size_t i = 0; i < j->count; i++) {
        const struct step *step = &j->steps[i];
        const struct answer *answer = step->answer;
        struct span number = arena_format(r->visit->arena, "%zu.", i + 1);
        struct fold line = begin_line(r, out, TEXT_COLUMN);
        add_color(r, out, DIM);
        fold_add(&line, "", number);
        line.indent += number.len + 1;
        fold_add(&line, " ",
            answer->hop_count == 0 ? SPAN("SRV records (RFC 6186)") : answer->hops[0].fetch.url);
        fold_add_words(&line, "  ", step->why);
        add_color(r, out, PLAIN);
        fold_end(&line);
    }
    if (j->found != NULL) {
        add_found(r, out, j);
    }
}

static bool is_shown(const struct report *r, const struct finding *finding, enum section section)
{
    return check_table[finding->check].section == section &&
           !(r->quiet && finding->verdict == VERDICT_OK);
}

// Where the texts of a section's findings begin: behind the longest subject that leaves them room.
static size_t text_column(const struct report *r, enum section section)
{
    size_t most = r->width == 0 ? SUBJECT_MAX_COLUMNS : r->width * 2 / 5;
    size_t widest = 0;
    for (size_t i = 0; i < r->findings->count; i++) {
        const struct finding *finding = &r->findings->all[i];
        size_t width = utf8_count(finding->subject);
        bool counts = is_shown(r, finding, section) && width <= most && width > widest;
        widest = counts ? width : widest;
    }
    return TEXT_COLUMN + widest + 2;
}

static void add_finding(
    const struct report *r, struct buffer *out, const struct finding *finding, size_t column)
{
    struct span text = finding->text;
    if (finding->more != 0) {
        text = arena_format(
            r->visit->arena, "%.*s (and %zu more of its URLs)", SPAN_ARGS(text), finding->more);
    }
    struct fold line = begin_verdict(r, out, finding->verdict);
    fold_add(&line, "", finding->subject);
    if (line.column + 2 <= column) {
        fold_skip(&line, column);
        line.indent = column;
        fold_add_words(&line, "", text);
    } else {
        fold_add_words(&line, "  ", text);
    }
    fold_end(&line);
    if (finding->verdict != VERDICT_OK) {
        line.indent = TEXT_COLUMN;
        add_color(r, out, DIM);
        fold_add(&line, "", SPAN("mend:"));
        line.indent = line.column + 1;
        fold_add_words(&line, " ", finding_mend(r->visit->arena, finding, r->visit->names.domain));
        add_color(r, out, PLAIN);
        fold_end(&line);
    }
}

static void add_section(const struct report *r, struct buffer *out, enum section section)
{
    bool titled = false;
    size_t column = text_column(r, section);
    for (size_t i = 0; i < r->findings->count; i++) {
        const struct finding *finding = &r->findings->all[i];
        if (!is_shown(r, finding, section)) {
            continue;
        }
        if (!titled && !r->quiet) {
            buffer_format(out, "\n%s\n", section_titles[section]);
        }
        titled = true;
        add_finding(r, out, finding, column);
    }
}

void report_table(const struct report *r, struct buffer *out)
{
    const struct visit *v = r->visit;
    if (!r->quiet) {
        struct fold line = begin_line(r, out, 0);
        fold_add(&line, "", v->names.domain);
        fold_add(&line, "", SPAN(", as mail programs see it"));
        if (v->address_given) {
            fold_add(&line, "", SPAN(":"));
            fold_add(&line, " ", v->names.asked);
        }
        fold_end(&line);
        buffer_add_char(out, '\n');
    }
    for (size_t i = 0; i < client_count; i++) {
        if (!r->quiet || r->journeys[i].verdict != VERDICT_OK) {
            add_journey(r, out, &r->journeys[i]);
        }
    }
    for (unsigned section = 0; section < SECTION_COUNT; section++) {
        add_section(r, out, (enum section)section);
    }
    const size_t *counts = r->findings->counts;
    if (!r->quiet) {
        buffer_format(out, "\n%zu ok, %zu warning%s, %zu failure%s; %" PRId64 ".%" PRId64 " s\n",
            counts[VERDICT_OK], counts[VERDICT_WARN], counts[VERDICT_WARN] == 1 ? "" : "s",
            counts[VERDICT_FAIL], counts[VERDICT_FAIL] == 1 ? "" : "s", v->took_ms / 1000,
            v->took_ms % 1000 / 100);
    }
}
