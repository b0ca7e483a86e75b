// SPDX-License-Identifier: MIT
// ip: the address of a client or a proxy. Floor: http; pure.
// Invariant: IPv4 is kept as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), so that 1.2.3.4 is one
// address, whichever kind of socket it came by.
#pragma once

#include "base/span.h"

struct sockaddr;

struct ip {
    uint8_t bytes[16];
};

enum {
    IP_BITS = 128,
    IP_V4_SKIPPED_BITS = 96, // of an IPv4 address, before its own 32
    IP_TEXT_BYTES = 48,      // longest text and its NUL
};

// "192.0.2.1" or "2001:db8::1", nothing around it. False: neither.
MUST_USE bool ip_parse(struct span text, struct ip *out);
// False: not of the Internet (a unix socket).
MUST_USE bool ip_from_socket(const struct sockaddr *address, struct ip *out);

bool ip_is_v4(const struct ip *ip);
bool ip_equal(const struct ip *a, const struct ip *b);
// The first `bits` of 128; the others zero.
struct ip ip_network(const struct ip *ip, unsigned bits);
// As people write it; lies in `out`.
struct span ip_text(const struct ip *ip, char out[IP_TEXT_BYTES]);
