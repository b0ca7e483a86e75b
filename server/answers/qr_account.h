// SPDX-License-Identifier: MIT
// qr_account: a mail account as Thunderbird for Android and K-9 Mail scan it. Floor: answers; pure.
// Source: "Export for Mobile" of Thunderbird, version 1: UTF-8 JSON of arrays only. Its reader
// fails a whole code for a null, for an element of the wrong kind and for a line break in a text;
// so there are none, and optional elements at an array's end are left out. There is never a
// password in it: whoever sees the screen can take a picture of it.
#pragma once

#include "model/address.h"
#include "model/provider.h"

struct qr_server {
    uint8_t type;     // enum service: imap, pop3, smtp
    uint8_t security; // enum security
    uint8_t auth;     // enum auth, one that WORDS_QR can say
    uint16_t port;
    struct span host;     // A-labels
    struct span username; // empty where no login is needed
};

struct qr_account {
    struct qr_server incoming, outgoing;
    struct span name;    // what the app calls it; empty: the address
    struct span address; // ASCII
    struct span person;  // who the mail is from: one line, never empty
};

enum qr_account_result {
    QR_ACCOUNT_OK,
    QR_ACCOUNT_NOTHING,   // no server, or no method that the app knows
    QR_ACCOUNT_NOT_ASCII, // the address: the format has no others
    QR_ACCOUNT_TOO_LARGE, // for a QR code
};

// What the provider says for an address; `person` may be empty: the address stands for it. *out and
// all in it live in `a`, or as long as what they are made from.
enum qr_account_result qr_account_fill(struct arena *a, const struct provider *provider,
    const struct address *address, const struct filling *filling, struct span person,
    struct qr_account *out);

// The text of its code, in `a`. False: it is longer than QR_CONTENT_MAX_BYTES.
MUST_USE bool qr_account_write(struct arena *a, const struct qr_account *account, struct span *out);
