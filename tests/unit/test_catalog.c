// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "catalog/match.h"

enum { NAMES_MAX = 8 };

// A provider with names, written as a test reads best.
struct fixture {
    struct provider provider;
    struct name domains[NAMES_MAX];
    struct name mx[NAMES_MAX];
};

static void name_all(struct list *list, struct name *names, const char *const *texts)
{
    size_t count = 0;
    for (; texts[count] != NULL; count++) {
        names[count].text = span_from_c(texts[count]);
    }
    *list = (struct list){names, count};
}

static void fill(struct fixture *f, const char *key, bool enabled, const char *const *domains,
    const char *const *mx)
{
    *f = (struct fixture){.provider = {.key = span_from_c(key), .enabled = enabled}};
    name_all(&f->provider.domains, f->domains, domains);
    name_all(&f->provider.mx, f->mx, mx);
}

static struct fixture exact, wild, off, any;
static struct pattern jdoe = {.source = {"jdoe", 4}};

static const struct index *build_with(struct arena *a, const struct domain_lists *lists)
{
    static const struct provider *providers[4];
    static struct domain_row rows[2];
    static struct login logins[1];
    fill(&exact, "exact", true, (const char *[]){"example.com", "shared.example", NULL},
        (const char *[]){"mx.example", "both.example", NULL});
    fill(&wild, "wild", true,
        (const char *[]){"*.example.org", "*.deep.example.org", "both.example", NULL},
        (const char *[]){"*.mx.example", "*.example.org", NULL});
    fill(&off, "off", false, (const char *[]){"off.example.org", NULL}, (const char *[]){NULL});
    fill(&any, "any", true, (const char *[]){"*", NULL}, (const char *[]){NULL});
    providers[0] = &exact.provider;
    providers[1] = &wild.provider;
    providers[2] = &off.provider;
    providers[3] = &any.provider;
    rows[0] = (struct domain_row){{.text = SPAN("row.example")}, &exact.provider};
    rows[1] = (struct domain_row){{.text = SPAN("*.rows.example")}, &wild.provider};
    logins[0] = (struct login){SPAN("boss@example.com"), &jdoe};
    const struct configuration all = {
        .providers = {providers, 4}, .rows = {rows, 2}, .logins = {logins, 1}};
    return index_build(a, &all, lists);
}

static const struct index *build(struct arena *a)
{
    return build_with(a, NULL);
}

struct expected {
    const char *asked;
    const struct fixture *found; // NULL: none
    enum hit_kind kind;
};

static void the_first_rule_that_fits_wins(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    const struct index *index = build(&a);
    const struct expected all[] = {
        {"example.com", &exact, HIT_DOMAIN},
        {"mx.example", &exact, HIT_MX},
        {"both.example", &wild, HIT_DOMAIN}, // a domain comes before an mx name
        {"a.example.org", &wild, HIT_WILDCARD},
        {"a.b.c.example.org", &wild, HIT_WILDCARD},
        {"example.org", NULL, HIT_DOMAIN}, // not itself below itself
        {"off.example.org", &off, HIT_DOMAIN},
        {"a.mx.example", &wild, HIT_MX_WILDCARD},
        {"row.example", &exact, HIT_DOMAIN},
        {"a.rows.example", &wild, HIT_WILDCARD},
        {"example.co", NULL, HIT_DOMAIN},
        {"xexample.com", NULL, HIT_DOMAIN},
        {"", NULL, HIT_DOMAIN},
        {"com", NULL, HIT_DOMAIN},
    };
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct hit hit;
        bool found = index_find(index, span_from_c(all[i].asked), &hit);
        assert_int_equal(found, all[i].found != NULL);
        if (found) {
            assert_ptr_equal(hit.provider, &all[i].found->provider);
            assert_int_equal(hit.kind, all[i].kind);
        }
    }
    arena_finish(&a);
}

static void any_domain_is_served_by_its_owners_host_only(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    const struct index *index = build(&a);
    struct match match;
    struct span asked = SPAN("stranger.net");
    assert_int_equal(
        match_domain(index, asked, SPAN("autoconfig.stranger.net"), &match), MATCH_FOUND);
    assert_ptr_equal(match.provider, &any.provider);
    assert_int_equal(
        match_domain(index, asked, SPAN("autodiscover.stranger.net"), &match), MATCH_FOUND);
    assert_int_equal(match_domain(index, asked, SPAN("stranger.net"), &match), MATCH_NONE);
    assert_int_equal(
        match_domain(index, asked, SPAN("autoconfig.example.com"), &match), MATCH_NONE);
    assert_int_equal(match_domain(index, asked, SPAN(""), &match), MATCH_NONE);
    assert_int_equal(match_name(index, asked, &match), MATCH_NONE);
    arena_finish(&a);
}

static void a_disabled_name_stops_the_search(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    const struct index *index = build(&a);
    struct match match;
    assert_int_equal(
        match_domain(index, SPAN("off.example.org"), SPAN("autoconfig.off.example.org"), &match),
        MATCH_DISABLED);
    arena_finish(&a);
}

static void a_customer_gets_the_provider_of_the_host(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    const struct index *index = build(&a);
    struct match match;
    struct span asked = SPAN("customer.net");
    assert_int_equal(
        match_customer(index, asked, SPAN("autoconfig.mx.example"), &match), MATCH_FOUND);
    assert_ptr_equal(match.provider, &exact.provider);
    assert_span_equal(match.domain, asked);
    assert_int_equal(
        match_customer(index, asked, SPAN("autoconfig.example.com"), &match), MATCH_FOUND);
    assert_int_equal(
        match_customer(index, asked, SPAN("autodiscover.example.com"), &match), MATCH_NONE);
    assert_int_equal(match_customer(index, asked, SPAN("example.com"), &match), MATCH_NONE);
    assert_int_equal(
        match_customer(index, asked, SPAN("autoconfig.off.example.org"), &match), MATCH_NONE);
    // "*" serves its owner's name only, not customers of it
    assert_int_equal(
        match_customer(index, asked, SPAN("autoconfig.stranger.net"), &match), MATCH_NONE);
    // a served domain is its own provider's, whoever is asked
    assert_int_equal(
        match_customer(index, SPAN("a.example.org"), SPAN("autoconfig.example.com"), &match),
        MATCH_FOUND);
    assert_ptr_equal(match.provider, &wild.provider);
    arena_finish(&a);
}

static void a_host_loses_its_client_label(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    const struct index *index = build(&a);
    struct match match;
    assert_int_equal(match_host(index, SPAN("autoconfig.example.com"), &match), MATCH_FOUND);
    assert_span_equal(match.domain, SPAN("example.com"));
    assert_int_equal(match_host(index, SPAN("example.com"), &match), MATCH_FOUND);
    assert_int_equal(match_host(index, SPAN("www.example.com"), &match), MATCH_NONE);
    assert_int_equal(match_host(index, SPAN(""), &match), MATCH_NONE);
    arena_finish(&a);
}

static void an_mx_name_is_not_filled_in(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    const struct index *index = build(&a);
    struct match match;
    assert_int_equal(match_name(index, SPAN("mx.example"), &match), MATCH_FOUND);
    assert_int_equal(match_filling(index, &match, NULL, &a).domain.len, 0);
    assert_int_equal(match_name(index, SPAN("example.com"), &match), MATCH_FOUND);
    assert_span_equal(match_filling(index, &match, NULL, &a).domain, SPAN("example.com"));
    arena_finish(&a);
}

static void logins_are_found_without_letter_case(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    const struct index *index = build(&a);
    struct match match;
    struct address address;
    const char *why;
    assert_int_equal(match_name(index, SPAN("example.com"), &match), MATCH_FOUND);
    assert_true(address_parse(&a, SPAN("BOSS@Example.com"), &address, &why));
    struct filling f = match_filling(index, &match, &address, &a);
    assert_ptr_equal(f.login, &jdoe);
    assert_span_equal(f.local, SPAN("BOSS"));
    assert_true(address_parse(&a, SPAN("clerk@example.com"), &address, &why));
    assert_null(match_filling(index, &match, &address, &a).login);
    arena_finish(&a);
}

static void count_one(void *context, struct span name, const struct hit *hit)
{
    size_t *counts = context;
    counts[hit->kind]++;
    if (hit->kind == HIT_WILDCARD || hit->kind == HIT_MX_WILDCARD) {
        assert_true(span_starts_with(name, SPAN("*.")));
    }
}

static void the_walk_sees_every_name_once(void **state)
{
    (void)state;
    struct arena a;
    size_t counts[HIT_ANY + 1] = {0};
    arena_init(&a);
    const struct index *index = build(&a);
    index_walk(index, counts, count_one);
    assert_int_equal(counts[HIT_DOMAIN], 5);
    assert_int_equal(counts[HIT_MX], 2);
    assert_int_equal(counts[HIT_WILDCARD], 3);
    assert_int_equal(counts[HIT_MX_WILDCARD], 2);
    assert_int_equal(index_size(index).domains, 8);
    assert_int_equal(index_size(index).mx, 4);
    assert_int_equal(index_size(index).logins, 1);
    arena_finish(&a);
}

static void provider_is(const struct index *index, struct span domain, const struct fixture *f)
{
    struct hit hit = {.provider = NULL};
    assert_int_equal(index_find(index, domain, &hit), f != NULL);
    assert_ptr_equal(hit.provider, f == NULL ? NULL : &f->provider);
}

static void lists_come_behind_the_configuration(void **state)
{
    (void)state;
    static const struct span texts[] = {
        {"example.com wild\nboth.lists exact\nnew.example wild\nnew.example wild\n", 68}, {"", 0},
        {"both.lists wild\na.example nobody\nb.example\nc.example exact\n", 59}};
    struct list_outcome outcomes[COUNT_OF(texts)];
    const struct domain_lists lists = {texts, outcomes, COUNT_OF(texts)};
    struct arena a;
    arena_init(&a);
    const struct index *index = build_with(&a, &lists);
    provider_is(index, SPAN("example.com"), &exact);
    provider_is(index, SPAN("both.lists"), &exact);
    provider_is(index, SPAN("new.example"), &wild);
    provider_is(index, SPAN("a.example"), NULL);
    provider_is(index, SPAN("b.example"), NULL);
    provider_is(index, SPAN("c.example"), &exact);
    assert_int_equal(outcomes[0].taken, 2);
    assert_int_equal(outcomes[0].unknown, 0);
    assert_int_equal(outcomes[1].taken, 0);
    assert_int_equal(outcomes[2].taken, 1);
    assert_int_equal(outcomes[2].unknown, 2);
    assert_span_is(outcomes[2].first_unknown, "nobody");
    arena_finish(&a);
}

// Of all that there are, "default" is meant; without it, the only one.
static void a_row_without_provider_means_the_one_there_is(void **state)
{
    (void)state;
    static const struct span text = {"new.example\n", 12};
    const struct provider *providers[2];
    struct list_outcome outcome;
    const struct domain_lists lists = {&text, &outcome, 1};
    struct arena a;
    arena_init(&a);
    fill(&exact, "exact", true, (const char *[]){NULL}, (const char *[]){NULL});
    fill(&wild, "default", true, (const char *[]){NULL}, (const char *[]){NULL});
    providers[0] = &exact.provider;
    providers[1] = &wild.provider;
    struct configuration all = {.providers = {providers, 2}};
    provider_is(index_build(&a, &all, &lists), SPAN("new.example"), &wild);
    all.providers.len = 1;
    provider_is(index_build(&a, &all, &lists), SPAN("new.example"), &exact);
    arena_finish(&a);
}

static void an_empty_configuration_finds_nothing(void **state)
{
    (void)state;
    struct arena a;
    struct hit hit;
    arena_init(&a);
    const struct index *index = index_build(&a, &(struct configuration){.rows = {NULL, 0}}, NULL);
    assert_false(index_find(index, SPAN("example.com"), &hit));
    assert_false(index_any(index, &hit));
    arena_finish(&a);
}

static void many_names_are_all_found(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct arena a;
    arena_init(&a);
    struct domain_row *rows = arena_array(&a, MANY, sizeof *rows);
    fill(&exact, "exact", true, (const char *[]){NULL}, (const char *[]){NULL});
    for (unsigned i = 0; i < MANY; i++) {
        rows[i].name.text = arena_format(&a, "customer-%u.example", i);
        rows[i].provider = i % 2 == 0 ? &exact.provider : &wild.provider;
    }
    const struct index *index =
        index_build(&a, &(struct configuration){.rows = {rows, MANY}}, NULL);
    for (unsigned i = 0; i < MANY; i++) {
        struct hit hit;
        assert_true(index_find(index, rows[i].name.text, &hit));
        assert_ptr_equal(hit.provider, rows[i].provider);
    }
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_rule_that_fits_wins),
        cmocka_unit_test(any_domain_is_served_by_its_owners_host_only),
        cmocka_unit_test(a_disabled_name_stops_the_search),
        cmocka_unit_test(a_customer_gets_the_provider_of_the_host),
        cmocka_unit_test(a_host_loses_its_client_label),
        cmocka_unit_test(an_mx_name_is_not_filled_in),
        cmocka_unit_test(logins_are_found_without_letter_case),
        cmocka_unit_test(the_walk_sees_every_name_once),
        cmocka_unit_test(lists_come_behind_the_configuration),
        cmocka_unit_test(a_row_without_provider_means_the_one_there_is),
        cmocka_unit_test(an_empty_configuration_finds_nothing),
        cmocka_unit_test(many_names_are_all_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
