// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "state/snapshot.h"

enum {
    READERS = 4,
    TURNS = 2000,
};

// A snapshot that tells when it is freed.
static struct snapshot *snapshot_that_counts(_Atomic int *freed, void (*release)(void *))
{
    struct arena arena;
    arena_init(&arena);
    struct snapshot *s = arena_array(&arena, 1, sizeof *s);
    arena_on_free(&arena, release, freed);
    s->arena = arena;
    return s;
}

static void count_free(void *freed)
{
    ++*(_Atomic int *)freed;
}

static void the_old_one_goes_with_its_last_reader(void **state)
{
    (void)state;
    _Atomic int first_freed = 0;
    _Atomic int second_freed = 0;
    struct slot slot;
    snapshot_slot_init(&slot);
    snapshot_swap(&slot, snapshot_that_counts(&first_freed, count_free));
    const struct snapshot *one = slot_take(&slot);
    const struct snapshot *again = slot_take(&slot);
    assert_ptr_equal(one, again);
    assert_int_equal(one->generation, 1);
    snapshot_swap(&slot, snapshot_that_counts(&second_freed, count_free));
    const struct snapshot *two = slot_take(&slot);
    assert_int_equal(two->generation, 2);
    slot_drop(&slot, one);
    assert_int_equal(first_freed, 0);
    slot_drop(&slot, again);
    assert_int_equal(first_freed, 1);
    slot_drop(&slot, two);
    assert_int_equal(second_freed, 0);
    slot_finish(&slot);
    assert_int_equal(second_freed, 1);
}

static void *read_often(void *context)
{
    struct slot *slot = context;
    uint64_t last = 0;
    for (int i = 0; i < TURNS; i++) {
        const struct snapshot *s = slot_take(slot);
        if (s->generation < last) {
            return slot; // time went backwards
        }
        last = s->generation;
        slot_drop(slot, s);
    }
    return NULL;
}

static void many_readers_and_a_writer_agree(void **state)
{
    (void)state;
    _Atomic int freed = 0;
    struct slot slot;
    pthread_t threads[READERS];
    snapshot_slot_init(&slot);
    snapshot_swap(&slot, snapshot_that_counts(&freed, count_free));
    for (size_t i = 0; i < READERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, &slot), 0);
    }
    for (int i = 1; i < TURNS; i++) {
        snapshot_swap(&slot, snapshot_that_counts(&freed, count_free));
    }
    for (size_t i = 0; i < READERS; i++) {
        void *wrong;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    assert_int_equal(freed, TURNS - 1);
    slot_finish(&slot);
    assert_int_equal(freed, TURNS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_old_one_goes_with_its_last_reader),
        cmocka_unit_test(many_readers_and_a_writer_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
