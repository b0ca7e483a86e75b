// SPDX-License-Identifier: MIT
#include "answers/sign.h"

#include "base/limits.h"

#include <gnutls/abstract.h>
#include <gnutls/pkcs7.h>
#include <string.h>

enum {
    KEY_ID_BYTES = 32, // SHA-256
    US_PER_S = 1000 * 1000,
};

struct signer {
    gnutls_x509_crt_t certificates[SIGN_CERTIFICATES_MAX]; // the first is the signer's own
    unsigned count;
    gnutls_privkey_t key; // NULL: unusable
    int64_t from_s, until_s;
};

// A signer in the making.
struct loading {
    const struct reader *reader;
    struct diagnostics *diagnostics;
    struct signer *signer;
    struct arena scratch;
};

static void release(void *object)
{
    struct signer *s = object;
    for (unsigned i = 0; i < s->count; i++) {
        gnutls_x509_crt_deinit(s->certificates[i]);
    }
    gnutls_privkey_deinit(s->key); // NULL is fine
}

static void complain(
    const struct loading *loading, const char *option, const char *path, const char *what)
{
    diag_error(loading->diagnostics, (struct place){0},
        "option '--%s': '%s': %s; no profile can be signed", option, path, what);
}

static bool read_file(
    struct loading *loading, const char *option, const char *path, gnutls_datum_t *out)
{
    struct span text;
    enum file_error error = loading->reader->read(
        loading->reader->context, &loading->scratch, path, SIGN_FILE_MAX_BYTES, &text);
    if (error != FILE_OK) {
        complain(loading, option, path, file_error_text(error));
        return false;
    }
    // GnuTLS's type is for reading and writing; it only reads.
    *out = (gnutls_datum_t){(unsigned char *)(uintptr_t)text.ptr, (unsigned)text.len};
    return true;
}

// Roots are known to who checks, and one certificate is said once, wherever it stands.
static bool is_wanted(const struct signer *s, gnutls_x509_crt_t one)
{
    bool wanted = s->count == 0 || gnutls_x509_crt_check_issuer(one, one) == 0;
    for (unsigned i = 0; i < s->count; i++) {
        wanted = wanted && gnutls_x509_crt_equals(s->certificates[i], one) == 0;
    }
    return wanted;
}

static bool add_certificates(struct loading *loading, const char *option, const char *path)
{
    struct signer *s = loading->signer;
    gnutls_x509_crt_t found[SIGN_CERTIFICATES_MAX];
    unsigned count = COUNT_OF(found);
    gnutls_datum_t text;
    if (!read_file(loading, option, path, &text)) {
        return false;
    }
    int error = gnutls_x509_crt_list_import(
        found, &count, &text, GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
    if (error < 0) {
        complain(loading, option, path,
            error == GNUTLS_E_SHORT_MEMORY_BUFFER ? "too many certificates"
                                                  : "no certificate in PEM");
        return false;
    }
    bool room = true;
    for (unsigned i = 0; i < (unsigned)error; i++) { // not negative: as many as were found
        bool wanted = is_wanted(s, found[i]);
        room = room && (!wanted || s->count < COUNT_OF(s->certificates));
        if (wanted && room) {
            s->certificates[s->count++] = found[i];
        } else {
            gnutls_x509_crt_deinit(found[i]);
        }
    }
    if (!room) {
        complain(loading, option, path, "too many certificates");
    }
    return room;
}

static bool is_key_of(gnutls_privkey_t key, gnutls_x509_crt_t certificate)
{
    gnutls_pubkey_t pubkey;
    unsigned char ids[2][KEY_ID_BYTES];
    size_t lens[2] = {KEY_ID_BYTES, KEY_ID_BYTES};
    if (gnutls_pubkey_init(&pubkey) != 0) {
        return false;
    }
    bool same =
        gnutls_pubkey_import_privkey(pubkey, key, 0, 0) == 0 &&
        gnutls_pubkey_get_key_id(pubkey, GNUTLS_KEYID_USE_SHA256, ids[0], &lens[0]) == 0 &&
        gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA256, ids[1], &lens[1]) == 0 &&
        memcmp(ids[0], ids[1], KEY_ID_BYTES) == 0;
    gnutls_pubkey_deinit(pubkey);
    return same;
}

// What is wrong with the key in `text`; NULL: nothing, and *key is it.
static const char *take_key(
    const gnutls_datum_t *text, gnutls_x509_crt_t certificate, gnutls_privkey_t *key)
{
    if (gnutls_privkey_init(key) != 0) {
        *key = NULL;
        return "no room for a key";
    }
    int error = gnutls_privkey_import_x509_raw(*key, text, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (error != 0) {
        return error == GNUTLS_E_DECRYPTION_FAILED ? "the key is encrypted"
                                                   : "no private key in PEM";
    }
    int algorithm = gnutls_privkey_get_pk_algorithm(*key, NULL);
    if (algorithm != GNUTLS_PK_RSA && algorithm != GNUTLS_PK_ECDSA) {
        return "the key is neither RSA nor ECDSA";
    }
    return is_key_of(*key, certificate) ? NULL : "not the key of the certificate";
}

static bool add_key(struct loading *loading, const char *path, gnutls_privkey_t *key)
{
    gnutls_datum_t text;
    if (!read_file(loading, "sign-key", path, &text)) {
        return false;
    }
    const char *wrong = take_key(&text, loading->signer->certificates[0], key);
    gnutls_memset(text.data, 0, text.size); // it stays in GnuTLS's keeping only
    if (wrong != NULL) {
        complain(loading, "sign-key", path, wrong);
        gnutls_privkey_deinit(*key);
        *key = NULL;
    }
    return wrong == NULL;
}

static void check_time(struct loading *loading, const char *path, int64_t now_s)
{
    struct signer *s = loading->signer;
    s->from_s = gnutls_x509_crt_get_activation_time(s->certificates[0]);
    s->until_s = gnutls_x509_crt_get_expiration_time(s->certificates[0]);
    if (now_s < s->from_s) {
        complain(loading, "sign-cert", path, "the certificate is not valid yet");
    } else if (now_s > s->until_s) {
        complain(loading, "sign-cert", path, "the certificate has expired");
    }
}

const struct signer *sign_load(struct arena *keep, const struct reader *reader,
    const struct sign_files *files, int64_t now_s, struct diagnostics *d)
{
    struct loading loading = {
        .reader = reader,
        .diagnostics = d,
        .signer = arena_array(keep, 1, sizeof *loading.signer),
    };
    gnutls_privkey_t key = NULL;
    arena_init(&loading.scratch);
    arena_on_free(keep, release, loading.signer);
    bool fine = add_certificates(&loading, "sign-cert", files->certificate);
    if (fine) {
        check_time(&loading, files->certificate, now_s);
        fine = add_key(&loading, files->key, &key);
    }
    // Read whatever the others say, so that the watch knows it and one run tells all.
    fine = (files->chain == NULL || add_certificates(&loading, "sign-chain", files->chain)) && fine;
    if (fine) {
        loading.signer->key = key;
    } else {
        gnutls_privkey_deinit(key);
    }
    arena_finish(&loading.scratch);
    return loading.signer;
}

bool sign_body(const struct signer *signer, int64_t time_us, struct buffer *body)
{
    int64_t now_s = time_us / US_PER_S;
    const gnutls_datum_t content = {(unsigned char *)body->ptr, (unsigned)body->len};
    const unsigned flags =
        GNUTLS_PKCS7_EMBED_DATA | GNUTLS_PKCS7_INCLUDE_TIME | GNUTLS_PKCS7_INCLUDE_CERT;
    gnutls_datum_t signed_content = {NULL, 0};
    gnutls_pkcs7_t envelope = NULL;
    bool fine = signer->key != NULL && now_s >= signer->from_s && now_s <= signer->until_s &&
                gnutls_pkcs7_init(&envelope) == 0 &&
                gnutls_pkcs7_sign(envelope, signer->certificates[0], signer->key, &content, NULL,
                    NULL, GNUTLS_DIG_SHA256, flags) == 0;
    for (unsigned i = 1; i < signer->count && fine; i++) {
        fine = gnutls_pkcs7_set_crt(envelope, signer->certificates[i]) == 0;
    }
    fine = fine && gnutls_pkcs7_export2(envelope, GNUTLS_X509_FMT_DER, &signed_content) == 0;
    buffer_empty(body);
    buffer_add(body, (struct span){(const char *)signed_content.data, signed_content.size});
    if (!buffer_ok(body)) {
        buffer_empty(body);
        fine = false;
    }
    gnutls_free(signed_content.data);
    gnutls_pkcs7_deinit(envelope);
    return fine;
}
