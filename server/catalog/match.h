// SPDX-License-Identifier: MIT
// match: which provider answers for a request. Floor: config (catalog); pure, no allocation but in
// the arena given. The rules stand in the README of this folder.
#pragma once

#include "catalog/index.h"
#include "model/address.h"

enum match_result {
    MATCH_FOUND,
    MATCH_DISABLED, // the name is ours, and switched off
    MATCH_NONE,
};

struct match {
    const struct provider *provider;
    enum hit_kind kind;
    struct span domain; // the one asked for
    uint32_t owner;     // hit.owner (index.h)
};

// For a domain, asked of `host` (a normal name, or empty). Fills *out unless MATCH_NONE.
enum match_result match_domain(
    const struct index *index, struct span domain, struct span host, struct match *out);

// For a request without an address: the domain is `host` without its autoconfig. (…) label.
enum match_result match_host(const struct index *index, struct span host, struct match *out);

// For `/v1.1/NAME`: as match_domain(), never "*".
enum match_result match_name(const struct index *index, struct span name, struct match *out);

// Autoconfig only: an address whose domain is not served, asked of autoconfig.NAME where NAME is: a
// customer of NAME's provider, found through MX. Tries match_domain() first.
enum match_result match_customer(
    const struct index *index, struct span domain, struct span host, struct match *out);

// What is known of the address, for patterns. `address` NULL: none was given, the domain is
// *match's.
struct filling match_filling(const struct index *index, const struct match *match,
    const struct address *address, struct arena *a);
