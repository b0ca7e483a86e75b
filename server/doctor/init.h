// SPDX-License-Identifier: MIT
// init: from a mail server that nobody has written down to a providers.yaml. Floor: doctor.
// SRV records say where the servers are; where there are none, the usual names and the MX host are
// tried on the usual ports.
#pragma once

#include "base/buffer.h"
#include "doctor/visit.h"

enum {
    CANDIDATES_MAX = 64,
    SERVICES_TRIED = SERVICE_SMTP + 1, // imap, pop3, smtp
};

struct candidate { // a server that may be there
    struct probe probe;
    bool advertised; // by an SRV record
};

struct init {
    struct visit *visit; // begun, not run
    struct candidate all[CANDIDATES_MAX];
    size_t count;
    const char *schema; // for editors: where it lies on this machine; NULL: it does not
};

// Looks. True: something to read mail from was found.
MUST_USE bool init_look(struct init *i, struct visit *v);
// The best of a service, NULL: none answers as it should. The best has a certificate that holds,
// then TLS from the start; then SRV records count more than usual names, and the order of those.
const struct candidate *init_best(const struct init *i, enum service service);
// The providers.yaml.
void init_write(const struct init *i, struct buffer *out);
