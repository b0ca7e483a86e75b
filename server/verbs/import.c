// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "base/file.h"
#include "base/limits.h"
#include "config/providers.h"
#include "import/import.h"

#include <stdio.h>
#include <unistd.h>

enum { REPORT_MAX_BYTES = 1024 * 1024 };

static const char result_name[] = "the result";

static enum file_error read_input(struct arena *a, struct span *content)
{
    struct buffer all;
    char piece[4096];
    size_t got;
    buffer_init(&all, IMPORT_FILE_MAX_BYTES);
    while (buffer_ok(&all) && (got = fread(piece, 1, sizeof piece, stdin)) != 0) {
        buffer_add(&all, (struct span){piece, got});
    }
    enum file_error error = !buffer_ok(&all) ? FILE_TOO_LARGE
                            : ferror(stdin)  ? FILE_UNREADABLE
                                             : FILE_OK;
    *content = arena_copy(a, buffer_span(&all));
    buffer_finish(&all);
    return error;
}

static enum file_error read_result(
    void *context, struct arena *a, const char *path, size_t max_bytes, struct span *content)
{
    (void)a, (void)path;
    *content = *(const struct span *)context;
    return content->len > max_bytes ? FILE_TOO_LARGE : FILE_OK;
}

static size_t find_nothing(void *context, struct arena *a, const char *pattern, const char ***paths)
{
    (void)context, (void)a, (void)pattern;
    *paths = NULL;
    return 0;
}

// What is printed must load: the loader itself is asked.
static bool loads(struct span yaml, struct diagnostics *d)
{
    struct reader reader = {&yaml, read_result, find_nothing};
    struct configuration loaded;
    struct arena a;
    enum file_error error;
    arena_init(&a);
    bool right = providers_load(&a, &reader, result_name, false, d, &loaded, &error);
    arena_finish(&a);
    return right;
}

static void tell(const struct diagnostics *d, const struct options *options)
{
    struct buffer report;
    buffer_init(&report, REPORT_MAX_BYTES);
    diag_print(d, options_color(options, STDERR_FILENO), &report);
    fprintf(stderr, "%.*s", SPAN_ARGS(buffer_span(&report)));
    buffer_finish(&report);
}

static int print(const struct import *im, const struct options *options)
{
    struct buffer out;
    struct diagnostics d;
    buffer_init(&out, YAML_FILE_MAX_BYTES);
    diag_init(&d);
    int code = EXIT_WRONG;
    if (im->providers->count == 0) {
        verb_fail(code, "nothing to import");
    } else if (!import_write(im, &out)) {
        verb_fail(code, "the result is larger than a providers.yaml may be");
    } else if (!loads(buffer_span(&out), &d)) {
        tell(&d, options);
        verb_fail(EX_SOFTWARE, "the result would not load: please report this");
        code = EX_SOFTWARE;
    } else {
        code = verb_print(buffer_span(&out));
    }
    diag_finish(&d);
    buffer_finish(&out);
    return code;
}

int verb_import(struct arena *a, const struct options *options)
{
    struct diagnostics d;
    struct import im;
    int code = EX_OK;
    if (options->operand_count == 0) {
        return verb_fail(EX_USAGE, "which files? try 'autoconfigd import example.com.xml'");
    }
    diag_init(&d);
    import_init(&im, a, &d);
    for (size_t i = 0; i < options->operand_count; i++) {
        const char *path = options->operands[i];
        bool is_input = span_equal_c(SPAN("-"), path);
        struct span content;
        enum file_error error = is_input ? read_input(a, &content)
                                         : file_read(a, path, IMPORT_FILE_MAX_BYTES, &content);
        if (error != FILE_OK) {
            diag_error(&d, (struct place){0}, "%s: %s", is_input ? "standard input" : path,
                file_error_text(error));
            code = error == FILE_MISSING ? EX_NOINPUT : error == FILE_FORBIDDEN ? EX_NOPERM : code;
        } else if (!import_file(
                       &im, is_input ? SPAN("standard input") : span_from_c(path), content)) {
            code = code == EX_OK ? EXIT_WRONG : code;
        }
    }
    tell(&d, options);
    int printed = print(&im, options);
    diag_finish(&d);
    return code != EX_OK ? code : printed;
}
