// SPDX-License-Identifier: MIT
// proxies: whose word counts about where a request came from (--trust-proxy). Floor: http; pure.
#pragma once

#include "base/limits.h"
#include "http/ip.h"

// The other end of a connection.
struct peer {
    struct ip ip; // meaningless where `is_unix`
    bool is_unix;
};

struct network {
    struct ip address; // host bits zero
    unsigned bits;     // of 128
};

struct proxies {
    struct network networks[PROXIES_MAX];
    size_t count;
    bool trusts_unix;
};

// `text`: an address, a CIDR range, or "unix". False: none of these, or too many; *why is for
// people, static.
MUST_USE bool proxies_add(struct proxies *proxies, struct span text, const char **why);

bool proxies_trust(const struct proxies *proxies, const struct peer *peer);
bool proxies_trust_ip(const struct proxies *proxies, const struct ip *ip);
