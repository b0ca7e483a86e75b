// SPDX-License-Identifier: MIT
// probe: a conversation with a server, as far as it goes without a login. Floor: doctor.
// Greeting, capabilities, STARTTLS, certificate, capabilities again, good-bye. No user name and no
// password is ever sent.
#pragma once

#include "doctor/connection.h"
#include "model/words.h"

enum probe_result {
    PROBE_FINE,        // security and language are as asked for
    PROBE_NO_ADDRESS,  // the name has none
    PROBE_REFUSED,     // nobody listens there
    PROBE_SILENT,      // no connection in time
    PROBE_MUTE,        // a connection, and no word
    PROBE_OTHER,       // no server of this kind answers
    PROBE_PLAIN,       // TLS was asked for; the server begins without
    PROBE_TLS_AT_ONCE, // STARTTLS or nothing was asked for; the server begins with TLS
    PROBE_NO_STARTTLS, // the server does not offer it
    PROBE_TLS_FAILED,  // no version or cipher in common
};

struct probe {
    // What to look at.
    const char *host;
    struct span addresses; // "192.0.2.1,2001:db8::1"; empty: none
    uint16_t port;
    enum service service; // imap, pop3, smtp; any other: TLS alone is looked at
    enum security security;
    // What was seen.
    enum probe_result result;
    struct certificate certificate;
    unsigned auths;      // bits of 1 << enum auth, offered where the login would happen
    bool plain_password; // a password is taken before STARTTLS
    char greeting[128];
};

// Looks at all of them, several at a time; each takes `patience_ms` at most, and none goes on after
// `until_ms`.
void probe_all(struct probe *const *all, size_t count, const struct trust *trust,
    int64_t patience_ms, int64_t until_ms);
