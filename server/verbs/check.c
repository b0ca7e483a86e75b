// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "http/certificates.h"
#include "verbs/loading.h"

#include <time.h>
#include <unistd.h>

enum { REPORT_MAX_BYTES = 1024 * 1024 };

// What became of a file.
struct verdict {
    const char *path;
    const struct diagnostics *d;
    const struct snapshot *snapshot; // NULL: not even that
    bool right;
};

static void add_count(struct buffer *out, size_t count, const char *what)
{
    buffer_format(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

static void add_verdict(struct buffer *out, const struct verdict *v, bool color)
{
    const struct diagnostics *d = v->d;
    buffer_add_c(out, !color ? "" : v->right ? "\033[1;32m" : "\033[1;31m");
    buffer_format(out, "%s: ", v->path);
    if (v->snapshot == NULL || d->errors != 0) {
        add_count(out, d->errors, "error");
    } else {
        struct index_size size = index_size(v->snapshot->index);
        buffer_add_c(out, "ok: ");
        add_count(out, v->snapshot->configuration.providers.len, "provider");
        buffer_add_c(out, ", ");
        add_count(out, size.domains, "domain");
        buffer_add_c(out, ", ");
        add_count(out, size.mx, "mx name");
    }
    if (d->warnings != 0) {
        buffer_add_c(out, ", ");
        add_count(out, d->warnings, "warning");
    }
    buffer_add_c(out, color ? "\033[0m\n" : "\n");
}

// For whoever looks on grouped and coloured; for pipes and files a line each and its excerpt.
static int print_text(const struct verdict *v, const struct options *options)
{
    struct buffer out;
    bool color = options_color(options, STDOUT_FILENO);
    buffer_init(&out, REPORT_MAX_BYTES);
    if (color || isatty(STDOUT_FILENO) == 1) {
        diag_print_grouped(v->d, color, &out);
    } else {
        diag_print(v->d, false, &out);
    }
    add_verdict(&out, v, color);
    int code = verb_print(buffer_span(&out));
    buffer_finish(&out);
    return code;
}

static void set_text(json_t *object, const char *key, struct span text)
{
    struct buffer out;
    buffer_init(&out, REPORT_MAX_BYTES);
    diag_print_text(text, &out);
    struct span shown = buffer_span(&out);
    json_object_set_new(object, key, json_stringn(shown.len == 0 ? "" : shown.ptr, shown.len));
    buffer_finish(&out);
}

static json_t *diagnostic_json(const struct diagnostics *d, const struct diagnostic *one)
{
    const struct {
        const char *key;
        uint32_t value; // 0: not known
    } numbers[] = {{"line", one->at.line}, {"column", one->at.column}, {"length", one->at.length}};
    json_t *object = json_object();
    json_object_set_new(object, "severity", json_string(severity_word(one->severity)));
    if (one->at.file != 0) {
        set_text(object, "file", diag_file_name(d, one->at.file));
    }
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        if (numbers[i].value != 0) {
            json_object_set_new(object, numbers[i].key, json_integer(numbers[i].value));
        }
    }
    set_text(object, "message", one->message);
    return object;
}

static json_t *with_notes(const struct diagnostics *d, const struct diagnostic *head)
{
    json_t *object = diagnostic_json(d, head);
    json_t *notes = json_array();
    const struct diagnostic *note = head->next;
    for (; note != NULL && note->severity == SEVERITY_NOTE; note = note->next) {
        json_array_append_new(notes, diagnostic_json(d, note));
    }
    json_object_set_new(object, "notes", notes);
    return object;
}

static int print_json(const struct verdict *v)
{
    const struct diagnostic *heads[DIAGNOSTICS_MAX];
    size_t count = diag_sort(v->d, heads);
    json_t *all = json_object();
    json_t *diagnostics = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(diagnostics, with_notes(v->d, heads[i]));
    }
    set_text(all, "file", span_from_c(v->path));
    json_object_set_new(all, "ok", json_boolean(v->right));
    json_object_set_new(all, "errors", json_integer((json_int_t)v->d->errors));
    json_object_set_new(all, "warnings", json_integer((json_int_t)v->d->warnings));
    json_object_set_new(all, "diagnostics", diagnostics);
    return verb_print_json(all);
}

// Those of --tls-dir, which a daemon loads by themselves.
static void check_certificates(const struct options *options, struct diagnostics *d)
{
    struct slot slot;
    if (options_given(options, OPTION_TLS_DIR)) {
        struct span directory = span_from_c(options_value(options, OPTION_TLS_DIR));
        certificates_slot_init(&slot);
        // What is wrong is counted in `d`.
        (void)!certificates_load(&slot, directory, NULL, (int64_t)time(NULL), d);
        slot_finish(&slot);
    }
}

int verb_check(struct arena *a, const struct options *options)
{
    (void)a;
    bool named = options_given(options, OPTION_CONFIG) && !options->by_variable[OPTION_CONFIG];
    if (named && options->operand_count != 0) {
        return verb_fail(EX_USAGE, "which file: '--config %s' or '%s'? name one of them",
            options_value(options, OPTION_CONFIG), options->operands[0]);
    }
    const char *path = options->operand_count != 0 ? options->operands[0] : loading_path(options);
    struct diagnostics d;
    enum file_error error = FILE_OK;
    diag_init(&d);
    struct snapshot *s = loading_snapshot(options, path, &d, &error);
    check_certificates(options, &d);
    bool strict = options_given(options, OPTION_STRICT);
    struct verdict v = {
        .path = path,
        .d = &d,
        .snapshot = s,
        .right = s != NULL && d.errors == 0 && !(strict && d.warnings != 0),
    };
    int code = options_given(options, OPTION_JSON) ? print_json(&v) : print_text(&v, options);
    if (code == EX_OK && !v.right) {
        code = loading_exit_code(error, EXIT_WRONG);
    }
    snapshot_free(s);
    diag_finish(&d);
    return code;
}
