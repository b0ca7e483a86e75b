// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/utf8.h"

#include <string.h>

// RFC 3629 section 3, the other way round.
static size_t encode(uint32_t point, char *out)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t len = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = len; i-- > 1; point >>= 6) {
        out[i] = (char)(unsigned char)(0x80U | (point & 0x3FU));
    }
    out[0] = (char)(unsigned char)((0xF00U >> len & 0xF0U) | point);
    return len;
}

static void every_code_point_is_read_back(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x11FFFF; point++) {
        char text[4];
        size_t len = encode(point, text);
        uint32_t got = 0;
        bool legal = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
        size_t read = utf8_next((struct span){text, len}, &got);
        assert_int_equal(read, legal ? len : 0);
        if (legal) {
            assert_int_equal(got, point);
            for (size_t cut = 0; cut < len; cut++) {
                assert_int_equal(utf8_next((struct span){text, cut}, &got), 0);
            }
        }
    }
}

static void what_is_illegal(void **state)
{
    (void)state;
    static const struct span wrong[] = {{"\x80", 1}, {"\xBF", 1}, {"\xC0\x80", 2}, {"\xC1\xBF", 2},
        {"\xE0\x80\xAF", 3}, {"\xE0\x9F\xBF", 3}, {"\xF0\x80\x80\xAF", 4}, {"\xF0\x8F\xBF\xBF", 4},
        {"\xF4\x90\x80\x80", 4}, {"\xF5\x80\x80\x80", 4}, {"\xFE", 1}, {"\xFF", 1}, {"\xC3\x41", 2},
        {"\xE2\x82\x41", 3}, {"\xED\xA0\x80", 3}, {"\xED\xBF\xBF", 3}};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        uint32_t point = 77;
        size_t at = 77;
        assert_int_equal(utf8_next(wrong[i], &point), 0);
        assert_false(utf8_check(wrong[i], &at));
        assert_int_equal(at, 0);
    }
}

static void the_first_bad_byte_is_told(void **state)
{
    (void)state;
    size_t at = 77;
    assert_true(utf8_check(SPAN(""), &at));
    assert_true(utf8_check(SPAN("a\0\xC3\xA4"), &at));
    assert_int_equal(at, 77);
    assert_false(utf8_check(SPAN("a\xC3\xA4\xC3"), &at));
    assert_int_equal(at, 3);
}

static void characters_are_counted(void **state)
{
    (void)state;
    assert_int_equal(utf8_count(SPAN("")), 0);
    assert_int_equal(utf8_count(SPAN("\xD0\x9F\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0")), 5);
    assert_int_equal(utf8_count(SPAN("a\xFF\xE2\x82z")), 5); // bad bytes count one each
    assert_span_is(utf8_until(SPAN("\xD0\x9F\xD0\xBE!"), 2), "\xD0\x9F\xD0\xBE");
    assert_span_is(utf8_until(SPAN("ab"), 7), "ab");
    assert_span_is(utf8_until(SPAN("ab"), 0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_is_read_back),
        cmocka_unit_test(what_is_illegal),
        cmocka_unit_test(the_first_bad_byte_is_told),
        cmocka_unit_test(characters_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
