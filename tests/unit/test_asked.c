// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include <stdio.h>
#include <string.h>

#include "http/asked.h"

enum {
    LOOPS = 2,
};

struct world {
    struct arena keep;
    struct asked *loops[LOOPS];
};

static int world_new(void **state)
{
    struct world *world = test_malloc(sizeof *world);
    arena_init(&world->keep);
    for (size_t i = 0; i < LOOPS; i++) {
        world->loops[i] = asked_new(&world->keep);
    }
    *state = world;
    return 0;
}

static int world_free(void **state)
{
    struct world *world = *state;
    for (size_t i = 0; i < LOOPS; i++) {
        asked_finish(world->loops[i]);
    }
    arena_finish(&world->keep);
    test_free(world);
    return 0;
}

static void ask(struct asked *loop, enum answer_result result, struct span domain, int64_t now_us)
{
    asked_count(loop, &(struct answer){.result = result, .domain = domain}, now_us);
}

// Asks for the domain of a number.
static void ask_nth(struct asked *loop, enum answer_result result, size_t nth)
{
    char name[32];
    int len = snprintf(name, sizeof name, "d%zu.example.org", nth);
    ask(loop, result, (struct span){name, (size_t)len}, 1);
}

static const struct asked_list *top(struct world *world, enum asked_kind kind)
{
    return asked_top(world->loops, LOOPS, kind, &world->keep);
}

static struct span name(const struct asked_domain *one)
{
    return (struct span){one->name, one->len};
}

static void loops_are_added_up(void **state)
{
    struct world *world = *state;
    for (int i = 0; i < 3; i++) {
        ask(world->loops[0], RESULT_HIT, SPAN("a.example"), 10);
    }
    ask(world->loops[0], RESULT_HIT, SPAN("b.example"), 11);
    for (int i = 0; i < 3; i++) {
        ask(world->loops[1], RESULT_NOTHING_TO_SAY, SPAN("b.example"), 12);
    }
    const struct asked_list *served = top(world, ASKED_SERVED);
    assert_int_equal(served->requests, 7);
    assert_int_equal(served->len, 2);
    assert_span_equal(name(&served->domains[0]), SPAN("b.example"));
    assert_int_equal(served->domains[0].at_least, 4);
    assert_int_equal(served->domains[0].last_us, 12);
    assert_span_equal(name(&served->domains[1]), SPAN("a.example"));
    assert_int_equal(served->domains[1].at_least, 3);
    assert_int_equal(top(world, ASKED_NOT_SERVED)->len, 0);
}

static void results_tell_the_kind(void **state)
{
    struct world *world = *state;
    for (enum answer_result result = 0; result < RESULT_COUNT; result++) {
        ask_nth(world->loops[0], result, result);
        ask(world->loops[0], result, SPAN(""), 1); // nothing was asked for
    }
    assert_int_equal(top(world, ASKED_SERVED)->requests, 2);     // hit, nothing to say
    assert_int_equal(top(world, ASKED_NOT_SERVED)->requests, 3); // unknown, disabled, by Host
}

static void longest_name_is_kept_whole(void **state)
{
    struct world *world = *state;
    char longest[DOMAIN_MAX_BYTES];
    memset(longest, 'a', sizeof longest);
    struct span domain = {longest, sizeof longest};
    ask(world->loops[0], RESULT_HIT, domain, 1);
    assert_span_equal(name(&top(world, ASKED_SERVED)->domains[0]), domain);
}

// A hoster's hundred thousand: of four requests one is for one of ten domains, the others for all
// the rest in turn.
static void few_among_very_many_are_found(void **state)
{
    enum { ALL = 100 * 1000, OFTEN = 10, ROUNDS = 4000 };
    struct world *world = *state;
    size_t other = OFTEN;
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < OFTEN; i++) {
            ask_nth(world->loops[round % LOOPS], RESULT_HIT, i);
            for (int k = 0; k < 3; k++) {
                ask_nth(world->loops[(round + i) % LOOPS], RESULT_HIT, other);
                other = other + 1 < ALL ? other + 1 : OFTEN;
            }
        }
    }
    const struct asked_list *served = top(world, ASKED_SERVED);
    assert_int_equal(served->requests, ROUNDS * OFTEN * 4);
    assert_int_equal(served->len, ASKED_LISTED_MAX);
    for (size_t i = 0; i < OFTEN; i++) {
        assert_int_equal(served->domains[i].len, SPAN("d0.example.org").len); // one of the ten
        assert_in_range(served->domains[i].at_least, ROUNDS * 9 / 10, ROUNDS);
    }
    for (size_t i = OFTEN; i < ASKED_LISTED_MAX; i++) { // each was asked for once or twice
        assert_in_range(served->domains[i].at_least, 1, 2);
    }
}

// What strangers make up drives nothing out that is asked for in earnest, and looks like nothing.
static void made_up_names_count_for_little(void **state)
{
    enum { MADE_UP = 200 * 1000, EARNEST = 2000 };
    struct world *world = *state;
    for (size_t i = 0; i < MADE_UP; i++) {
        ask_nth(world->loops[0], RESULT_UNKNOWN_DOMAIN, i);
        if (i % (MADE_UP / EARNEST) == 0) {
            ask(world->loops[0], RESULT_UNKNOWN_DOMAIN, SPAN("forgotten.example"), 1);
        }
    }
    const struct asked_list *others = top(world, ASKED_NOT_SERVED);
    assert_span_equal(name(&others->domains[0]), SPAN("forgotten.example"));
    assert_in_range(others->domains[0].at_least, EARNEST / 2, EARNEST);
    assert_int_equal(others->domains[1].at_least, 1);
    assert_int_equal(top(world, ASKED_SERVED)->requests, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(loops_are_added_up, world_new, world_free),
        cmocka_unit_test_setup_teardown(results_tell_the_kind, world_new, world_free),
        cmocka_unit_test_setup_teardown(longest_name_is_kept_whole, world_new, world_free),
        cmocka_unit_test_setup_teardown(few_among_very_many_are_found, world_new, world_free),
        cmocka_unit_test_setup_teardown(made_up_names_count_for_little, world_new, world_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
