// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/suggest.h"

#include <string.h>

struct slip {
    const char *wanted;
    const char *expected; // "": nothing is near enough
};

static void slips_and_what_was_meant(void **state)
{
    (void)state;
    static const char *const known[] = {"host", "port", "security", "auth", "username", "imap",
        "pop3", "smtp", "starttls", "tls", "leave_on_server"};
    static const struct slip slips[] = {
        {"hots", "host"},  // neighbours swapped
        {"hos", "host"},   // dropped
        {"hosst", "host"}, // added
        {"porr", "port"},  // changed
        {"HOST", "host"},  // letter case is no slip worth counting
        {"Username", "username"},
        {"user_name", "username"},
        {"secruity", "security"},
        {"startls", "starttls"},
        {"start-tls", "starttls"},
        {"leave_on_sever", "leave_on_server"},
        {"ftp", ""}, // two of three letters would not stay
        {"xyz", ""},
        {"", ""},
        {"p", ""},
        {"telephone", ""},
    };
    for (size_t i = 0; i < COUNT_OF(slips); i++) {
        struct suggestion s;
        suggest_init(&s, span_from_c(slips[i].wanted));
        for (size_t j = 0; j < COUNT_OF(known); j++) {
            suggest_offer(&s, span_from_c(known[j]));
        }
        assert_span_equal(s.best, span_from_c(slips[i].expected));
    }
}

static void the_nearest_wins_and_the_first_of_equals(void **state)
{
    (void)state;
    struct suggestion s;
    suggest_init(&s, SPAN("imop"));
    suggest_offer(&s, SPAN("imas"));
    suggest_offer(&s, SPAN("imap"));
    suggest_offer(&s, SPAN("imup"));
    assert_span_is(s.best, "imap");
    assert_int_equal(s.distance, 1);
}

static void another_word_of_the_same_meaning_wins(void **state)
{
    (void)state;
    static const struct synonym synonyms[] = {{"ssl", "tls"}, {"plain", "none"}};
    struct suggestion s;
    suggest_init(&s, SPAN("SSL"));
    suggest_offer(&s, SPAN("sslx"));
    suggest_meant(&s, synonyms, COUNT_OF(synonyms));
    assert_span_is(s.best, "tls");
    suggest_init(&s, SPAN("plan"));
    suggest_meant(&s, synonyms, COUNT_OF(synonyms));
    assert_span_is(s.best, "");
}

static void very_long_words_are_left_alone(void **state)
{
    (void)state;
    char text[300];
    memset(text, 'a', sizeof text);
    struct suggestion s;
    suggest_init(&s, (struct span){text, sizeof text});
    suggest_offer(&s, (struct span){text, sizeof text});
    suggest_offer(&s, SPAN("host"));
    assert_int_equal(s.best.len, 0);
    suggest_init(&s, SPAN("host"));
    suggest_offer(&s, (struct span){text, sizeof text});
    assert_int_equal(s.best.len, 0);
    suggest_init(&s, (struct span){text, 64});
    suggest_offer(&s, (struct span){text, 63});
    assert_int_equal(s.best.len, 63);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_and_what_was_meant),
        cmocka_unit_test(the_nearest_wins_and_the_first_of_equals),
        cmocka_unit_test(another_word_of_the_same_meaning_wins),
        cmocka_unit_test(very_long_words_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
