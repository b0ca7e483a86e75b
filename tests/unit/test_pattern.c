// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/limits.h"
#include "model/pattern.h"

#include <string.h>

static const struct filling known = {
    .address = {"anna+x@example.org", 18},
    .local = {"anna+x", 6},
    .domain = {"example.org", 11},
};
static const struct filling nothing = {.domain = {NULL, 0}};

struct fill_case {
    const char *pattern;
    const char *filled;
    const char *url;
};

static void filled_in(void **state)
{
    (void)state;
    static const struct fill_case cases[] = {
        {"", "", ""},
        {"plain", "plain", "plain"},
        {"%EMAILADDRESS%", "anna+x@example.org", "anna%2Bx@example.org"},
        {"%EMAILLOCALPART%.%EMAILDOMAIN%", "anna+x.example.org", "anna%2Bx.example.org"},
        {"https://d/%EMAILADDRESS%/?a=%2B", "https://d/anna+x@example.org/?a=%2B",
            "https://d/anna%2Bx@example.org/?a=%2B"},
        {"%EMAILDOMAIN%%EMAILDOMAIN%", "example.orgexample.org", "example.orgexample.org"},
        {"100%", "100%", "100%"},
        {"%", "%", "%"},
        {"%%", "%%", "%%"},
        {"%emailaddress%", "%emailaddress%", "%emailaddress%"},
        {"%EMAIL", "%EMAIL", "%EMAIL"},
        {"%20%EMAILDOMAIN%", "%20example.org", "%20example.org"},
        {"%%EMAILDOMAIN%%", "%example.org%", "%example.org%"},
    };
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct pattern p;
        struct span unknown;
        struct span text = span_from_c(cases[i].pattern);
        assert_true(pattern_parse(&a, text, &p, &unknown));
        assert_span_equal(p.source, text);
        assert_span_equal(pattern_fill(&a, &p, &known), span_from_c(cases[i].filled));
        assert_span_equal(pattern_fill_url(&a, &p, &known), span_from_c(cases[i].url));
        // Of an address that is not known nothing is filled in.
        assert_span_equal(pattern_fill(&a, &p, &nothing), text);
        assert_span_equal(pattern_fill_url(&a, &p, &nothing), text);
    }
    arena_finish(&a);
}

static void unknown_placeholders(void **state)
{
    (void)state;
    struct arena a;
    struct pattern p = pattern_ask;
    struct span unknown;
    arena_init(&a);
    assert_false(pattern_parse(&a, SPAN("x%EMAILUSER%y"), &p, &unknown));
    assert_span_is(unknown, "%EMAILUSER%");
    assert_false(pattern_parse(&a, SPAN("%EMAILADDRESS%%A%"), &p, &unknown));
    assert_span_is(unknown, "%A%");
    assert_ptr_equal(p.pieces, pattern_ask.pieces); // untouched
    arena_finish(&a);
}

static void too_many_pieces(void **state)
{
    (void)state;
    static const char one[] = "%EMAILDOMAIN%";
    char text[(PATTERN_PIECES_MAX + 1) * (sizeof one - 1)];
    struct arena a;
    struct pattern p;
    struct span unknown;
    arena_init(&a);
    for (size_t i = 0; i <= PATTERN_PIECES_MAX; i++) {
        memcpy(text + i * (sizeof one - 1), one, sizeof one - 1);
    }
    struct span whole = {text, sizeof text};
    assert_false(pattern_parse(&a, whole, &p, &unknown));
    assert_span_equal(unknown, whole);
    assert_true(pattern_parse(&a, span_until(whole, 20 * (sizeof one - 1)), &p, &unknown));
    assert_int_equal(p.count, 20);
    arena_finish(&a);
}

static void logins_have_words(void **state)
{
    (void)state;
    struct arena a;
    struct pattern p;
    struct span unknown;
    arena_init(&a);
    assert_true(pattern_parse_login(&a, SPAN("address"), &p, &unknown));
    assert_true(pattern_equal(&p, &pattern_address));
    assert_span_is(pattern_fill(&a, &p, &known), "anna+x@example.org");
    assert_true(pattern_parse_login(&a, SPAN("localpart"), &p, &unknown));
    assert_span_is(pattern_fill(&a, &p, &known), "anna+x");
    assert_true(pattern_parse_login(&a, SPAN("ask"), &p, &unknown));
    assert_true(p.ask);
    assert_false(pattern_equal(&p, &pattern_address)); // the same text, another meaning
    assert_true(pattern_parse_login(&a, SPAN("Address"), &p, &unknown));
    assert_span_is(pattern_fill(&a, &p, &known), "Address"); // that login for all
    assert_true(pattern_parse_login(&a, SPAN("%EMAILADDRESS%"), &p, &unknown));
    assert_true(pattern_equal(&p, &pattern_address));
    assert_false(pattern_parse_login(&a, SPAN("%USER%"), &p, &unknown));
    arena_finish(&a);
}

static void what_a_pattern_holds(void **state)
{
    (void)state;
    struct arena a;
    struct pattern p;
    struct pattern q;
    struct span unknown;
    arena_init(&a);
    assert_true(pattern_parse(&a, SPAN("https://x/%EMAILDOMAIN%"), &p, &unknown));
    assert_true(pattern_has(&p, PIECE_DOMAIN) && pattern_has(&p, PIECE_LITERAL));
    assert_false(pattern_has(&p, PIECE_ADDRESS) || pattern_is_literal(&p));
    assert_true(pattern_parse(&a, SPAN("https://y/%EMAILDOMAIN%"), &q, &unknown));
    assert_false(pattern_equal(&p, &q));
    assert_true(pattern_equal(&p, &p));
    assert_true(pattern_parse(&a, SPAN("a"), &p, &unknown));
    assert_true(pattern_parse(&a, SPAN("a%EMAILDOMAIN%"), &q, &unknown));
    assert_true(pattern_is_literal(&p));
    assert_false(pattern_equal(&p, &q));
    arena_finish(&a);
}

static void user_names_are_filled_only_when_the_address_is_known(void **state)
{
    (void)state;
    struct filling domain_only = {.domain = known.domain};
    assert_int_equal(filling_for_login(&domain_only).domain.len, 0);
    struct filling kept = known;
    kept.keep_logins = true;
    assert_int_equal(filling_for_login(&kept).address.len, 0);
    assert_span_equal(filling_for_login(&known).address, known.address);
}

static void pieces_tell_whether_they_were_filled(void **state)
{
    (void)state;
    const struct piece literal = {PIECE_LITERAL, SPAN("a/b")};
    const struct piece domain = {PIECE_DOMAIN, SPAN("%EMAILDOMAIN%")};
    bool filled = true;
    assert_span_is(pattern_piece(&literal, &known, &filled), "a/b");
    assert_false(filled);
    assert_span_is(pattern_piece(&domain, &known, &filled), "example.org");
    assert_true(filled);
    assert_span_is(pattern_piece(&domain, &nothing, &filled), "%EMAILDOMAIN%");
    assert_false(filled);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filled_in),
        cmocka_unit_test(unknown_placeholders),
        cmocka_unit_test(too_many_pieces),
        cmocka_unit_test(logins_have_words),
        cmocka_unit_test(what_a_pattern_holds),
        cmocka_unit_test(user_names_are_filled_only_when_the_address_is_known),
        cmocka_unit_test(pieces_tell_whether_they_were_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
