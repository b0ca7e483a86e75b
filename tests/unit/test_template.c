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

static size_t list(
    void *context, struct arena *a, struct span start, struct span end, const struct span **names)
{
    (void)context;
    const char *pattern;
    const char **paths;
    assert_true(arena_to_c(
        a, arena_format(a, CASES "%.*s*%.*s", SPAN_ARGS(start), SPAN_ARGS(end)), &pattern));
    size_t count = file_glob(a, pattern, &paths);
    struct span *found = arena_array(a, count, sizeof *found);
    for (size_t i = 0; i < count; i++) {
        found[i] = span_from(span_from_c(paths[i]), strlen(CASES));
    }
    *names = found;
    return count;
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
    static const struct template_files files = {NULL, find, list};
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

// A template in memory.
static bool find_in_memory(
    void *context, struct arena *a, struct span name, struct span *text, struct span *shown)
{
    (void)a;
    const struct span *only = context;
    *shown = SPAN("mine/memory.xml");
    *text = *only;
    return span_equal(name, SPAN("memory.xml"));
}

static const struct program *compile_text(
    struct arena *a, const char *name, struct span text, struct diagnostics *d)
{
    struct translations texts;
    demo_texts(a, &texts);
    struct template_source source = {name, &demo_record, WORDS_YAML};
    struct template_files files = {&text, find_in_memory, list};
    return template_compile(a, &source, &files, &texts, d);
}

static void refuse(const char *name, struct span text, struct span expected)
{
    struct arena a;
    arena_init(&a);
    struct diagnostics d;
    diag_init(&d);
    struct buffer out;
    buffer_init(&out, ANSWER_MAX_BYTES);
    assert_null(compile_text(&a, name, text, &d));
    diag_print(&d, false, &out);
    assert_span_equal(buffer_span(&out), expected);
    buffer_finish(&out);
    diag_finish(&d);
    arena_finish(&a);
}

static void a_missing_template_is_an_error(void **state)
{
    (void)state;
    refuse("other.xml", SPAN("<a/>"), SPAN("error: there is no template 'other.xml'\n"));
}

static void a_large_file_is_refused_before_it_is_parsed(void **state)
{
    (void)state;
    static char large[TEMPLATE_FILE_MAX_BYTES + 1];
    memset(large, '<', sizeof large);
    refuse("memory.xml", (struct span){large, sizeof large},
        SPAN("mine/memory.xml: error: larger than 256 KiB\n"));
}

static void an_answer_over_the_limit_fails_as_a_whole(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct diagnostics d;
    diag_init(&d);
    const struct program *program =
        compile_text(&a, "memory.xml", SPAN("<a>{plain}{plain}</a>"), &d);
    assert_non_null(program);
    struct span whole = SPAN("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>plainplain</a>\n");
    for (size_t limit = 0; limit <= whole.len; limit++) {
        struct buffer out;
        buffer_init(&out, limit);
        template_render(program, &demo_view, &demo_filling, 0, &out);
        assert_int_equal(buffer_ok(&out), limit == whole.len);
        buffer_finish(&out);
    }
    diag_finish(&d);
    arena_finish(&a);
}

static struct span render(
    struct arena *a, struct span text, const struct filling *filling, struct buffer *out)
{
    struct diagnostics d;
    diag_init(&d);
    const struct program *program = compile_text(a, "memory.xml", text, &d);
    assert_non_null(program);
    diag_finish(&d);
    buffer_init(out, ANSWER_MAX_BYTES);
    template_render(program, &demo_view, filling, 0, out);
    return span_from(buffer_span(out), sizeof "<?xml version='1.0' encoding='UTF-8'?>");
}

static void logins_and_patterns_follow_the_filling(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct span template = SPAN("<a u=\"{login}\">{label} {url}</a>");
    static const struct piece jdoe = {PIECE_LITERAL, {"j<doe", 5}};
    static const struct pattern other = {&jdoe, 1, {"j<doe", 5}, false};
    struct filling nothing = {.domain = SPAN("")};
    struct filling kept = demo_filling;
    struct filling replaced = demo_filling;
    kept.keep_logins = true;
    replaced.login = &other;
    struct buffer out;
    assert_span_is(render(&a, template, &nothing, &out),
        "<a u=\"%EMAILLOCALPART%\">Mail &amp; more of %EMAILDOMAIN%"
        " https://dav.example.com/?a=1&amp;b=%EMAILADDRESS%/</a>\n");
    buffer_finish(&out);
    assert_span_is(render(&a, template, &kept, &out),
        "<a u=\"%EMAILLOCALPART%\">Mail &amp; more of example.com"
        " https://dav.example.com/?a=1&amp;b=a%20b%2Bc%26d@example.com/</a>\n");
    buffer_finish(&out);
    assert_span_is(render(&a, template, &replaced, &out),
        "<a u=\"j&lt;doe\">Mail &amp; more of example.com"
        " https://dav.example.com/?a=1&amp;b=a%20b%2Bc%26d@example.com/</a>\n");
    buffer_finish(&out);
    arena_finish(&a);
}

// Every column of the words, by the same template.
static void words_come_from_the_templates_column(void **state)
{
    (void)state;
    static const char *const expected[WORDS_FORMAT_COUNT] = {
        [WORDS_YAML] = "<a>starttls cram-md5 scram oauth2 digest-md5 password</a>\n",
        [WORDS_AUTOCONFIG] = "<a>STARTTLS password-encrypted OAuth2 password-cleartext</a>\n",
        [WORDS_AUTODISCOVER] = "<a>TLS off</a>\n",
        [WORDS_APPLE] = "<a> EmailAuthCRAMMD5 EmailAuthHTTPMD5 EmailAuthPassword</a>\n",
        [WORDS_QR] = "<a>2 2 6 1</a>\n",
        [WORDS_PAGE] = "<a>STARTTLS Encrypted password OAuth2 Password</a>\n",
    };
    struct span text = SPAN("<a xmlns:t=\"urn:autoconfigd:template\">{security} "
                            "<t:block t:each=\"x in auth\">{x}</t:block></a>");
    for (size_t i = 0; i < WORDS_FORMAT_COUNT; i++) {
        struct arena a;
        arena_init(&a);
        struct diagnostics d;
        diag_init(&d);
        struct translations none = {NULL, 0};
        struct template_source source = {"memory.xml", &demo_record, (enum words_format)i};
        struct template_files files = {&text, find_in_memory, list};
        const struct program *program = template_compile(&a, &source, &files, &none, &d);
        assert_non_null(program);
        struct buffer out;
        buffer_init(&out, ANSWER_MAX_BYTES);
        template_render(program, &demo_view, &demo_filling, 0, &out);
        struct span got =
            span_from(buffer_span(&out), sizeof "<?xml version='1.0' encoding='UTF-8'?>");
        assert_span_equal(got, span_from_c(expected[i]));
        buffer_finish(&out);
        diag_finish(&d);
        arena_finish(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_what_is_expected),
        cmocka_unit_test(a_missing_template_is_an_error),
        cmocka_unit_test(a_large_file_is_refused_before_it_is_parsed),
        cmocka_unit_test(an_answer_over_the_limit_fails_as_a_whole),
        cmocka_unit_test(logins_and_patterns_follow_the_filling),
        cmocka_unit_test(words_come_from_the_templates_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
