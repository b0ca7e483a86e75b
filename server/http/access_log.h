// SPDX-License-Identifier: MIT
// access_log: one line a request. Floor: http.
// What it never holds: Authorization, cookies, a query, a body. The local part of an address only
// where --log-addresses says so, as it is or hashed with a key that is forgotten when the daemon
// ends.
#pragma once

#include "answers/answer.h"
#include "base/log.h"
#include "base/siphash.h"
#include "http/ip.h"
#include "http/route.h"

enum log_addresses {
    LOG_ADDRESSES_NONE, // the domain only
    LOG_ADDRESSES_HASH,
    LOG_ADDRESSES_FULL,
};

enum log_clients {
    LOG_CLIENTS_NONE,
    LOG_CLIENTS_NET, // /24 of IPv4, /48 of IPv6
    LOG_CLIENTS_FULL,
};

struct access_log {
    struct log *log;
    enum log_addresses addresses;
    enum log_clients clients;
    struct siphash_key key; // of hashed addresses
};

struct access {
    enum http_endpoint endpoint;
    struct span method; // as sent
    unsigned status;    // 0: the connection ended first
    const char *result; // a word of a closed set; NULL: none
    size_t bytes;       // of the body
    int64_t duration_us;
    struct span domain;      // empty: none
    struct span address;     // likewise
    const struct ip *client; // NULL: not known
};

void access_log_write(const struct access_log *log, const struct access *access);
