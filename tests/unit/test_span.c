// SPDX-License-Identifier: MIT
#include "span_assert.h"

static void span_from_c_takes_null(void **state)
{
    (void)state;
    assert_int_equal(span_from_c(NULL).len, 0);
    assert_span_is(span_from_c("abc"), "abc");
}

static void span_equal_counts_every_byte(void **state)
{
    (void)state;
    assert_true(span_equal(SPAN("a\0b"), SPAN("a\0b")));
    assert_false(span_equal(SPAN("a\0b"), SPAN("a\0c")));
    assert_false(span_equal(SPAN("ab"), SPAN("abc")));
    assert_true(span_equal((struct span){NULL, 0}, SPAN("")));
    assert_true(span_equal_c(SPAN("ab"), "ab"));
    assert_false(span_equal_c(SPAN("ab"), "abc"));
    assert_true(span_equal_c((struct span){NULL, 0}, ""));
}

static void span_equal_fold_knows_ascii_letters_only(void **state)
{
    (void)state;
    assert_true(span_equal_fold(SPAN("Host"), SPAN("hOST")));
    assert_false(span_equal_fold(SPAN("Host"), SPAN("hOSTs")));
    // '@' and '`', '[' and '{' differ by the same bit as letters do.
    assert_false(span_equal_fold(SPAN("@"), SPAN("`")));
    assert_false(span_equal_fold(SPAN("["), SPAN("{")));
    assert_false(span_equal_fold(SPAN("\xC3\x84"), SPAN("\xC3\xA4")));
}

static void span_compare_is_bytewise(void **state)
{
    (void)state;
    assert_int_equal(span_compare(SPAN("a"), SPAN("a")), 0);
    assert_true(span_compare(SPAN("a"), SPAN("b")) < 0);
    assert_true(span_compare(SPAN("b"), SPAN("a")) > 0);
    assert_true(span_compare(SPAN("a"), SPAN("aa")) < 0);
    assert_true(span_compare(SPAN("aa"), SPAN("a")) > 0);
    assert_true(span_compare(SPAN("\x7F"), SPAN("\x80")) < 0);
    assert_true(span_compare((struct span){NULL, 0}, SPAN("a")) < 0);
}

static void span_starts_and_ends(void **state)
{
    (void)state;
    assert_true(span_starts_with(SPAN("autoconfig.x"), SPAN("autoconfig.")));
    assert_false(span_starts_with(SPAN("auto"), SPAN("autoconfig.")));
    assert_true(span_starts_with(SPAN("a"), SPAN("")));
    assert_true(span_starts_with_fold(SPAN("Q=1"), SPAN("q=")));
    assert_false(span_starts_with_fold(SPAN("Q"), SPAN("q=")));
    assert_true(span_ends_with(SPAN("a.yaml"), SPAN(".yaml")));
    assert_false(span_ends_with(SPAN("yaml"), SPAN(".yaml")));
    assert_true(span_has(SPAN("a\0b"), '\0'));
    assert_false(span_has(SPAN(""), '\0'));
}

static void span_next_gives_each_piece_once(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "", "bc", ""};
    struct span rest = SPAN("a,,bc,");
    struct span piece;
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        assert_true(span_next(&rest, ',', &piece));
        assert_span_equal(piece, span_from_c(pieces[i]));
    }
    assert_false(span_next(&rest, ',', &piece));
    rest = SPAN("");
    assert_true(span_next(&rest, ',', &piece));
    assert_span_is(piece, "");
    assert_false(span_next(&rest, ',', &piece));
}

static void span_next_word_passes_over_blanks(void **state)
{
    (void)state;
    struct span rest = SPAN(" one\ttwo \n");
    assert_span_is(span_next_word(&rest), "one");
    assert_span_is(span_next_word(&rest), "two");
    assert_span_is(span_next_word(&rest), "");
    assert_span_is(span_next_word(&rest), "");
}

static void span_cut_leaves_out_the_cut(void **state)
{
    (void)state;
    struct span before = SPAN("untouched");
    struct span after = SPAN("untouched");
    assert_true(span_cut(SPAN("a@b@c"), '@', &before, &after));
    assert_span_is(before, "a");
    assert_span_is(after, "b@c");
    assert_true(span_cut_last(SPAN("a@b@c"), '@', &before, &after));
    assert_span_is(before, "a@b");
    assert_span_is(after, "c");
}

static void span_cut_keeps_empty_parts(void **state)
{
    (void)state;
    struct span before;
    struct span after;
    assert_true(span_cut(SPAN("@"), '@', &before, &after));
    assert_int_equal(before.len + after.len, 0);
    assert_true(span_cut_last(SPAN("a@"), '@', &before, &after));
    assert_span_is(before, "a");
    assert_int_equal(after.len, 0);
}

static void span_cut_without_the_byte_writes_nothing(void **state)
{
    (void)state;
    struct span before = SPAN("untouched");
    struct span after = SPAN("untouched");
    assert_false(span_cut(SPAN("abc"), '@', &before, &after));
    assert_false(span_cut_last((struct span){NULL, 0}, '@', &before, &after));
    assert_false(span_cut((struct span){NULL, 0}, '@', &before, &after));
    assert_span_is(before, "untouched");
    assert_span_is(after, "untouched");
}

static void span_cut_may_write_over_its_source(void **state)
{
    (void)state;
    struct span rest = SPAN("a,b,c");
    struct span one;
    size_t count = 1;
    while (span_cut(rest, ',', &one, &rest)) {
        count++;
    }
    assert_int_equal(count, 3);
    assert_span_is(rest, "c");
}

static void span_parts(void **state)
{
    (void)state;
    assert_span_is(span_from(SPAN("abc"), 1), "bc");
    assert_span_is(span_from(SPAN("abc"), 3), "");
    assert_span_is(span_until(SPAN("abc"), 2), "ab");
    assert_int_equal(span_from((struct span){NULL, 0}, 0).len, 0);
}

static void span_trim_takes_blanks_of_http_only(void **state)
{
    (void)state;
    assert_span_is(span_trim(SPAN(" \t\r\n a b \t")), "a b");
    assert_span_is(span_trim(SPAN(" \t ")), "");
    assert_span_is(span_trim(SPAN("\v\f")), "\v\f");
    assert_span_is(span_trim(SPAN("\0 ")), "\0");
}

static void span_to_u64_takes_digits_only(void **state)
{
    (void)state;
    uint64_t number = 77;
    static const struct span wrong[] = {{"", 0}, {"+1", 2}, {"-1", 2}, {" 1", 2}, {"1 ", 2},
        {"0x1", 3}, {"1.0", 3}, {"18446744073709551616", 20}, {"99999999999999999999999", 23}};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(span_to_u64(wrong[i], UINT64_MAX, &number));
    }
    assert_false(span_to_u64(SPAN("65536"), UINT16_MAX, &number));
    assert_int_equal(number, 77); // untouched by all of them
    assert_true(span_to_u64(SPAN("65535"), UINT16_MAX, &number));
    assert_int_equal(number, 65535);
    assert_true(span_to_u64(SPAN("000"), 0, &number));
    assert_int_equal(number, 0);
    assert_true(span_to_u64(SPAN("18446744073709551615"), UINT64_MAX, &number));
    assert_true(number == UINT64_MAX);
}

static void ascii_agrees_with_the_standard_for_every_byte(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        bool upper = i >= 65 && i <= 90;
        bool lower = i >= 97 && i <= 122;
        bool digit = i >= 48 && i <= 57;
        char c = (char)(unsigned char)i;
        assert_int_equal(ascii_is_alpha(c), upper || lower);
        assert_int_equal(ascii_is_digit(c), digit);
        assert_int_equal(ascii_is_alnum(c), upper || lower || digit);
        assert_int_equal((unsigned char)ascii_lower(c), upper ? i + 32 : i);
        int hex = digit ? i - 48 : i >= 65 && i <= 70 ? i - 55 : i >= 97 && i <= 102 ? i - 87 : -1;
        assert_int_equal(ascii_hex(c), hex);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(span_from_c_takes_null),
        cmocka_unit_test(span_equal_counts_every_byte),
        cmocka_unit_test(span_equal_fold_knows_ascii_letters_only),
        cmocka_unit_test(span_compare_is_bytewise),
        cmocka_unit_test(span_starts_and_ends),
        cmocka_unit_test(span_next_gives_each_piece_once),
        cmocka_unit_test(span_next_word_passes_over_blanks),
        cmocka_unit_test(span_cut_leaves_out_the_cut),
        cmocka_unit_test(span_cut_keeps_empty_parts),
        cmocka_unit_test(span_cut_without_the_byte_writes_nothing),
        cmocka_unit_test(span_cut_may_write_over_its_source),
        cmocka_unit_test(span_parts),
        cmocka_unit_test(span_trim_takes_blanks_of_http_only),
        cmocka_unit_test(span_to_u64_takes_digits_only),
        cmocka_unit_test(ascii_agrees_with_the_standard_for_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
