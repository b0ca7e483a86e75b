// SPDX-License-Identifier: MIT
// index: domain name -> provider, for a request. Floor: config (catalog); pure.
// One hash look-up for an exact name, one more for each label of a wildcard search; no allocation.
// Built once from a checked configuration (no name twice), then const.
#pragma once

#include "model/provider.h"

struct index;

enum hit_kind {
    HIT_DOMAIN,   // a provider's `domains` or a row of `domains:`
    HIT_MX,       // a provider's `mx`
    HIT_WILDCARD, // a wildcard among domains
    HIT_MX_WILDCARD,
    HIT_ANY, // "*"
};
bool hit_is_mx(enum hit_kind kind);

struct hit {
    const struct provider *provider;
    enum hit_kind kind;
    uint32_t owner; // number of `provider` among all that own names
};

// What became of a source's rows. A name that stands in providers.yaml or in a list before is not
// counted.
struct list_outcome {
    size_t taken;
    size_t unknown;            // rows left out: nobody is called as their provider
    struct span first_unknown; // what the first of them calls it; lies in the list
};

// Lists of domains from sources, in the form of source_tidy() (catalog/source.h). A row without a
// provider means the one called "default", else the only one there is.
struct domain_lists {
    const struct span *texts;
    struct list_outcome *outcomes; // `count` of them, written
    size_t count;
};

// `lists` may be NULL.
const struct index *index_build(struct arena *keep, const struct configuration *configuration,
    const struct domain_lists *lists);

// `domain` in normal form (model/domain.h). First of: exact domain, exact mx name, longest wildcard
// (a domain's before an mx name's). A disabled provider's name is a hit. False: none; never finds
// "*".
MUST_USE bool index_find(const struct index *index, struct span domain, struct hit *out);

// The provider of "*". False: there is none.
MUST_USE bool index_any(const struct index *index, struct hit *out);

// Providers that own names, rows' copies too, each once.
size_t index_owner_count(const struct index *index);
const struct provider *index_owner(const struct index *index, uint32_t owner);

// The user name that `logins` gives to an address (folded); NULL: none.
const struct pattern *index_login(const struct index *index, struct span address);

struct index_size {
    size_t domains; // exact ones and wildcards
    size_t mx;
    size_t logins;
};
struct index_size index_size(const struct index *index);

// Calls `each` with every name (wildcards as "*.example.org") in no particular order.
void index_walk(const struct index *index, void *context,
    void (*each)(void *context, struct span name, const struct hit *hit));
