// SPDX-License-Identifier: MIT
#include "answers/keypair.h"

#include <string.h>

enum { KEY_ID_BYTES = 32 }; // SHA-256

// GnuTLS's type is for reading and writing; it only reads.
static gnutls_datum_t datum_of(struct span text)
{
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)text.ptr, (unsigned)text.len};
}

static bool is_wanted(const struct keypair *pair, gnutls_x509_crt_t one)
{
    bool wanted = pair->count == 0 || gnutls_x509_crt_check_issuer(one, one) == 0;
    for (unsigned i = 0; i < pair->count; i++) {
        wanted = wanted && gnutls_x509_crt_equals(pair->certificates[i], one) == 0;
    }
    return wanted;
}

const char *keypair_add_certificates(struct keypair *pair, struct span pem)
{
    gnutls_x509_crt_t found[KEYPAIR_CERTIFICATES_MAX];
    unsigned found_max = COUNT_OF(found);
    const gnutls_datum_t text = datum_of(pem);
    int count = gnutls_x509_crt_list_import(
        found, &found_max, &text, GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
    if (count < 0) {
        return count == GNUTLS_E_SHORT_MEMORY_BUFFER ? "too many certificates"
                                                     : "no certificate in PEM";
    }
    bool room = true;
    for (int i = 0; i < count; i++) {
        bool wanted = is_wanted(pair, found[i]);
        room = room && (!wanted || pair->count < COUNT_OF(pair->certificates));
        if (wanted && room) {
            pair->certificates[pair->count++] = found[i];
        } else {
            gnutls_x509_crt_deinit(found[i]);
        }
    }
    if (pair->count > 0) {
        pair->from_s = gnutls_x509_crt_get_activation_time(pair->certificates[0]);
        pair->until_s = gnutls_x509_crt_get_expiration_time(pair->certificates[0]);
    }
    return room ? NULL : "too many certificates";
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

const char *keypair_set_key(struct keypair *pair, struct span pem)
{
    const gnutls_datum_t text = datum_of(pem);
    if (gnutls_privkey_init(&pair->key) != 0) {
        pair->key = NULL;
        return "no room for a key";
    }
    const char *wrong = NULL;
    int error = gnutls_privkey_import_x509_raw(pair->key, &text, GNUTLS_X509_FMT_PEM, NULL, 0);
    int algorithm = gnutls_privkey_get_pk_algorithm(pair->key, NULL);
    if (error == GNUTLS_E_DECRYPTION_FAILED) {
        wrong = "the key is encrypted";
    } else if (error != 0) {
        wrong = "no private key in PEM";
    } else if (algorithm != GNUTLS_PK_RSA && algorithm != GNUTLS_PK_ECDSA) {
        wrong = "the key is neither RSA nor ECDSA";
    } else if (pair->count == 0 || !is_key_of(pair->key, pair->certificates[0])) {
        wrong = "not the key of the certificate";
    }
    if (wrong != NULL) {
        gnutls_privkey_deinit(pair->key);
        pair->key = NULL;
    }
    return wrong;
}

const char *keypair_check_time(const struct keypair *pair, int64_t now_s)
{
    if (now_s < pair->from_s) {
        return "the certificate is not valid yet";
    }
    return now_s > pair->until_s ? "the certificate has expired" : NULL;
}

void keypair_forget(struct span pem)
{
    gnutls_memset((void *)(uintptr_t)pem.ptr, 0, pem.len);
}

void keypair_release(struct keypair *pair)
{
    for (unsigned i = 0; i < pair->count; i++) {
        gnutls_x509_crt_deinit(pair->certificates[i]);
    }
    gnutls_privkey_deinit(pair->key); // NULL is fine
    *pair = (struct keypair){.count = 0};
}
