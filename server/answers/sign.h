// SPDX-License-Identifier: MIT
// sign: puts a profile into an envelope that says who made it. Floor: answers; pure, but that
// GnuTLS itself asks for the time it writes down. GnuTLS's door for certificates and CMS.
// Source: RFC 5652: SignedData in DER, the content attached and unchanged, SHA-256, the signing
// time, the signer's certificate and all intermediate ones; the root, which the device has, is left
// out. Keys are RSA or ECDSA: no other kind is known to be read by Apple's devices.
// A profile is never sent unsigned where a signer is configured: one that is unusable says no.
#pragma once

#include "state/reload.h"

// For load_options. `files` must name a certificate and a key; the certificate's file may hold its
// chain, too. Never NULL, lives in `keep`: what is wrong is in `d`, and then sign_body() says no.
// A certificate that is not valid yet, or no more, counts as wrong at `now_s`, but is kept: its
// time may come.
signer_loader sign_load;

// Replaces the bytes in `body` by the signed ones. False: the signer is unusable, its certificate
// not valid at `time_us`, or there is no room; the body is then empty.
MUST_USE bool sign_body(const struct signer *signer, int64_t time_us, struct buffer *body);
