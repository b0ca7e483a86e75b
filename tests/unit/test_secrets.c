// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/secrets.h"

#include <string.h>

static const struct {
    const char *text, *expected;
} cases[] = {
    {"client_secret: sesame\nnext: 1\n", "client_secret: ******\nnext: 1\n"},
    {"  client_secret:   open, {sesame}  # why\n", "  client_secret:   ****************# why\n"},
    {"a: {client_id: x, client_secret: s s, b: y}\n",
        "a: {client_id: x, client_secret: ***, b: y}\n"},
    {"a: {client_secret: [a, {b: c}], d: 1}\n", "a: {client_secret: ***********, d: 1}\n"},
    {"a: [{client_secret: s}]\n", "a: [{client_secret: *}]\n"},
    {"'client_secret' : \"a\\\"b\" # c\n", "'client_secret' : \"****\" # c\n"},
    {"client_secret: 'a''b' # c\n", "client_secret: '****' # c\n"},
    {"{\"client_secret\":\"a\",\"b\":1}", "{\"client_secret\":\"*\",\"b\":1}"},
    {"x:\n  client_secret: >\n    one\n\n    two\n  b: y\n",
        "x:\n  client_secret: *\n*******\n\n*******\n  b: y\n"},
    {"x:\n  client_secret:\n    one\r\n  b: y\n", "x:\n  client_secret:\n*******\r\n  b: y\n"},
    {"x:\n  client_secret: one\n    two\n  b: y\n", "x:\n  client_secret: ***\n*******\n  b: y\n"},
    // A quote that is never closed hides no more than could be meant.
    {"x:\n  client_secret: \"one\n    two\n  b: y\n",
        "x:\n  client_secret: \"***\n*******\n  b: y\n"},
    {"client_secret: \"one", "client_secret: \"***"},
    {"client_secret: \"one\\", "client_secret: \"****"},
    // Misspelt, or without its colon.
    {"client_secrt: s\nclinet_secert: s\nCLIENTSECRET = s\n",
        "client_secrt: *\nclinet_secert: *\nCLIENTSECRET = *\n"},
    {"  client_secret sesame\n", "  client_secret ******\n"},
    {"{client_secret sesame}", "{client_secret ******}"},
    {"client_secret sesame", "client_secret ******"},
    {"password: s\npasswd: s\nPassphrase: s\n", "password: *\npasswd: *\nPassphrase: *\n"},
    // What only looks like it.
    {"auth: [oauth2, password]\nauth: password # best\n",
        "auth: [oauth2, password]\nauth: password # best\n"},
    {"kind: app-password\ntoken_url: https://x\nclient_id: x\n",
        "kind: app-password\ntoken_url: https://x\nclient_id: x\n"},
    {"en: tell the secret word\nclient_secret\n", "en: tell the secret word\nclient_secret\n"},
    {"client_secret:", "client_secret:"},
    {"", ""},
};

static void values_are_hidden(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[256];
        size_t len = strlen(cases[i].text);
        memcpy(text, cases[i].text, len);
        secrets_hide(text, len, '*');
        assert_span_equal(((struct span){text, len}), span_from_c(cases[i].expected));
    }
}

// However a text is cut, nothing behind its end is touched, and line feeds stay.
static void pieces_are_safe(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t whole = strlen(cases[i].text);
        for (size_t len = 0; len <= whole; len++) {
            char text[256];
            memcpy(text, cases[i].text, whole);
            secrets_hide(text, len, '*');
            assert_memory_equal(text + len, cases[i].text + len, whole - len);
            for (size_t k = 0; k < len; k++) {
                assert_int_equal(text[k] == '\n', cases[i].text[k] == '\n');
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_hidden),
        cmocka_unit_test(pieces_are_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
