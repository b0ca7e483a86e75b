// SPDX-License-Identifier: MIT
// The clock's part in signing, with a certificate made for the purpose; tests/http/test_sign.py
// has files, chains and openssl's opinion.
#include "memory_reader.h"
#include "span_assert.h"

#include "answers/sign.h"
#include "base/limits.h"

#include <gnutls/abstract.h>
#include <gnutls/pkcs7.h>

enum {
    FROM_S = 1000000,
    UNTIL_S = 2000000,
};
static const int64_t second_us = INT64_C(1000) * 1000;
static const char text[] = "<plist>\n</plist>\n";

struct world {
    struct arena arena;
    struct diagnostics diagnostics;
    struct buffer body;
    struct memory_file file; // holds key and certificate
};

static int open_world(void **state)
{
    static struct world w;
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
    gnutls_datum_t pems[2];
    struct buffer file;
    w = (struct world){0};
    arena_init(&w.arena);
    diag_init(&w.diagnostics);
    buffer_init(&w.body, ANSWER_MAX_BYTES);
    assert_int_equal(gnutls_x509_privkey_init(&key), 0);
    assert_int_equal(gnutls_x509_privkey_generate(
                         key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
        0);
    assert_int_equal(gnutls_x509_crt_init(&certificate), 0);
    assert_int_equal(gnutls_x509_crt_set_version(certificate, 3), 0);
    assert_int_equal(gnutls_x509_crt_set_serial(certificate, "\x01", 1), 0);
    assert_int_equal(gnutls_x509_crt_set_dn(certificate, "CN=Test", NULL), 0);
    assert_int_equal(gnutls_x509_crt_set_activation_time(certificate, FROM_S), 0);
    assert_int_equal(gnutls_x509_crt_set_expiration_time(certificate, UNTIL_S), 0);
    assert_int_equal(gnutls_x509_crt_set_key(certificate, key), 0);
    assert_int_equal(gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0), 0);
    assert_int_equal(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pems[0]), 0);
    assert_int_equal(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &pems[1]), 0);
    buffer_init(&file, KEYPAIR_FILE_MAX_BYTES);
    for (size_t i = 0; i < COUNT_OF(pems); i++) {
        buffer_add(&file, (struct span){(const char *)pems[i].data, pems[i].size});
        gnutls_free(pems[i].data);
    }
    w.file = (struct memory_file){
        .path = "both.pem",
        .content = arena_copy(&w.arena, buffer_span(&file)),
    };
    buffer_finish(&file);
    gnutls_x509_crt_deinit(certificate);
    gnutls_x509_privkey_deinit(key);
    *state = &w;
    return 0;
}

static int close_world(void **state)
{
    struct world *w = *state;
    buffer_finish(&w->body);
    diag_finish(&w->diagnostics);
    arena_finish(&w->arena);
    return 0;
}

// A certificate and its key may stand in one file.
static const struct signer *load(struct world *w, const char *chain, int64_t now_s)
{
    struct memory_files files = {&w->file, 1};
    struct reader reader = memory_reader(&files);
    const struct sign_files names = {"both.pem", "both.pem", chain};
    return sign_load(&w->arena, &reader, &names, now_s, &w->diagnostics);
}

static bool sign(struct world *w, const struct signer *signer, int64_t time_us)
{
    buffer_empty(&w->body);
    buffer_add_c(&w->body, text);
    return sign_body(signer, time_us, &w->body);
}

static void a_certificate_signs_from_its_first_second_to_its_last(void **state)
{
    struct world *w = *state;
    const struct signer *signer = load(w, NULL, FROM_S + 1);
    assert_int_equal(w->diagnostics.errors, 0);
    assert_true(sign(w, signer, FROM_S * second_us));
    assert_true(sign(w, signer, UNTIL_S * second_us));
    assert_false(sign(w, signer, FROM_S * second_us - second_us));
    assert_int_equal(w->body.len, 0); // never the unsigned bytes
    assert_false(sign(w, signer, UNTIL_S * second_us + second_us));
    assert_int_equal(w->body.len, 0);
    assert_true(sign(w, signer, FROM_S * second_us)); // a clock put right
}

static void a_certificate_of_tomorrow_signs_tomorrow(void **state)
{
    struct world *w = *state;
    const struct signer *signer = load(w, NULL, FROM_S - 1);
    assert_int_equal(w->diagnostics.errors, 1);
    assert_span_is(w->diagnostics.first->message,
        "option '--sign-cert': 'both.pem': the certificate is not valid yet; no profile can be "
        "signed");
    assert_false(sign(w, signer, (FROM_S - 1) * second_us));
    assert_true(sign(w, signer, (FROM_S + 1) * second_us));
}

static void an_expired_certificate_never_signs(void **state)
{
    struct world *w = *state;
    const struct signer *signer = load(w, NULL, UNTIL_S + 1);
    assert_int_equal(w->diagnostics.errors, 1);
    assert_false(sign(w, signer, (UNTIL_S + 1) * second_us));
}

static void without_a_chain_that_was_named_nothing_is_signed(void **state)
{
    struct world *w = *state;
    const struct signer *signer = load(w, "none.pem", FROM_S);
    assert_int_equal(w->diagnostics.errors, 1);
    assert_false(sign(w, signer, FROM_S * second_us));
}

static void the_key_does_not_stay_in_the_files_memory(void **state)
{
    struct world *w = *state;
    assert_non_null(memmem(w->file.content.ptr, w->file.content.len, "PRIVATE", 7));
    (void)load(w, NULL, FROM_S);
    assert_null(memmem(w->file.content.ptr, w->file.content.len, "PRIVATE", 7));
}

static void what_has_no_room_is_not_sent(void **state)
{
    struct world *w = *state;
    const struct signer *signer = load(w, NULL, FROM_S);
    w->body.limit = sizeof text + 100;
    assert_false(sign(w, signer, FROM_S * second_us));
    assert_int_equal(w->body.len, 0);
    assert_true(buffer_ok(&w->body));
}

static void the_envelope_holds_the_very_bytes(void **state)
{
    struct world *w = *state;
    gnutls_pkcs7_t envelope;
    gnutls_datum_t content;
    assert_true(sign(w, load(w, NULL, FROM_S), FROM_S * second_us));
    const gnutls_datum_t der = {(unsigned char *)w->body.ptr, (unsigned)w->body.len};
    assert_int_equal(gnutls_pkcs7_init(&envelope), 0);
    assert_int_equal(gnutls_pkcs7_import(envelope, &der, GNUTLS_X509_FMT_DER), 0);
    assert_int_equal(gnutls_pkcs7_get_embedded_data(envelope, 0, &content), 0);
    struct span found = {(const char *)content.data, content.size};
    assert_span_equal(found, span_from_c(text));
    gnutls_free(content.data);
    gnutls_pkcs7_deinit(envelope);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_certificate_signs_from_its_first_second_to_its_last, open_world, close_world),
        cmocka_unit_test_setup_teardown(
            a_certificate_of_tomorrow_signs_tomorrow, open_world, close_world),
        cmocka_unit_test_setup_teardown(
            an_expired_certificate_never_signs, open_world, close_world),
        cmocka_unit_test_setup_teardown(
            without_a_chain_that_was_named_nothing_is_signed, open_world, close_world),
        cmocka_unit_test_setup_teardown(
            the_key_does_not_stay_in_the_files_memory, open_world, close_world),
        cmocka_unit_test_setup_teardown(what_has_no_room_is_not_sent, open_world, close_world),
        cmocka_unit_test_setup_teardown(the_envelope_holds_the_very_bytes, open_world, close_world),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
