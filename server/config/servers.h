// SPDX-License-Identifier: MIT
// servers: HOST, HOST:PORT or a map, one or a list of them; ports and security say each other.
// Floor: config; pure. Rules as in values.h.
#pragma once

#include "config/walk.h"

// What a port is known for, whatever the protocol; another one must say its security.
struct known_port {
    uint16_t port;
    enum security security;
};
enum { KNOWN_PORT_COUNT = 10 };
extern const struct known_port known_ports[KNOWN_PORT_COUNT];

// A struct list of struct server. What a server leaves out and its provider says (auth, username)
// stays zero.
MUST_USE bool servers_read(struct walk *w, const struct field *field, struct value v, void *out);
