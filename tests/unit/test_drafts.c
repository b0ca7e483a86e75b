// SPDX-License-Identifier: MIT
// What is rendered ahead is what would have been rendered: every name of the configuration is asked
// for, in every way, of a snapshot with drafts and of one without.
#include "world.h"

#include "answers/autoconfig.h"

struct pair {
    struct snapshot *prepared, *plain;
    size_t asked, served;
};

static void compare(struct pair *pair, const char *path, struct span query, struct span host)
{
    struct snapshot *const both[] = {pair->prepared, pair->plain};
    struct buffer bodies[2];
    struct answer answers[2];
    for (size_t i = 0; i < 2; i++) {
        struct arena arena;
        arena_init(&arena);
        buffer_init(&bodies[i], ANSWER_MAX_BYTES);
        answers[i] = (struct answer){.body = &bodies[i]};
        const struct request request = {.path = span_from_c(path),
            .query = query,
            .host = arena_copy(&arena, host),
            .arena = &arena};
        bool by_path = span_starts_with(request.path, SPAN("/v1.1/"));
        (by_path ? autoconfig_ispdb_answer : autoconfig_answer)(both[i], &request, &answers[i]);
        arena_finish(&arena);
    }
    assert_int_equal(answers[0].status, answers[1].status);
    assert_int_equal(answers[0].cache, answers[1].cache);
    assert_span_equal(buffer_span(&bodies[0]), buffer_span(&bodies[1]));
    pair->asked++;
    pair->served += answers[0].status == 200;
    buffer_finish(&bodies[0]);
    buffer_finish(&bodies[1]);
}

static void ask_for_name(void *context, struct span name, const struct hit *hit)
{
    (void)hit;
    struct pair *pair = context;
    struct arena a;
    arena_init(&a);
    if (span_starts_with(name, SPAN("*."))) {
        name = arena_format(&a, "any.%.*s", SPAN_ARGS(span_from(name, 2)));
    }
    struct span host = arena_format(&a, "autoconfig.%.*s", SPAN_ARGS(name));
    static const char *const locals[] = {"jo", "o%27brien%26co%3C", "%D1%8F.%25", "a@b"};
    for (size_t i = 0; i < COUNT_OF(locals); i++) {
        struct span query = arena_format(&a, "emailaddress=%s@%.*s", locals[i], SPAN_ARGS(name));
        compare(pair, "/mail/config-v1.1.xml", query, host);
        compare(pair, "/mail/config-v1.1.xml", query, SPAN("elsewhere.example"));
    }
    compare(pair, "/mail/config-v1.1.xml", SPAN(""), host);
    compare(pair, "/mail/config-v1.1.xml", SPAN("emailaddress=jo@customer.invalid"), host);
    compare(pair, arena_format(&a, "/v1.1/%.*s", SPAN_ARGS(name)).ptr, SPAN(""), host);
    arena_finish(&a);
}

static void ask_all(const char *path)
{
    struct pair pair = {load_prepared(path, autoconfig_prepare), load_prepared(path, NULL), 0, 0};
    assert_non_null(pair.prepared->drafts);
    index_walk(pair.plain->index, &pair, ask_for_name);
    assert_true(pair.served > pair.asked / 2);
    snapshot_free(pair.prepared);
    snapshot_free(pair.plain);
}

static void of_the_shipped_providers(void **state)
{
    (void)state;
    ask_all("providers.yaml");
}

static void of_the_cases(void **state)
{
    (void)state;
    ask_all("tests/cases/http/providers.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_the_shipped_providers),
        cmocka_unit_test(of_the_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
