// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/diag.h"
#include "base/limits.h"

#include <string.h>

// Prints `d` without colour and compares; ends `d`.
static void check_printed(struct diagnostics *d, struct span expected)
{
    struct buffer out;
    buffer_init(&out, 1024 * 1024);
    diag_print(d, false, &out);
    assert_true(buffer_ok(&out));
    assert_span_equal(buffer_span(&out), expected);
    buffer_finish(&out);
    diag_finish(d);
}

static void place_line_and_caret(void **state)
{
    (void)state;
    struct diagnostics d;
    diag_init(&d);
    uint32_t file = diag_file(&d, SPAN("p.yaml"), SPAN("providers:\n  example:\n    hots: x\n"));
    diag_error(&d, (struct place){file, 3, 5, 4}, "unknown key '%s'", "hots");
    assert_int_equal(d.errors, 1);
    assert_int_equal(d.warnings, 0);
    check_printed(&d, SPAN("p.yaml:3:5: error: unknown key 'hots'\n"
                           "    3 |     hots: x\n"
                           "      |     ^~~~\n"));
}

static void sorted_by_place_notes_stay_behind(void **state)
{
    (void)state;
    struct diagnostics d;
    diag_init(&d);
    uint32_t one = diag_file(&d, SPAN("a.yaml"), SPAN(""));
    uint32_t two = diag_file(&d, SPAN("b.yaml"), SPAN(""));
    diag_error(&d, (struct place){two, 1, 1, 0}, "last");
    diag_error(&d, (struct place){one, 9, 2, 0}, "third");
    diag_note(&d, (struct place){two, 7, 7, 0}, "its note");
    diag_warning(&d, (struct place){one, 9, 1, 0}, "second");
    diag_error(&d, (struct place){one, 2, 30, 0}, "first");
    assert_int_equal(d.errors, 3);
    assert_int_equal(d.warnings, 1);
    assert_span_is(diag_file_name(&d, two), "b.yaml");
    assert_span_is(diag_file_name(&d, 0), "");
    assert_span_is(diag_file_name(&d, 3), "");
    check_printed(&d, SPAN("a.yaml:2:30: error: first\n"
                           "a.yaml:9:1: warning: second\n"
                           "a.yaml:9:2: error: third\n"
                           "b.yaml:7:7: note: its note\n"
                           "b.yaml:1:1: error: last\n"));
}

static void places_that_are_not_known(void **state)
{
    (void)state;
    struct diagnostics d;
    diag_init(&d);
    uint32_t file = diag_file(&d, SPAN("p.yaml"), SPAN("text\n"));
    diag_error(&d, (struct place){0, 0, 0, 0}, "no file");
    diag_error(&d, (struct place){file, 0, 0, 0}, "no line");
    diag_error(&d, (struct place){file, 1, 0, 0}, "no column");
    diag_error(&d, (struct place){file, 5, 9, 2}, "after the end");
    check_printed(&d, SPAN("error: no file\n"
                           "p.yaml: error: no line\n"
                           "p.yaml:1: error: no column\n"
                           "    1 | text\n"
                           "p.yaml:5:9: error: after the end\n"
                           "    5 | \n"
                           "      | ^\n"));
}

static void the_caret_counts_characters_and_keeps_tabs(void **state)
{
    (void)state;
    struct diagnostics d;
    diag_init(&d);
    uint32_t file = diag_file(
        &d, SPAN("p.yaml"), SPAN("\tname: \xD0\x9F\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0 !\r\nlast"));
    diag_error(&d, (struct place){file, 1, 8, 10}, "one");
    diag_error(&d, (struct place){file, 1, 19, 1}, "two");
    diag_error(&d, (struct place){file, 2, 1, 99}, "three");
    check_printed(&d, SPAN("p.yaml:1:8: error: one\n"
                           "    1 | \tname: \xD0\x9F\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0 !\n"
                           "      | \t      ^~~~~\n"
                           "p.yaml:1:19: error: two\n"
                           "    1 | \tname: \xD0\x9F\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0 !\n"
                           "      | \t            ^\n"
                           "p.yaml:2:1: error: three\n"
                           "    2 | last\n"
                           "      | ^~~~\n"));
}

static void nothing_drives_the_terminal(void **state)
{
    (void)state;
    struct diagnostics d;
    diag_init(&d);
    uint32_t file = diag_file(&d, SPAN("\x1B[2J.yaml"),
        SPAN("a: \x1B]0;x\x07 \xC2\x9B"
             "1m \xFF\n"));
    diag_error(&d, (struct place){file, 1, 1, 1}, "not '%s'", "\x1B[31m\n");
    struct buffer out;
    buffer_init(&out, 10000);
    diag_print(&d, false, &out);
    struct span text = buffer_span(&out);
    assert_false(span_has(text, '\x1B') || span_has(text, '\x07') || span_has(text, '\xFF'));
    assert_null(memmem(text.ptr, text.len, "\xC2\x9B", 2));
    size_t lines = 0;
    for (size_t i = 0; i < text.len; i++) {
        lines += text.ptr[i] == '\n';
    }
    assert_int_equal(lines, 3);
    buffer_finish(&out);
    diag_finish(&d);
}

static void long_lines_are_shown_around_the_place(void **state)
{
    (void)state;
    char text[2000];
    memset(text, 'a', sizeof text);
    text[1499] = 'B';
    struct diagnostics d;
    diag_init(&d);
    uint32_t file = diag_file(&d, SPAN("p.yaml"), (struct span){text, sizeof text});
    diag_error(&d, (struct place){file, 1, 1500, 1}, "here");
    struct buffer out;
    buffer_init(&out, 10000);
    diag_print(&d, false, &out);
    struct span head;
    struct span line;
    struct span caret;
    assert_true(span_cut(buffer_span(&out), '\n', &head, &line));
    assert_true(span_cut(line, '\n', &line, &caret));
    assert_true(line.len < 200 && span_ends_with(line, SPAN("...")));
    const char *meant = memchr(line.ptr, 'B', line.len);
    const char *mark = memchr(caret.ptr, '^', caret.len);
    assert_non_null(meant);
    assert_non_null(mark);
    assert_int_equal(meant - line.ptr, mark - caret.ptr);
    buffer_finish(&out);
    diag_finish(&d);
}

static void a_flood_is_counted_not_kept(void **state)
{
    (void)state;
    struct diagnostics d;
    diag_init(&d);
    for (size_t i = 0; i < DIAGNOSTICS_MAX + 5; i++) {
        diag_error(&d, (struct place){0, 0, 0, 0}, "number %zu", i);
    }
    assert_int_equal(d.errors, DIAGNOSTICS_MAX + 5);
    struct buffer out;
    buffer_init(&out, 100000);
    diag_print(&d, false, &out);
    assert_true(span_ends_with(buffer_span(&out), SPAN("number 199\n... and 5 more\n")));
    buffer_finish(&out);
    diag_finish(&d);
}

static void what_an_alias_repeats_is_said_once(void **state)
{
    (void)state;
    struct diagnostics d;
    diag_init(&d);
    uint32_t file = diag_file(&d, SPAN("p.yaml"), SPAN(""));
    for (int i = 0; i < 3; i++) {
        diag_error(&d, (struct place){file, 3, 5, 4}, "doubled");
        diag_note(&d, (struct place){file, 1, 1, 0}, "here, too");
    }
    diag_error(&d, (struct place){file, 3, 5, 4}, "another");
    assert_int_equal(d.errors, 4);
    check_printed(&d, SPAN("p.yaml:3:5: error: doubled\n"
                           "p.yaml:1:1: note: here, too\n"
                           "p.yaml:3:5: error: another\n"));
}

static void one_line_and_colours(void **state)
{
    (void)state;
    struct diagnostics d;
    struct buffer out;
    diag_init(&d);
    buffer_init(&out, 1000);
    uint32_t file = diag_file(&d, SPAN("p.yaml"), SPAN("x: 1\n"));
    diag_warning(&d, (struct place){file, 1, 4, 1}, "odd");
    diag_print_line(&d, d.first, &out);
    assert_span_is(buffer_span(&out), "p.yaml:1:4: warning: odd");
    buffer_empty(&out);
    diag_print(&d, true, &out);
    assert_non_null(memchr(buffer_span(&out).ptr, '\033', buffer_span(&out).len));
    buffer_finish(&out);
    diag_finish(&d);
    assert_string_equal(severity_word(SEVERITY_ERROR), "error");
    assert_string_equal(severity_word(SEVERITY_NOTE), "note");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(place_line_and_caret),
        cmocka_unit_test(sorted_by_place_notes_stay_behind),
        cmocka_unit_test(places_that_are_not_known),
        cmocka_unit_test(the_caret_counts_characters_and_keeps_tabs),
        cmocka_unit_test(nothing_drives_the_terminal),
        cmocka_unit_test(long_lines_are_shown_around_the_place),
        cmocka_unit_test(a_flood_is_counted_not_kept),
        cmocka_unit_test(what_an_alias_repeats_is_said_once),
        cmocka_unit_test(one_line_and_colours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
