// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "answers/identity.h"

// Computed by Python's uuid.uuid5() and hashlib.sha256(). They must never change: a device would
// take every account for a new one.
static void uuids_are_version_5(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct span jo = SPAN("jo@example.org");
    assert_span_is(identity_uuid(&a, "profile", jo), "002A1B25-DA38-5923-B9A4-DA7B53BD551C");
    assert_span_is(identity_uuid(&a, "imap", jo), "850154E7-077D-51F0-AD33-C5226EC3174B");
    assert_span_is(identity_uuid(&a, "caldav", jo), "948C15F4-6CD3-575D-BC7A-91B09BBE9D8D");
    assert_span_is(
        identity_uuid(&a, "imap", SPAN("\xD0\xBF\xD1\x91\xD1\x82\xD1\x80@xn--e1afmkfd.example")),
        "2A043261-F8E7-53B9-AD24-9D2661070183");
    arena_finish(&a);
}

static void names_keep_apart_what_hyphens_make_alike(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct span none = SPAN("");
    assert_span_is(identity_name(&a, none, SPAN("jo@example.org")), "org.example.jo-b6be3c.mail");
    assert_span_is(identity_name(&a, none, SPAN("a.b@example.org")), "org.example.a-b-69b1e9.mail");
    assert_span_is(identity_name(&a, none, SPAN("a-b@example.org")), "org.example.a-b-494725.mail");
    assert_span_is(identity_name(&a, none, SPAN("o'brien&co@example.org")),
        "org.example.o-brien-co-093e60.mail");
    arena_finish(&a);
}

static void a_name_has_a_hyphen_a_character(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct span peter = SPAN("\xD0\xBF\xD1\x91\xD1\x82\xD1\x80@xn--e1afmkfd.example");
    assert_span_is(identity_name(&a, SPAN(""), peter), "example.xn--e1afmkfd.-----edbbca.mail");
    assert_span_is(identity_name(&a, SPAN("net.hoster"), peter), "net.hoster.-----edbbca.mail");
    arena_finish(&a);
}

// Several addresses are known as one whose local part runs up to the last '@'.
static void several_addresses_are_as_one(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    struct span both = SPAN("jo@example.org,anna@dav.example");
    assert_span_is(identity_uuid(&a, "profile", both), "0FF6B3D4-841E-5F3D-9C4C-A13EE2756CEF");
    assert_span_is(
        identity_name(&a, SPAN(""), both), "example.dav.jo-example-org-anna-8a8068.mail");
    arena_finish(&a);
}

static void the_longest_address_fits(void **state)
{
    (void)state;
    char text[254];
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = i == 64 ? '@' : (i % 2 == 0 ? 'a' : '.');
    }
    text[253] = 'a';
    struct span address = {text, sizeof text};
    assert_int_equal(identity_uuid(&a, "carddav", address).len, 36);
    assert_true(span_ends_with(identity_name(&a, SPAN(""), address), SPAN(".mail")));
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uuids_are_version_5),
        cmocka_unit_test(names_keep_apart_what_hyphens_make_alike),
        cmocka_unit_test(a_name_has_a_hyphen_a_character),
        cmocka_unit_test(several_addresses_are_as_one),
        cmocka_unit_test(the_longest_address_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
