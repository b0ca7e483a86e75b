// SPDX-License-Identifier: MIT
#include "base/limits.h"
#include "catalog/source_fetch.h"
#include "scratch.h"

enum { ROOM = 1024 * 1024 };

static void parse(struct arena *a, const char *text, struct source *out)
{
    struct span why;
    assert_true(source_parse(a, span_from_c(text), out, &why));
}

static void a_label_holds_no_secret(void **state)
{
    (void)state;
    static const struct {
        const char *text, *label;
        enum source_kind kind;
    } all[] = {
        {"file:/etc/domains@here?no", "file:/etc/domains@here?no", SOURCE_FILE},
        {"exec:/usr/bin/list --password secret", "exec:/usr/bin/list", SOURCE_EXEC},
        {"exec:  list", "exec:list", SOURCE_EXEC},
        {"postgresql://db.example/mail", "postgresql://db.example/mail", SOURCE_URL},
        {"postgresql://jo:secret@db.example:5432/mail?preset=mailcow",
            "postgresql://db.example:5432/mail", SOURCE_URL},
        {"postgres://jo:se@cret@db.example/mail", "postgres://db.example/mail", SOURCE_URL},
        {"postgres://jo:se/cret@db.example/mail", "postgres://db.example/mail", SOURCE_URL},
        {"mysql://jo:se?cret@db.example/mail", "mysql://...", SOURCE_URL},
        {"mariadb:///mail?password=secret", "mariadb:///mail", SOURCE_URL},
        {"sqlite:/var/lib/mail@db/x.sqlite?query=secret", "sqlite:/var/lib/mail@db/x.sqlite",
            SOURCE_URL},
        {"file:a\033[1mb\nc", "file:a?[1mb?c", SOURCE_FILE},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct source source;
        parse(&a, all[i].text, &source);
        assert_int_equal(source.kind, all[i].kind);
        assert_span_equal(source.label, span_from_c(all[i].label));
    }
    arena_finish(&a);
}

static void a_key_is_without_its_password(void **state)
{
    (void)state;
    static const struct {
        const char *text, *key;
    } all[] = {
        {"file:/etc/domains?password=no", "file:/etc/domains?password=no"},
        {"exec:/usr/bin/list --password secret", "exec:/usr/bin/list --password secret"},
        {"postgresql://jo:secret@db.example:5432/mail?preset=mailcow",
            "postgresql://jo@db.example:5432/mail&preset=mailcow"},
        {"postgresql://jo@db.example/mail", "postgresql://jo@db.example/mail"},
        {"postgres://jo:se@cr:et@db.example/mail", "postgres://jo@db.example/mail"},
        {"postgres:///mail?user=jo&password=secret&query=SELECT%201",
            "postgres:///mail&user=jo&query=SELECT%201"},
        {"mariadb://db.example/mail?password=secret", "mariadb://db.example/mail"},
        {"sqlite:/var/lib/a:b@c/x.sqlite?query=x", "sqlite:/var/lib/a:b@c/x.sqlite&query=x"},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct source source;
        parse(&a, all[i].text, &source);
        assert_span_equal(source.key, span_from_c(all[i].key));
    }
    arena_finish(&a);
}

static void what_is_no_source_is_refused(void **state)
{
    (void)state;
    static const char *const all[] = {
        "", "file:", "exec:", "exec: \t", "http://jo:secret@example.com/", "/etc/domains"};
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct source source;
        struct span why = SPAN("");
        assert_false(source_parse(&a, span_from_c(all[i]), &source, &why));
        assert_true(why.len != 0);
        assert_null(memmem(source.label.ptr, source.label.len, "secret", 6));
    }
    arena_finish(&a);
}

static void a_command_is_cut_at_blanks(void **state)
{
    (void)state;
    struct arena a;
    struct source source;
    arena_init(&a);
    parse(&a, "exec:/bin/list  one 'two three'\t", &source);
    static const char *const words[] = {"/bin/list", "one", "'two", "three'"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        assert_string_equal(source.words[i], words[i]);
    }
    assert_null(source.words[COUNT_OF(words)]);
    arena_finish(&a);
}

static void a_list_is_brought_into_form(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, ROOM);
    struct source_counts counts = source_tidy(SPAN("#a.example\n"
                                                   "\n"
                                                   " One.Example.\tfirst \r\n"
                                                   "b\303\274cher.example\n"
                                                   "three words here\n"
                                                   "no_domain\n"
                                                   "last.example second"),
        &out);
    assert_int_equal(counts.rows, 3);
    assert_int_equal(counts.bad, 2);
    assert_int_equal(counts.first_bad, 5);
    struct span list = buffer_span(&out);
    assert_span_is(list, "one.example first\nxn--bcher-kva.example\nlast.example second\n");
    struct source_row row;
    assert_true(source_next(&list, &row));
    assert_span_is(row.domain, "one.example");
    assert_span_is(row.provider, "first");
    assert_true(source_next(&list, &row));
    assert_span_is(row.domain, "xn--bcher-kva.example");
    assert_int_equal(row.provider.len, 0);
    assert_true(source_next(&list, &row));
    assert_false(source_next(&list, &row));
    buffer_finish(&out);
}

static void a_line_is_no_longer_than_its_bound(void **state)
{
    (void)state;
    char line[SOURCE_LINE_MAX_BYTES + 2];
    struct buffer out;
    buffer_init(&out, ROOM);
    memset(line, 'p', sizeof line);
    memcpy(line, "a.example ", 10);
    line[SOURCE_LINE_MAX_BYTES] = '\n';
    assert_int_equal(source_tidy((struct span){line, sizeof line - 1}, &out).rows, 1);
    line[SOURCE_LINE_MAX_BYTES] = 'p';
    assert_int_equal(source_tidy((struct span){line, sizeof line - 1}, &out).bad, 1);
    buffer_finish(&out);
}

// What a shell's `text` says as a source, and why it failed, within `deadline_ms`.
static bool fetch(const char *text, int64_t deadline_ms, struct buffer *out, struct buffer *why)
{
    struct arena a;
    struct source source;
    scratch_write("program", span_from_c(text));
    arena_init(&a);
    parse(&a, "exec:/bin/sh program", &source);
    buffer_empty(why);
    bool fetched = source_fetch(&source, deadline_ms, out, why);
    arena_finish(&a);
    return fetched;
}

static void a_program_is_read_to_its_end(void **state)
{
    (void)state;
    struct buffer out;
    struct buffer why;
    buffer_init(&out, ROOM);
    buffer_init(&why, ROOM);
    assert_true(fetch("echo a.example; echo 'a warning' >&2; exec cat", 60000, &out, &why));
    assert_span_is(buffer_span(&out), "a.example\n");
    assert_int_equal(why.len, 0);
    assert_false(
        fetch("echo a; echo first >&2; echo '\033[1mlast' >&2; exit 7", 60000, &out, &why));
    assert_span_is(buffer_span(&why), "ended with 7: ?[1mlast");
    buffer_finish(&out);
    buffer_finish(&why);
}

// It and what it has started are killed; one that has closed its output, too.
static void a_program_that_hangs_is_killed(void **state)
{
    (void)state;
    static const char *const all[] = {"echo a; sleep 600 & sleep 600", "echo a; sleep 600 & exit 0",
        "echo a; while :; do echo b.example; sleep 0.01; done"};
    struct buffer out;
    struct buffer why;
    buffer_init(&out, ROOM);
    buffer_init(&why, ROOM);
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        assert_false(fetch(all[i], 200, &out, &why));
        assert_span_is(buffer_span(&why), "took too long");
    }
    assert_false(fetch("echo a; exec >&- 2>&-; sleep 600", 60000, &out, &why));
    assert_span_is(buffer_span(&why), "was ended by signal 9");
    buffer_finish(&out);
    buffer_finish(&why);
}

static void a_program_that_says_too_much_is_killed(void **state)
{
    (void)state;
    struct buffer out;
    struct buffer why;
    buffer_init(&out, ROOM);
    buffer_init(&why, ROOM);
    assert_false(fetch("yes a.example", 60000, &out, &why));
    assert_span_is(buffer_span(&why), "says too much");
    buffer_finish(&out);
    buffer_finish(&why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_holds_no_secret),
        cmocka_unit_test(a_key_is_without_its_password),
        cmocka_unit_test(what_is_no_source_is_refused),
        cmocka_unit_test(a_command_is_cut_at_blanks),
        cmocka_unit_test(a_list_is_brought_into_form),
        cmocka_unit_test(a_line_is_no_longer_than_its_bound),
        IN_SCRATCH(a_program_is_read_to_its_end),
        IN_SCRATCH(a_program_that_hangs_is_killed),
        IN_SCRATCH(a_program_that_says_too_much_is_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
