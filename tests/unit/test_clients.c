// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include <string.h>

#include "base/limits.h"
#include "http/clients.h"

enum {
    SECOND_US = 1000 * 1000,
};

static const struct siphash_key key = {{1, 2}};

static struct ip ip(const char *text)
{
    struct ip parsed;
    assert_true(ip_parse(span_from_c(text), &parsed));
    return parsed;
}

static void connections_are_counted_by_network(void **state)
{
    (void)state;
    struct arena keep;
    struct clients clients;
    arena_init(&keep);
    clients_init(&clients, &keep, &key, 2, 0);
    struct ip one = ip("2001:db8::1");
    struct ip neighbour = ip("2001:db8::ffff:1");
    struct ip other = ip("2001:db8:0:1::1");
    assert_true(clients_may_connect(&clients, &one));
    assert_true(clients_connect(&clients, &one));
    assert_true(clients_connect(&clients, &neighbour));
    assert_false(clients_may_connect(&clients, &one));
    assert_true(clients_may_connect(&clients, &other));
    clients_disconnect(&clients, &neighbour);
    assert_true(clients_may_connect(&clients, &one));
    clients_disconnect(&clients, &one);
    clients_disconnect(&clients, &one); // once too often does no harm
    assert_true(clients_may_connect(&clients, &one));

    struct ip four = ip("192.0.2.1");
    struct ip next = ip("192.0.2.2");
    assert_true(clients_connect(&clients, &four) && clients_connect(&clients, &four));
    assert_false(clients_may_connect(&clients, &four));
    assert_true(clients_may_connect(&clients, &next));
    clients_finish(&clients);
    arena_finish(&keep);
}

static void no_limit_counts_nobody(void **state)
{
    (void)state;
    struct arena keep;
    struct clients clients;
    uint32_t wait_s;
    arena_init(&keep);
    clients_init(&clients, &keep, &key, 0, 0);
    struct ip one = ip("192.0.2.1");
    assert_false(clients_connect(&clients, &one));
    assert_true(clients_may_connect(&clients, &one));
    assert_true(clients_request(&clients, &one, 0, &wait_s));
    clients_finish(&clients);
    arena_finish(&keep);
}

static void requests_are_paid_off_with_time(void **state)
{
    (void)state;
    struct arena keep;
    struct clients clients;
    uint32_t wait_s = 0;
    int64_t now_us = 5 * (int64_t)SECOND_US;
    arena_init(&keep);
    clients_init(&clients, &keep, &key, 0, 10);
    struct ip one = ip("192.0.2.1");
    struct ip other = ip("192.0.2.2");
    for (int i = 0; i < 10; i++) {
        assert_true(clients_request(&clients, &one, now_us, &wait_s));
    }
    assert_false(clients_request(&clients, &one, now_us, &wait_s));
    assert_int_equal(wait_s, 1);
    assert_true(clients_request(&clients, &other, now_us, &wait_s));
    assert_true(clients_request(&clients, &one, now_us + SECOND_US / 10, &wait_s));
    assert_false(clients_request(&clients, &one, now_us + SECOND_US / 10, &wait_s));
    int allowed = 0; // a client that never stops gets its rate, not less
    for (int64_t t = 0; t < 10 * (int64_t)SECOND_US; t += SECOND_US / 100) {
        allowed += clients_request(&clients, &one, now_us + SECOND_US + t, &wait_s) ? 1 : 0;
    }
    assert_in_range(allowed, 100, 110);
    clients_finish(&clients);
    arena_finish(&keep);
}

static void the_table_is_bounded_and_forgets_who_left(void **state)
{
    (void)state;
    struct arena keep;
    struct clients clients;
    uint32_t wait_s;
    arena_init(&keep);
    clients_init(&clients, &keep, &key, 1, 1);
    struct ip held = ip("192.0.2.1");
    assert_true(clients_connect(&clients, &held));
    size_t bytes = keep.total_bytes;
    size_t not_counted = 0;
    for (uint32_t i = 0; i < 4 * CLIENTS_MAX; i++) {
        struct ip stranger = ip("203.0.113.0");
        memcpy(stranger.bytes + 12, &i, sizeof i);
        not_counted += clients_request(&clients, &stranger, i, &wait_s) ? 0 : 1;
    }
    assert_int_equal(not_counted, 0);
    assert_int_equal(keep.total_bytes, bytes);
    assert_false(clients_may_connect(&clients, &held)); // who is connected is not forgotten
    clients_finish(&clients);
    arena_finish(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connections_are_counted_by_network),
        cmocka_unit_test(no_limit_counts_nobody),
        cmocka_unit_test(requests_are_paid_off_with_time),
        cmocka_unit_test(the_table_is_bounded_and_forgets_who_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
