// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/map.h"

static void an_empty_map_finds_nothing(void **state)
{
    (void)state;
    struct arena a;
    struct map m;
    arena_init(&a);
    map_init(&m, &a);
    assert_null(map_find(&m, SPAN("")));
    assert_null(map_find(&m, SPAN("a")));
    arena_finish(&a);
}

static void the_first_value_stays(void **state)
{
    (void)state;
    struct arena a;
    struct map m;
    int one = 1;
    int two = 2;
    arena_init(&a);
    map_init(&m, &a);
    assert_null(map_add(&m, SPAN("a"), &one));
    assert_ptr_equal(map_add(&m, SPAN("a"), &two), &one);
    assert_ptr_equal(map_find(&m, SPAN("a")), &one);
    assert_int_equal(m.count, 1);
    arena_finish(&a);
}

static void keys_are_bytes(void **state)
{
    (void)state;
    struct arena a;
    struct map m;
    int values[4];
    arena_init(&a);
    map_init(&m, &a);
    assert_null(map_add(&m, SPAN(""), &values[0]));
    assert_null(map_add(&m, SPAN("a\0b"), &values[1]));
    assert_null(map_add(&m, SPAN("a\0c"), &values[2]));
    assert_null(map_add(&m, SPAN("A"), &values[3]));
    assert_ptr_equal(map_find(&m, (struct span){NULL, 0}), &values[0]);
    assert_ptr_equal(map_find(&m, SPAN("a\0b")), &values[1]);
    assert_ptr_equal(map_find(&m, SPAN("a\0c")), &values[2]);
    assert_null(map_find(&m, SPAN("a")));
    arena_finish(&a);
}

static void ten_thousand_keys(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    struct arena a;
    struct map m;
    size_t values[COUNT];
    arena_init(&a);
    map_init(&m, &a);
    for (size_t i = 0; i < COUNT; i++) {
        values[i] = i;
        assert_null(map_add(&m, arena_format(&a, "key %zu", i), &values[i]));
    }
    assert_int_equal(m.count, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        const size_t *found = map_find(&m, arena_format(&a, "key %zu", i));
        assert_non_null(found);
        assert_int_equal(*found, i);
    }
    assert_null(map_find(&m, SPAN("key 10000")));
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_finds_nothing),
        cmocka_unit_test(the_first_value_stays),
        cmocka_unit_test(keys_are_bytes),
        cmocka_unit_test(ten_thousand_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
