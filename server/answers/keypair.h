// SPDX-License-Identifier: MIT
// keypair: a certificate with its chain, and the key that belongs to it, from PEM. Floor: answers;
// pure. For who signs profiles and for who speaks TLS. Keys are RSA or ECDSA.
#pragma once

#include <gnutls/abstract.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/span.h"

struct keypair {
    gnutls_x509_crt_t certificates[KEYPAIR_CERTIFICATES_MAX]; // the first is the key's own
    unsigned count;
    gnutls_privkey_t key;    // NULL: none yet
    int64_t from_s, until_s; // the first certificate's time, since 1970
};

// Begins as {0}. Both give NULL, or what is wrong: for people, static. Roots, which whoever checks
// has already, and certificates that are there already are passed over, but for the first one.
const char *keypair_add_certificates(struct keypair *pair, struct span pem);
// Wants the certificates first.
const char *keypair_set_key(struct keypair *pair, struct span pem);

// Why it is of no use at `now_s`; NULL: it is.
const char *keypair_check_time(const struct keypair *pair, int64_t now_s);

// Overwrites the text of a key, wherever it was read to: from now only GnuTLS keeps it.
void keypair_forget(struct span pem);

void keypair_release(struct keypair *pair); // and is {0} again
