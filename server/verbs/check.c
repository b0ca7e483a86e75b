// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "verbs/loading.h"

#include <unistd.h>

enum { REPORT_MAX_BYTES = 1024 * 1024 };

static void add_count(struct buffer *out, size_t count, const char *what)
{
    buffer_format(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

static void add_verdict(
    struct buffer *out, const char *path, const struct diagnostics *d, const struct snapshot *s)
{
    buffer_format(out, "%s: ", path);
    if (s == NULL || d->errors != 0) {
        add_count(out, d->errors, "error");
    } else {
        struct index_size size = index_size(s->index);
        buffer_add_c(out, "ok: ");
        add_count(out, s->configuration.providers.len, "provider");
        buffer_add_c(out, ", ");
        add_count(out, size.domains, "domain");
        buffer_add_c(out, ", ");
        add_count(out, size.mx, "mx name");
    }
    if (d->warnings != 0) {
        buffer_add_c(out, ", ");
        add_count(out, d->warnings, "warning");
    }
    buffer_add_char(out, '\n');
}

int verb_check(struct arena *a, const struct options *options)
{
    (void)a;
    const char *path = options->operand_count != 0 ? options->operands[0] : loading_path(options);
    struct load_options load = loading_options(options, path);
    struct diagnostics d;
    struct buffer out;
    enum file_error error = FILE_OK;
    diag_init(&d);
    buffer_init(&out, REPORT_MAX_BYTES);
    struct snapshot *s = snapshot_load(&load, &d, &error, NULL);
    diag_print(&d, options_color(options, STDOUT_FILENO), &out);
    add_verdict(&out, path, &d, s);
    int code = verb_print(buffer_span(&out));
    bool strict = options_given(options, OPTION_STRICT) && d.warnings != 0;
    if (code == EX_OK && (s == NULL || d.errors != 0 || strict)) {
        code = loading_exit_code(error, EXIT_WRONG);
    }
    buffer_finish(&out);
    snapshot_free(s);
    diag_finish(&d);
    return code;
}
