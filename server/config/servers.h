// SPDX-License-Identifier: MIT
// servers: HOST, HOST:PORT or a map, one or a list of them; ports and security say each other.
// Floor: config; pure. Rules as in values.h.
#pragma once

#include "config/walk.h"

// A struct list of struct server. What a server leaves out and its provider says (auth, username)
// stays zero.
MUST_USE bool servers_read(struct walk *w, const struct field *field, struct value v, void *out);
