// SPDX-License-Identifier: MIT
// manual: writes down what the programs say of themselves, by their own tables. Run when they are
// built; the daemon holds none of it.
//   manual schema FILE         writes providers.schema.json
//   manual PAGE.in FILE        writes a manual page; lines that begin with '@' name tables
#include "manual/keys.h"
#include "manual/program.h"
#include "manual/schema.h"

#include "base/file.h"

#include <stdio.h>
#include <sysexits.h>

enum { PAGE_MAX_BYTES = 1024 * 1024 };

static const struct {
    const char *name;
    void (*write)(struct buffer *out);
} marks[] = {
    {"@synopsis", program_synopsis},
    {"@verbs", program_verbs},
    {"@options", program_options},
    {"@examples", program_examples},
    {"@doctor", program_doctor},
    {"@top", keys_top},
    {"@provider", keys_provider},
    {"@parts", keys_parts},
};

// Adds the line, or what it is a mark for. False: a mark that means nothing.
static bool add_line(struct buffer *out, struct span line)
{
    if (!span_starts_with(line, SPAN("@"))) {
        buffer_add(out, line);
        buffer_add_char(out, '\n');
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (span_equal_c(line, marks[i].name)) {
            marks[i].write(out);
            return true;
        }
    }
    return false;
}

static int make_page(struct arena *a, const char *path, struct buffer *out)
{
    struct span rest;
    struct span line;
    enum file_error error = file_read(a, path, PAGE_MAX_BYTES, &rest);
    if (error != FILE_OK) {
        fprintf(stderr, "manual: %s: %s\n", path, file_error_text(error));
        return EX_NOINPUT;
    }
    while (span_cut(rest, '\n', &line, &rest)) {
        if (!add_line(out, line)) {
            fprintf(stderr, "manual: %s: no table is called '%.*s'\n", path, SPAN_ARGS(line));
            return EX_DATAERR;
        }
    }
    return EX_OK;
}

static int add_bytes(const char *bytes, size_t len, void *out)
{
    buffer_add(out, (struct span){bytes, len});
    return 0;
}

static int make_schema(struct buffer *out)
{
    json_t *schema = schema_providers();
    // Versions of autoconfig have two digits: more would show what floating point makes of them.
    bool made =
        json_dump_callback(schema, add_bytes, out, JSON_INDENT(2) | JSON_REAL_PRECISION(2)) == 0;
    json_decref(schema);
    buffer_add_char(out, '\n');
    return made ? EX_OK : EX_SOFTWARE;
}

static int write_out(const char *path, struct span text)
{
    FILE *file = fopen(path, "w");
    bool written = file != NULL && fwrite(text.ptr, text.len, 1, file) == 1;
    written = file != NULL && fclose(file) == 0 && written;
    return written ? EX_OK : EX_CANTCREAT;
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct buffer out;
    if (argc != 3) {
        fprintf(stderr, "usage: manual schema|PAGE.in FILE\n");
        return EX_USAGE;
    }
    arena_init(&arena);
    buffer_init(&out, PAGE_MAX_BYTES);
    bool is_schema = span_equal(span_from_c(argv[1]), SPAN("schema"));
    int code = is_schema ? make_schema(&out) : make_page(&arena, argv[1], &out);
    if (code == EX_OK) {
        code = buffer_ok(&out) ? write_out(argv[2], buffer_span(&out)) : EX_SOFTWARE;
    }
    buffer_finish(&out);
    arena_finish(&arena);
    return code;
}
