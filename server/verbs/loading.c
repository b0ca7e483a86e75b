// SPDX-License-Identifier: MIT
#include "verbs/loading.h"

#include "answers/answer.h"
#include "answers/sign.h"
#include "verbs/verb.h"

#include <stdio.h>
#include <unistd.h>

enum {
    REPORT_MAX_BYTES = 1024 * 1024,
    LINE_MAX_BYTES = 64 * 1024,
};

const char *loading_path(const struct options *options)
{
    static const char here[] = "providers.yaml";
    static const char installed[] = "/etc/autoconfigd/providers.yaml";
    if (options_given(options, OPTION_CONFIG)) {
        return options_value(options, OPTION_CONFIG);
    }
    return access(here, F_OK) == 0 || access(installed, F_OK) != 0 ? here : installed;
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
        return EX_NOPERM;
    case FILE_OK:
    case FILE_NOT_FILE:
    case FILE_TOO_LARGE:
    case FILE_UNREADABLE:
        break;
    }
    return wrong;
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
    struct load_options load = loading_options(options, path);
    diag_init(&d);
    struct snapshot *s = snapshot_load(&load, &d, &error, NULL);
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
