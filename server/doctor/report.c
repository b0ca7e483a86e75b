// SPDX-License-Identifier: MIT
#include "doctor/report.h"

#include "base/diag.h"
#include "doctor/describe.h"

#include <inttypes.h>

enum { SUBJECT_WIDTH = 44 };

static const char *const colors[VERDICT_COUNT] = {
    [VERDICT_OK] = "\033[32m",
    [VERDICT_WARN] = "\033[33m",
    [VERDICT_FAIL] = "\033[1;31m",
};

static void add_verdict(const struct report *r, struct buffer *out, enum verdict verdict)
{
    buffer_format(out, "%s%-4s%s  ", r->color ? colors[verdict] : "", verdict_words[verdict],
        r->color ? "\033[0m" : "");
}

static void add_dim(
    const struct report *r, struct buffer *out, const char *indent, struct span text)
{
    buffer_format(out, "%s%s", indent, r->color ? "\033[2m" : "");
    diag_print_text(text, out);
    buffer_format(out, "%s\n", r->color ? "\033[0m" : "");
}

static void add_found(const struct report *r, struct buffer *out, const struct journey *j)
{
    if ((j->found->flaws & FLAW_REDIRECTS) != 0) {
        buffer_add_c(out, "      autoconfig-doctor ");
        diag_print_text(j->found->why, out);
    }
    for (size_t i = 0; i < j->found->count; i++) {
        buffer_add_c(out, i == 0 ? "      " : ", ");
        diag_print_text(describe_claim(r->visit->arena, &j->found->claims[i]), out);
    }
    buffer_add_char(out, '\n');
}

static const char *summary_of(const struct journey *j)
{
    bool by_hand = (j->client->habits & HABIT_BY_HAND) != 0;
    switch (j->verdict) {
    case VERDICT_OK:
        if ((j->found->flaws & FLAW_REDIRECTS) != 0) {
            return "is sent on: look there, too";
        }
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
    struct arena *a = r->visit->arena;
    add_verdict(r, out, j->verdict);
    buffer_format(out, "%s %s\n", j->client->name, summary_of(j));
    for (size_t i = 0; i < j->count; i++) {
        const struct step *step = &j->steps[i];
        const struct answer *answer = &r->visit->answers[step->question];
        struct span url =
            answer->hop_count == 0 ? SPAN("SRV records of RFC 6186") : answer->hops[0].fetch.url;
        struct span line = arena_format(a, "%zu. %.*s  %.*s", i + 1, SPAN_ARGS(url),
            SPAN_ARGS(step->result == STEP_FOUND ? SPAN("found") : step->why));
        add_dim(r, out, "      ", line);
    }
    if (j->found != NULL) {
        add_found(r, out, j);
    }
}

static void add_finding(const struct report *r, struct buffer *out, const struct finding *finding)
{
    char memory[SUBJECT_WIDTH + 1];
    struct buffer subject;
    add_verdict(r, out, finding->verdict);
    buffer_init_fixed(&subject, memory, sizeof memory);
    diag_print_text(finding->subject, &subject);
    if (buffer_ok(&subject)) {
        buffer_format(out, "%-*.*s ", SUBJECT_WIDTH, SPAN_ARGS(buffer_span(&subject)));
    } else {
        diag_print_text(finding->subject, out);
        buffer_add_c(out, "\n      ");
    }
    diag_print_text(finding->text, out);
    buffer_add_char(out, '\n');
    if (finding->verdict != VERDICT_OK) {
        add_dim(r, out, "      mend: ", span_from_c(check_table[finding->check].mend));
    }
}

static void add_section(const struct report *r, struct buffer *out, enum section section)
{
    bool titled = false;
    for (size_t i = 0; i < r->findings->count; i++) {
        const struct finding *finding = &r->findings->all[i];
        if (check_table[finding->check].section != section ||
            (r->quiet && finding->verdict == VERDICT_OK)) {
            continue;
        }
        if (!titled && !r->quiet) {
            buffer_format(out, "\n%s\n", section_titles[section]);
        }
        titled = true;
        add_finding(r, out, finding);
    }
}

void report_table(const struct report *r, struct buffer *out)
{
    const struct visit *v = r->visit;
    if (!r->quiet) {
        buffer_format(out, "%.*s, as mail programs see it%s%.*s\n\n", SPAN_ARGS(v->names.domain),
            v->address_given ? ": " : "", SPAN_ARGS(v->address_given ? v->names.asked : SPAN("")));
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
