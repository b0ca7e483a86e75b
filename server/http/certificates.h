// SPDX-License-Identifier: MIT
// certificates: of --tls-dir, found by the name that a client asks for. Floor: http.
// A folder a certificate, as certbot and lego lay them out: DIR/NAME/fullchain.pem and
// DIR/NAME/privkey.pem; a folder "default" is for clients that name none that we have.
// Sets are immutable; a new one takes over what of the old one is still right, so that a file that
// is wrong takes nothing away. Each TLS connection holds the set that it began with.
#pragma once

#include <gnutls/abstract.h>

#include "base/diag.h"
#include "base/slot.h"
#include "base/watch.h"

struct certificate {
    const gnutls_pcert_st *chain;
    unsigned chain_len;
    gnutls_privkey_t key;
};

struct certificate_set;

// A slot for sets, shared by the thread that loads and those that serve.
void certificates_slot_init(struct slot *slot);

// Reads the folder and puts what is right in force. What is wrong is told in `d`, a certificate out
// of its time as a warning: it is better than none. So is a folder that is empty still, as it is
// before an ACME client, which needs us to answer its challenges, has laid down the first one.
// `watch` is told every file. False: there is none that can be used, an error in `d`; the old ones
// stay.
MUST_USE bool certificates_load(struct slot *slot, struct span directory, struct watch *watch,
    int64_t now_s, struct diagnostics *d);

// For a host name as a client writes it: letter case and a last dot do not count. The exact name
// wins over a wildcard's; of several, the one valid longest. NULL: none is made for that name.
const struct certificate *certificate_find(const struct certificate_set *set, struct span host);
// For all others: that of the folder "default", else the first folder's.
const struct certificate *certificate_default(const struct certificate_set *set);

struct certificate_facts {
    size_t count;
    int64_t first_end_s; // since 1970: when the first of them runs out
};
// Of the set in force.
struct certificate_facts certificates_facts(struct slot *slot);
