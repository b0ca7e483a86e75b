// SPDX-License-Identifier: MIT
// dns_plan: a domain's records in the making (dns.h). Floor: answers; pure.
#pragma once

#include "answers/dns.h"

enum { HTTPS_PORT = 443 };

struct dns_plan {
    struct arena *arena;
    const struct provider *provider;
    struct span domain;
    struct span host;        // the daemon's own name
    enum dns_group group;    // of what is added next
    struct dns_records *out; // with room for all
};

void dns_add_note(struct dns_plan *p, struct span text);
// The record of LABEL.DOMAIN, to be filled in. One whose name is too long for the DNS is noted and
// not kept.
struct dns_record *dns_add(
    struct dns_plan *p, enum dns_type type, const char *label, const char *about);

// dns_services.c: what the provider offers besides this daemon's own answers.
void dns_plan_services(struct dns_plan *p);
