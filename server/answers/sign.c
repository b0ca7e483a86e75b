// SPDX-License-Identifier: MIT
#include "answers/sign.h"

#include "answers/keypair.h"

#include <gnutls/pkcs7.h>

enum { US_PER_S = 1000 * 1000 };

struct signer {
    struct keypair pair; // without a key: unusable
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
    keypair_release(&s->pair);
}

static void complain(
    const struct loading *loading, const char *option, const char *path, const char *what)
{
    diag_error(loading->diagnostics, (struct place){0},
        "option '--%s': '%s': %s; no profile can be signed", option, path, what);
}

static bool read_file(
    struct loading *loading, const char *option, const char *path, struct span *out)
{
    enum file_error error = loading->reader->read(
        loading->reader->context, &loading->scratch, path, KEYPAIR_FILE_MAX_BYTES, out);
    if (error != FILE_OK) {
        complain(loading, option, path, file_error_text(error));
    }
    return error == FILE_OK;
}

static bool add_certificates(struct loading *loading, const char *option, const char *path)
{
    struct span text;
    if (!read_file(loading, option, path, &text)) {
        return false;
    }
    const char *wrong = keypair_add_certificates(&loading->signer->pair, text);
    if (wrong != NULL) {
        complain(loading, option, path, wrong);
    }
    return wrong == NULL;
}

static bool set_key(struct loading *loading, const char *path)
{
    struct span text;
    if (!read_file(loading, "sign-key", path, &text)) {
        return false;
    }
    const char *wrong = keypair_set_key(&loading->signer->pair, text);
    keypair_forget(text);
    if (wrong != NULL) {
        complain(loading, "sign-key", path, wrong);
    }
    return wrong == NULL;
}

const struct signer *sign_load(struct arena *keep, const struct reader *reader,
    const struct sign_files *files, int64_t now_s, struct diagnostics *d)
{
    struct loading loading = {
        .reader = reader,
        .diagnostics = d,
        .signer = arena_array(keep, 1, sizeof *loading.signer),
    };
    arena_init(&loading.scratch);
    arena_on_free(keep, release, loading.signer);
    bool fine = add_certificates(&loading, "sign-cert", files->certificate);
    if (fine) {
        const char *wrong = keypair_check_time(&loading.signer->pair, now_s);
        if (wrong != NULL) {
            complain(&loading, "sign-cert", files->certificate, wrong);
        }
        fine = set_key(&loading, files->key);
    }
    // Read whatever the others say, so that the watch knows it and one run tells all.
    fine = (files->chain == NULL || add_certificates(&loading, "sign-chain", files->chain)) && fine;
    if (!fine) {
        keypair_release(&loading.signer->pair);
    }
    arena_finish(&loading.scratch);
    return loading.signer;
}

bool sign_body(const struct signer *signer, int64_t time_us, struct buffer *body)
{
    const struct keypair *pair = &signer->pair;
    int64_t now_s = time_us / US_PER_S;
    const gnutls_datum_t content = {(unsigned char *)body->ptr, (unsigned)body->len};
    const unsigned flags =
        GNUTLS_PKCS7_EMBED_DATA | GNUTLS_PKCS7_INCLUDE_TIME | GNUTLS_PKCS7_INCLUDE_CERT;
    gnutls_datum_t signed_content = {NULL, 0};
    gnutls_pkcs7_t envelope = NULL;
    bool fine = pair->key != NULL && keypair_check_time(pair, now_s) == NULL &&
                gnutls_pkcs7_init(&envelope) == 0 &&
                gnutls_pkcs7_sign(envelope, pair->certificates[0], pair->key, &content, NULL, NULL,
                    GNUTLS_DIG_SHA256, flags) == 0;
    for (unsigned i = 1; i < pair->count && fine; i++) {
        fine = gnutls_pkcs7_set_crt(envelope, pair->certificates[i]) == 0;
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
