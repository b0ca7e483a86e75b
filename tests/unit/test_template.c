// SPDX-License-Identifier: MIT
// Plays tests/cases/template/*.xml: each is compiled against the demo and rendered, or its errors
// are printed; the result is in NAME.expect, to the letter. A template with t:text is rendered in
// each language. With GOLDEN=1 in the environment the .expect files are written anew instead.
#include "span_assert.h"
#include "template_demo.h"

#include "base/file.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

#define CASES "tests/cases/template/"

static bool find(
    void *context, struct arena *a, struct span name, struct span *text, struct span *shown)
{
    (void)context;
    *shown = name;
    const char *path;
    return arena_to_c(a, arena_format(a, CASES "%.*s", SPAN_ARGS(name)), &path) &&
           file_read(a, path, 2 * TEMPLATE_FILE_MAX_BYTES, text) == FILE_OK;
}

static bool has_texts(struct arena *a, const char *path)
{
    struct span text;
    assert_int_equal(file_read(a, path, SIZE_MAX / 2, &text), FILE_OK);
    for (size_t i = 0; i < text.len; i++) {
        if (span_starts_with(span_from(text, i), SPAN("t:text"))) {
            return true;
        }
    }
    return false;
}

static void play(struct arena *a, const char *path, struct buffer *out)
{
    static const struct template_files files = {NULL, find};
    struct translations texts;
    demo_texts(a, &texts);
    struct diagnostics d;
    diag_init(&d);
    struct template_source source = {path + strlen(CASES), &demo_record, WORDS_AUTOCONFIG};
    const struct program *program = template_compile(a, &source, &files, &texts, &d);
    assert_int_equal(program == NULL, d.errors != 0);
    diag_print(&d, false, out);
    diag_finish(&d);
    size_t times = has_texts(a, path) ? texts.count : 1;
    for (size_t i = 0; program != NULL && i < times; i++) {
        template_render(program, &demo_view, &demo_filling, i, out);
    }
    assert_true(buffer_ok(out));
}

static void write_golden(const char *path, struct span text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text.ptr, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static void every_case_gives_what_is_expected(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    const char **paths;
    size_t count = file_glob(&a, CASES "*.xml", &paths);
    size_t wrong = 0;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        struct buffer out;
        buffer_init(&out, ANSWER_MAX_BYTES);
        play(&a, paths[i], &out);
        struct span stem = span_until(span_from_c(paths[i]), strlen(paths[i]) - strlen(".xml"));
        const char *expect;
        assert_true(arena_to_c(&a, arena_format(&a, "%.*s.expect", SPAN_ARGS(stem)), &expect));
        struct span expected = SPAN("");
        if (getenv("GOLDEN") != NULL) {
            write_golden(expect, buffer_span(&out));
        } else if (file_read(&a, expect, SIZE_MAX / 2, &expected) != FILE_OK ||
                   !span_equal(expected, buffer_span(&out))) {
            print_error("%s gives:\n%.*s\nexpected:\n%.*s\n", paths[i],
                SPAN_ARGS(buffer_span(&out)), SPAN_ARGS(expected));
            wrong++;
        }
        buffer_finish(&out);
    }
    arena_finish(&a);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_what_is_expected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
