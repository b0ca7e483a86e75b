// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/escape.h"
#include "base/utf8.h"

#define REPLACED "\xEF\xBF\xBD"

struct escaped_case {
    struct span text, expected;
};

static void add_uri(struct buffer *out, struct span text)
{
    escape_uri(out, text, false);
}

static void add_uri_keeping_at(struct buffer *out, struct span text)
{
    escape_uri(out, text, true);
}

static void check_all(const struct escaped_case *cases, size_t count,
    void (*escape)(struct buffer *out, struct span text))
{
    struct buffer out;
    buffer_init(&out, 1000);
    for (size_t i = 0; i < count; i++) {
        buffer_empty(&out);
        escape(&out, cases[i].text);
        assert_span_equal(buffer_span(&out), cases[i].expected);
    }
    buffer_finish(&out);
}

#define CASE(text, expected)                                                                       \
    {                                                                                              \
        {text, sizeof(text) - 1},                                                                  \
        {                                                                                          \
            expected, sizeof(expected) - 1                                                         \
        }                                                                                          \
    }

static void xml_text(void **state)
{
    (void)state;
    static const struct escaped_case cases[] = {
        CASE("", ""), CASE("plain", "plain"),
        CASE("<a href=\"x\">&amp;]]>", "&lt;a href=\"x\"&gt;&amp;amp;]]&gt;"), CASE("'\"", "'\""),
        CASE("a\tb\nc\rd", "a\tb\nc&#13;d"),
        CASE("a\0b\x1F"
             "c\x1B[2J",
            "a" REPLACED "b" REPLACED "c" REPLACED "[2J"),
        CASE("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"),
        CASE("\xC0\xAF<", REPLACED REPLACED "&lt;"),         // overlong '/'
        CASE("\xED\xA0\x80", REPLACED REPLACED REPLACED),    // a surrogate
        CASE("\xEF\xBF\xBE\xEF\xBF\xBF", REPLACED REPLACED), // U+FFFE, U+FFFF
        CASE("\xC3<", REPLACED "&lt;"), // cut short: the next character is not swallowed
        CASE("\xE2\x82", REPLACED REPLACED), CASE("\x7F", "\x7F"), // XML allows it
    };
    check_all(cases, COUNT_OF(cases), escape_xml_text);
}

static void xml_attribute(void **state)
{
    (void)state;
    static const struct escaped_case cases[] = {
        CASE("\"><script>'&", "&quot;&gt;&lt;script&gt;'&amp;"),
        CASE("a\tb\nc\rd", "a&#9;b&#10;c&#13;d"), // else a reader makes blanks of them
        CASE("\x01\xFF\xC3\xA4", REPLACED REPLACED "\xC3\xA4"),
    };
    check_all(cases, COUNT_OF(cases), escape_xml_attribute);
}

static void uri(void **state)
{
    (void)state;
    static const struct escaped_case cases[] = {
        CASE("AZaz09-._~", "AZaz09-._~"),
        CASE("a b+c@d/e?f=g&h%#\"", "a%20b%2Bc%40d%2Fe%3Ff%3Dg%26h%25%23%22"),
        CASE("\xC3\xA4\0\xFF", "%C3%A4%00%FF"),
    };
    static const struct escaped_case keeping[] = {CASE("a+b@c.d/..", "a%2Bb@c.d%2F..")};
    check_all(cases, COUNT_OF(cases), add_uri);
    check_all(keeping, COUNT_OF(keeping), add_uri_keeping_at);
}

static void json(void **state)
{
    (void)state;
    static const struct escaped_case cases[] = {
        CASE("\"\\/", "\\\"\\\\/"),
        CASE("a\nb\x1B\0", "a\\u000ab\\u001b\\u0000"),
        CASE("\x7F\xC2\x9B", "\\u007f\\u009b"),             // DEL and the one-byte CSI
        CASE("\xE2\x80\xA8\xE2\x80\xA9", "\\u2028\\u2029"), // line and paragraph separators
        CASE("\xC3\xA4\xFF", "\xC3\xA4" REPLACED),
    };
    check_all(cases, COUNT_OF(cases), escape_json);
}

// RFC 4648 section 10, and all the digits.
static void base64(void **state)
{
    (void)state;
    static const struct escaped_case cases[] = {
        CASE("", ""),
        CASE("f", "Zg=="),
        CASE("fo", "Zm8="),
        CASE("foo", "Zm9v"),
        CASE("foob", "Zm9vYg=="),
        CASE("fooba", "Zm9vYmE="),
        CASE("foobar", "Zm9vYmFy"),
        CASE("\0\x10\x83\xFB\xFF\xBF", "ABCD+/+/"),
    };
    check_all(cases, COUNT_OF(cases), escape_base64);
}

// Whatever the byte: no character that means something in XML survives, and the result is UTF-8.
static void every_byte_is_made_harmless(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 100);
    for (int i = 0; i < 256; i++) {
        const char text[] = {'x', (char)(unsigned char)i, 'y'};
        size_t at;
        buffer_empty(&out);
        escape_xml_attribute(&out, (struct span){text, sizeof text});
        struct span got = buffer_span(&out);
        assert_true(utf8_check(got, &at));
        assert_false(span_has(got, '<') || span_has(got, '>') || span_has(got, '"'));
        assert_false(span_has(got, '\0') || span_has(got, '\n'));
        assert_true(span_starts_with(got, SPAN("x")) && span_ends_with(got, SPAN("y")));
    }
    buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml_text),
        cmocka_unit_test(xml_attribute),
        cmocka_unit_test(uri),
        cmocka_unit_test(json),
        cmocka_unit_test(base64),
        cmocka_unit_test(every_byte_is_made_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
