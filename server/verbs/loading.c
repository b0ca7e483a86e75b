// SPDX-License-Identifier: MIT
#include "verbs/loading.h"

#include "answers/answer.h"
#include "answers/sign.h"
#include "catalog/source_fetch.h"
#include "verbs/sources.h"
#include "verbs/verb.h"

#include <stdio.h>
#include <unistd.h>

enum {
    REPORT_MAX_BYTES = 1024 * 1024,
    LINE_MAX_BYTES = 64 * 1024,
};

static const char here[] = "providers.yaml";
static const char installed[] = "/etc/autoconfigd/providers.yaml";

const char *loading_path(const struct options *options)
{
    if (options_given(options, OPTION_CONFIG)) {
        return options_value(options, OPTION_CONFIG);
    }
    return access(here, F_OK) == 0 || access(installed, F_OK) != 0 ? here : installed;
}

void loading_note_missing(const char *path, enum file_error error, struct diagnostics *d)
{
    if (error == FILE_MISSING && path == here) { // nobody named it: the very pointer
        diag_note(d, (struct place){0},
            "%s is not there either; '--config FILE' names another, 'autoconfig-doctor init "
            "ADDRESS' writes one",
            installed);
    }
}

struct load_options loading_options(const struct options *options, const char *path)
{
    return (struct load_options){
        .config = path,
        .templates_dir = options_value(options, OPTION_TEMPLATES),
        .templates = answer_templates,
        .template_count = TEMPLATE_COUNT,
        .prepare = answer_prepare,
        .sign =
            {
                .certificate = options_value(options, OPTION_SIGN_CERT),
                .key = options_value(options, OPTION_SIGN_KEY),
                .chain = options_value(options, OPTION_SIGN_CHAIN),
            },
        .sign_load = sign_load,
    };
}

int loading_exit_code(enum file_error error, int wrong)
{
    switch (error) {
    case FILE_MISSING:
        return EX_NOINPUT;
    case FILE_FORBIDDEN:
    case FILE_CONFINED:
        return EX_NOPERM;
    case FILE_OK:
    case FILE_NOT_FILE:
    case FILE_TOO_LARGE:
    case FILE_UNREADABLE:
        break;
    }
    return wrong;
}

// Line `number` of a list, without its end, for a diagnostic.
static struct place place_of(struct diagnostics *d, const struct source *source, size_t number)
{
    uint32_t file = diag_file(d, span_from_c(source->path), SPAN(""));
    return (struct place){.file = file, .line = (uint32_t)number};
}

static void read_list(struct sources *s, size_t number, struct diagnostics *d)
{
    const struct source *source = &s->all[number];
    char memory[SOURCE_WHY_MAX_BYTES];
    struct buffer why;
    buffer_init_fixed(&why, memory, sizeof memory);
    if (source->kind != SOURCE_FILE) {
        // No warning: `check --strict` may stand before `serve`, with the same options.
        fprintf(stderr,
            "autoconfigd: '%.*s' is read by 'serve' only: its domains are missing here\n",
            SPAN_ARGS(source->label));
    } else if (!source_fetch(source, SOURCE_DEADLINE_MS, &s->incoming, &why)) {
        diag_error(d, (struct place){0}, "%s: %.*s", source->path, SPAN_ARGS(buffer_span(&why)));
    } else {
        struct buffer *list = &s->memories[number].list;
        struct source_counts counts = source_tidy(buffer_span(&s->incoming), list);
        s->texts[number] = buffer_span(list);
        if (counts.bad != 0) {
            diag_warning(d, place_of(d, source, counts.first_bad),
                "expected a line 'DOMAIN [PROVIDER]'; left out, with all such lines: %zu",
                counts.bad);
        }
    }
}

// Tells of rows that name no provider.
static void judge_lists(const struct sources *s, struct diagnostics *d)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct list_outcome *outcome = &s->lists.outcomes[i];
        struct span first = outcome->first_unknown;
        if (outcome->unknown != 0 && first.len == 0) {
            diag_warning(d, (struct place){0},
                "%.*s: rows without a provider want one called 'default', or a single one; left "
                "out: %zu",
                SPAN_ARGS(s->all[i].label), outcome->unknown);
        } else if (outcome->unknown != 0) {
            diag_warning(d, (struct place){0},
                "%.*s: no provider is called '%.*s'; left out, with all such rows: %zu",
                SPAN_ARGS(s->all[i].label), SPAN_ARGS(first), outcome->unknown);
        }
    }
}

struct snapshot *loading_snapshot(
    const struct options *options, const char *path, struct diagnostics *d, enum file_error *error)
{
    struct load_options load = loading_options(options, path);
    struct arena a;
    struct sources sources;
    struct span why;
    arena_init(&a);
    if (sources_parse(&a, options, &sources, &why)) {
        for (size_t i = 0; i < sources.count; i++) {
            read_list(&sources, i, d);
        }
        load.lists = &sources.lists;
    } else {
        diag_error(d, (struct place){0}, "%.*s", SPAN_ARGS(why));
    }
    struct snapshot *s = snapshot_load(&load, d, error, NULL);
    loading_note_missing(path, *error, d);
    if (s != NULL && load.lists != NULL) {
        judge_lists(&sources, d);
    }
    sources_finish(&sources);
    arena_finish(&a);
    return s;
}

struct snapshot *loading_run(const struct options *options, bool quiet, int wrong, int *code)
{
    return loading_run_file(options, loading_path(options), quiet, wrong, code);
}

struct snapshot *loading_run_file(
    const struct options *options, const char *path, bool quiet, int wrong, int *code)
{
    struct diagnostics d;
    enum file_error error = FILE_OK;
    diag_init(&d);
    struct snapshot *s = loading_snapshot(options, path, &d, &error);
    if (s == NULL || d.errors != 0 || !quiet) { // errors without NULL: of the signer
        struct buffer report;
        buffer_init(&report, REPORT_MAX_BYTES);
        diag_print(&d, options_color(options, STDERR_FILENO), &report);
        fprintf(stderr, "%.*s", SPAN_ARGS(buffer_span(&report)));
        buffer_finish(&report);
    }
    *code = s == NULL ? loading_exit_code(error, wrong) : EX_OK;
    diag_finish(&d);
    return s;
}

void loading_log(struct log *log, const struct diagnostics *d)
{
    struct buffer text;
    enum log_level level = LOG_LEVEL_WARNING;
    buffer_init(&text, LINE_MAX_BYTES);
    for (const struct diagnostic *one = d->first; one != NULL; one = one->next) {
        struct log_line line;
        buffer_empty(&text);
        diag_print_line(d, one, &text);
        if (one->severity != SEVERITY_NOTE) { // a note is as urgent as what it belongs to
            level = one->severity == SEVERITY_ERROR ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING;
        }
        log_begin(&line, log, level, "configuration");
        log_text(&line, "text", buffer_span(&text));
        log_end(&line);
    }
    buffer_finish(&text);
}
