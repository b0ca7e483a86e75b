// SPDX-License-Identifier: MIT
// connection: a stream of lines to a server, plain or in TLS, that ends in time. Floor: doctor;
// GnuTLS's home in this program. Used by one thread at a time; allocates nothing from an arena.
// What is in a certificate is taken down, and nobody is turned away for it.
#pragma once

#include "base/arena.h"

enum certificate_flaw {   // bits
    CERTIFICATE_NAME = 1, // another name's
    CERTIFICATE_EXPIRED = 2,
    CERTIFICATE_FUTURE = 4,   // not yet valid
    CERTIFICATE_ISSUER = 8,   // signed by nobody who is known, or a link of the chain is missing
    CERTIFICATE_SELF = 16,    // signed by itself
    CERTIFICATE_WEAK = 32,    // algorithms that nobody trusts any more
    CERTIFICATE_INVALID = 64, // anything else
};

struct certificate {
    bool seen;
    unsigned flaws;
    int64_t days_left;
    unsigned chain_len;
    bool old_tls;    // nothing newer than TLS 1.1 was to be had
    char names[256]; // that it is good for, separated by blanks
    char issuer[128];
};

enum handshake {
    HANDSHAKE_DONE,
    HANDSHAKE_PLAIN,  // the other side spoke, but not TLS
    HANDSHAKE_SILENT, // the other side said nothing, or hung up
    HANDSHAKE_FAILED, // no common version, an alert
};

struct trust; // who may sign certificates

// Lives as long as the arena. `ca`: a file; NULL: the machine's. NULL: it cannot be read.
struct trust *trust_new(struct arena *a, const char *ca);

enum { CONNECTION_LINE_MAX_BYTES = 1024 };

struct connection {
    int fd;
    int64_t until_ms;
    void *session; // TLS; NULL: plain
    size_t begin, end;
    char bytes[CONNECTION_LINE_MAX_BYTES]; // read, not yet taken
};

// To the first of `addresses` ("192.0.2.1,2001:db8::1") that takes it. False: none does; *refused
// tells those that said no from those that said nothing.
MUST_USE bool connection_open(
    struct connection *c, struct span addresses, uint16_t port, int64_t until_ms, bool *refused);
void connection_close(struct connection *c); // fine on a zeroed struct
enum handshake connection_start_tls(
    struct connection *c, const struct trust *trust, const char *host, struct certificate *out);
MUST_USE bool connection_write(struct connection *c, struct span text);
// The next line without its end; valid until the next call. False: none in time, or one too long.
MUST_USE bool connection_read_line(struct connection *c, struct span *line);
