// SPDX-License-Identifier: MIT
// Lines for people: where they are folded, and what is never broken.
#include "span_assert.h"

#include "doctor/fold.h"

static const struct {
    size_t width;
    const char *text, *shown;
} rows[] = {
    {0, "one two three four five", "abc  one two three four five\n"},
    {28, "one two three four five", "abc  one two three four five\n"},
    // What fits in a line of its own is not torn.
    {27, "one two three four five", "abc\n  one two three four five\n"},
    {12, "one two three four five", "abc\n  one two\n  three four\n  five\n"},
    // Wider than a line: it stands alone.
    {8, "see https://long.example/ there", "abc\n  see\n  https://long.example/\n  there\n"},
    {8, "", "abc\n"},
    // Characters count, not bytes; what is none, or drives a terminal, is a '?'.
    {8, "\xC3\xA9t\xC3\xA9 \xC3\xA9t", "abc\n  \xC3\xA9t\xC3\xA9 \xC3\xA9t\n"},
    {8, "\xFF\x1B[2J", "abc\n  ??[2J\n"},
    {8,
        "\xC2\x9B"
        "2J",
        "abc  ?2J\n"},
};

static void lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer out;
        buffer_init(&out, 1024);
        struct fold line = {.out = &out, .width = rows[i].width};
        fold_add(&line, "  ", SPAN("abc"));
        line.indent = 2;
        fold_add_words(&line, "  ", span_from_c(rows[i].text));
        fold_end(&line);
        assert_span_equal(buffer_span(&out), span_from_c(rows[i].shown));
        buffer_finish(&out);
    }
}

static void pieces_stay_whole(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 1024);
    struct fold line = {.out = &out, .width = 12, .indent = 2};
    fold_add(&line, " ", SPAN("a b c,"));
    fold_add(&line, " ", SPAN("d"));
    fold_add(&line, " ", SPAN("e f g"));
    fold_add(&line, "", SPAN("!"));
    fold_skip(&line, 10);
    fold_add(&line, "", SPAN("h"));
    fold_skip(&line, 3);
    fold_add(&line, "", SPAN("i"));
    fold_end(&line);
    assert_span_equal(buffer_span(&out), SPAN("  a b c, d\n  e f g!  h i\n"));
    buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(pieces_stay_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
