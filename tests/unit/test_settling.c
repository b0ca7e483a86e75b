// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "scratch.h"
#include "verbs/settling.h"

static void waits_for_quiet(void **state)
{
    (void)state;
    static const char path[] = "file";
    scratch_write(path, SPAN("1"));
    struct settling s = {.watch = watch_new()};
    watch_add(s.watch, path);
    assert_false(settling_is_done(&s, 1000));

    scratch_write(path, SPAN("22"));
    assert_false(settling_is_done(&s, 2000));
    scratch_write(path, SPAN("333"));
    assert_false(settling_is_done(&s, 2000 + SETTLE_MS - 1));
    // Called again for nothing new: another event told of the same change.
    assert_false(settling_is_done(&s, 2000 + SETTLE_MS));
    assert_true(settling_is_done(&s, 2000 + 2 * SETTLE_MS));
    assert_false(settling_is_done(&s, 9000));
    watch_free(s.watch);
}

static void does_not_wait_for_ever(void **state)
{
    (void)state;
    static const char path[] = "file";
    scratch_write(path, SPAN("1"));
    struct settling s = {.watch = watch_new()};
    watch_add(s.watch, path);
    int64_t now = 0;
    bool done = false;
    for (int i = 0; i < 1000 && !done; i++) {
        scratch_write(path, span_until(SPAN("12345678"), (size_t)i % 8)); // never as it was before
        now += SETTLE_MS / 2;
        done = settling_is_done(&s, now);
    }
    assert_true(done);
    assert_true(now > SETTLE_MAX_MS && now < 2 * SETTLE_MAX_MS);
    watch_free(s.watch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(waits_for_quiet),
        IN_SCRATCH(does_not_wait_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
