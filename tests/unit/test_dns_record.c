// SPDX-License-Identifier: MIT
// Records of DNS answers: what is read, and what is not believed.
#include "span_assert.h"

#include "doctor/dns_record.h"

static bool read(struct arena *a, enum record_type type, struct span wire, struct dns_record *out)
{
    arena_init(a);
    *out = (struct dns_record){.port = 7};
    return dns_record_read(a, type, wire, out);
}

static void refused(enum record_type type, struct span wire)
{
    struct arena a;
    struct dns_record record;
    assert_false(read(&a, type, wire, &record));
    assert_int_equal(record.port, 7); // untouched
    arena_finish(&a);
}

static void texts_are_strings(void **state)
{
    (void)state;
    struct arena a;
    struct dns_record record;
    assert_true(read(&a, RECORD_TXT,
        SPAN("\x06path=/\x03"
             "a b\x00"),
        &record));
    assert_span_is(record.data, "path=/ a b ");
    arena_finish(&a);
    assert_true(read(&a, RECORD_TXT, SPAN(""), &record));
    assert_int_equal(record.data.len, 0);
    arena_finish(&a);
    refused(RECORD_TXT, SPAN("\x07path=/")); // cut short
    refused(RECORD_TXT, SPAN("\x04"
                             "a\x1B[2"));
    refused(RECORD_TXT, SPAN("\x02\xC3\xA9"));
}

// Whatever it is cut into, it takes no more room than it came in, more or less.
static void a_text_of_many_strings_is_read_at_once(void **state)
{
    (void)state;
    struct arena a;
    struct dns_record record;
    char many[60000];
    for (size_t i = 0; i < sizeof many; i += 2) {
        many[i] = 1;
        many[i + 1] = 'a';
    }
    assert_true(read(&a, RECORD_TXT, (struct span){many, sizeof many}, &record));
    assert_int_equal(record.data.len, sizeof many - 1);
    assert_true(a.total_bytes < 4 * sizeof many);
    arena_finish(&a);
}

static void addresses_are_text(void **state)
{
    (void)state;
    struct arena a;
    struct dns_record record;
    assert_true(read(&a, RECORD_A, SPAN("\xC0\x00\x02\x01"), &record));
    assert_span_is(record.data, "192.0.2.1");
    arena_finish(&a);
    struct span six = SPAN("\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\1");
    assert_true(read(&a, RECORD_AAAA, six, &record));
    assert_span_is(record.data, "2001:db8::1");
    arena_finish(&a);
    refused(RECORD_A, SPAN("\xC0\x00\x02"));
    refused(RECORD_AAAA, SPAN("\xC0\x00\x02\x01"));
}

static void srv_and_mx_have_numbers_and_a_name(void **state)
{
    (void)state;
    struct arena a;
    struct dns_record record;
    assert_true(read(&a, RECORD_SRV, SPAN("\0\1\0\2\3\xE1\4IMAP\7example\0"), &record));
    assert_int_equal(record.priority, 1);
    assert_int_equal(record.weight, 2);
    assert_int_equal(record.port, 993);
    assert_span_is(record.name, "imap.example");
    arena_finish(&a);
    assert_true(read(&a, RECORD_MX, SPAN("\0\12\2mx\7example\0"), &record));
    assert_int_equal(record.priority, 10);
    assert_span_is(record.name, "mx.example");
    arena_finish(&a);
    assert_true(read(&a, RECORD_SRV, SPAN("\0\0\0\0\0\0\0"), &record));
    assert_int_equal(record.name.len, 0); // ".": not offered
    arena_finish(&a);
    refused(RECORD_SRV, SPAN("\0\1\0\2\3"));
    refused(RECORD_MX, SPAN("\0"));
    refused(RECORD_MX, SPAN("\0\12"));
}

static void broken_names_are_refused(void **state)
{
    (void)state;
    refused(RECORD_CNAME, SPAN("\3abc"));    // without an end
    refused(RECORD_CNAME, SPAN("\11abc\0")); // a label longer than what is there
    refused(RECORD_CNAME, SPAN("\xC0\x0C")); // a pointer
    refused(RECORD_CNAME, SPAN("\3a\nb\0")); // no host is called so
    refused(RECORD_CNAME, SPAN("\3a.b\0"));  // nor so: two labels in one
    refused(RECORD_CNAME, SPAN("\4\x1B[2J\0"));
    char many[400]; // more than 253 bytes of name
    for (size_t i = 0; i < sizeof many; i += 2) {
        many[i] = 1;
        many[i + 1] = 'a';
    }
    many[sizeof many - 2] = 0;
    refused(RECORD_CNAME, (struct span){many, sizeof many});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_text),
        cmocka_unit_test(texts_are_strings),
        cmocka_unit_test(a_text_of_many_strings_is_read_at_once),
        cmocka_unit_test(srv_and_mx_have_numbers_and_a_name),
        cmocka_unit_test(broken_names_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
