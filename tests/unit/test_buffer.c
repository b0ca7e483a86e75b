// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/buffer.h"

#include <string.h>

static void all_ways_to_add(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 1000);
    assert_int_equal(buffer_span(&b).len, 0);
    buffer_add(&b, SPAN("a"));
    buffer_add(&b, (struct span){NULL, 0});
    buffer_add_c(&b, "bc");
    buffer_add_c(&b, "");
    buffer_add_char(&b, '\0');
    buffer_add_number(&b, 0);
    buffer_add_number(&b, UINT64_MAX);
    buffer_format(&b, "<%s>", "d");
    assert_true(buffer_ok(&b));
    assert_span_is(buffer_span(&b), "abc\000"
                                    "018446744073709551615<d>");
    buffer_finish(&b);
}

static void the_limit_is_reached_exactly(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 4);
    buffer_add(&b, SPAN("1234"));
    assert_true(buffer_ok(&b));
    buffer_add(&b, (struct span){NULL, 0});
    assert_true(buffer_ok(&b));
    buffer_add_char(&b, '5');
    assert_false(buffer_ok(&b));
    assert_span_is(buffer_span(&b), "1234");
    buffer_finish(&b);
}

static void formatted_text_wants_a_byte_more(void **state)
{
    (void)state;
    char memory[5];
    struct buffer b;
    buffer_init_fixed(&b, memory, sizeof memory);
    buffer_format(&b, "%d", 1234);
    assert_true(buffer_ok(&b));
    assert_span_is(buffer_span(&b), "1234");
    buffer_empty(&b);
    buffer_format(&b, "%d", 12345);
    assert_false(buffer_ok(&b));
    assert_int_equal(buffer_span(&b).len, 0);
    buffer_finish(&b);
}

static void failure_sticks(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 4);
    buffer_add(&b, SPAN("123"));
    buffer_add(&b, SPAN("45"));
    buffer_add(&b, SPAN("4"));
    buffer_format(&b, "%s", "");
    assert_false(buffer_ok(&b));
    assert_span_is(buffer_span(&b), "123");
    buffer_empty(&b);
    assert_true(buffer_ok(&b));
    assert_int_equal(buffer_span(&b).len, 0);
    buffer_add(&b, SPAN("1234"));
    assert_true(buffer_ok(&b));
    buffer_finish(&b);
}

static void growing_keeps_the_contents(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 100000);
    for (size_t i = 0; i < 100000; i++) {
        buffer_add_char(&b, (char)('a' + i % 26));
    }
    assert_true(buffer_ok(&b));
    assert_int_equal(buffer_span(&b).len, 100000);
    for (size_t i = 0; i < 100000; i++) {
        assert_int_equal(buffer_span(&b).ptr[i], 'a' + (int)(i % 26));
    }
    assert_true(b.capacity <= 100000);
    buffer_finish(&b);
}

static void memory_of_the_caller_is_left_alone(void **state)
{
    (void)state;
    char memory[4] = "wxyz";
    struct buffer b;
    buffer_init_fixed(&b, memory, 3);
    buffer_add(&b, SPAN("abc"));
    assert_ptr_equal(buffer_span(&b).ptr, memory);
    buffer_add_char(&b, 'd');
    assert_false(buffer_ok(&b));
    assert_memory_equal(memory, "abcz", 4);
    buffer_finish(&b);
    assert_memory_equal(memory, "abcz", 4);
}

static void finishing_twice_is_fine(void **state)
{
    (void)state;
    struct buffer b = {0};
    buffer_finish(&b);
    buffer_init(&b, 10);
    buffer_add_char(&b, 'a');
    buffer_finish(&b);
    buffer_finish(&b);
    assert_null(b.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_ways_to_add),
        cmocka_unit_test(the_limit_is_reached_exactly),
        cmocka_unit_test(formatted_text_wants_a_byte_more),
        cmocka_unit_test(failure_sticks),
        cmocka_unit_test(growing_keeps_the_contents),
        cmocka_unit_test(memory_of_the_caller_is_left_alone),
        cmocka_unit_test(finishing_twice_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
