// SPDX-License-Identifier: MIT
#include "doctor/checks.h"
#include "doctor/describe.h"

// Of a name that should be there: an alias that leads nowhere, or no name at all.
static void check_name(
    const struct visit *v, struct findings *f, const char *label, enum check missing)
{
    struct span name = arena_format(v->arena, "%s.%.*s", label, SPAN_ARGS(v->names.domain));
    const struct lookup *alias = resolver_want(v->resolver, name, RECORD_CNAME);
    const struct lookup *four = resolver_want(v->resolver, name, RECORD_A);
    const struct lookup *six = resolver_want(v->resolver, name, RECORD_AAAA);
    bool aliased = alias->count != 0;
    if (four->count + six->count != 0) {
        finding_ok(f, missing, name, "%.*s",
            SPAN_ARGS(aliased ? alias->records[0].name
                              : (four->count != 0 ? four : six)->records[0].data));
    } else if (four->state == LOOKUP_FAILED || six->state == LOOKUP_FAILED) {
        if (v->mx->state != LOOKUP_FAILED) { // else that has been said of the domain
            finding_add(f, CHECK_DNS, name, "no answer about this name");
        }
    } else if (aliased) {
        finding_add(f, CHECK_CNAME, name, "is a CNAME of %.*s: %s",
            SPAN_ARGS(alias->records[0].name), describe_no_address(v, name));
    } else {
        finding_add(f, missing, name, "%s", describe_no_address(v, name));
    }
}

// `.` is a word of its own: not offered.
static void check_srv(const struct visit *v, struct findings *f, const struct lookup *found)
{
    for (size_t i = 0; i < found->count; i++) {
        struct span target = found->records[i].name;
        if (target.len == 0) {
            continue;
        }
        const struct lookup *alias = resolver_want(v->resolver, target, RECORD_CNAME);
        size_t addresses = resolver_want(v->resolver, target, RECORD_A)->count +
                           resolver_want(v->resolver, target, RECORD_AAAA)->count;
        if (addresses == 0) {
            finding_add(f, CHECK_SRV_TARGET, found->name, "names %.*s, which has no address",
                SPAN_ARGS(target));
        } else if (alias->count != 0) {
            finding_add(f, CHECK_SRV_ALIAS, found->name, "names %.*s, an alias of %.*s",
                SPAN_ARGS(target), SPAN_ARGS(alias->records[0].name));
        } else {
            finding_ok(f, CHECK_SRV_TARGET, found->name, "%.*s:%u", SPAN_ARGS(target),
                found->records[i].port);
        }
    }
}

static void check_dnssec(const struct visit *v, struct findings *f)
{
    switch (v->dnssec) {
    case DNSSEC_UNKNOWN:
        break;
    case DNSSEC_INSECURE:
        finding_ok(f, CHECK_DNSSEC, v->names.domain, "not signed");
        break;
    case DNSSEC_SECURE:
        finding_ok(f, CHECK_DNSSEC, v->names.domain, "signed, and the signatures hold");
        break;
    case DNSSEC_BOGUS:
        finding_add(f, CHECK_DNSSEC, v->names.domain,
            "its signatures do not hold: who checks them sees no domain at all");
        break;
    }
}

void checks_of_names(const struct visit *v, struct findings *f)
{
    struct span domain = v->names.domain;
    if (v->mx->state == LOOKUP_FAILED) {
        finding_add(f, CHECK_DNS, domain, "no answer about its MX records");
    } else if (v->mx->count == 0) {
        finding_add(f, CHECK_MX, domain, "no MX record");
    } else {
        finding_ok(f, CHECK_MX, domain, "%.*s", SPAN_ARGS(v->mx->records[0].name));
    }
    check_dnssec(v, f);
    check_name(v, f, "autoconfig", CHECK_NAME_AUTOCONFIG);
    check_name(v, f, "autodiscover", CHECK_NAME_AUTODISCOVER);
    if (v->wildcard[0]->count + v->wildcard[1]->count != 0) {
        finding_add(f, CHECK_WILDCARD, domain, "any name below it has an address");
    }
    check_srv(v, f, v->srv);
    if (v->names.srv.len != 0 && v->names.srv_port != 443) {
        finding_add(f, CHECK_SRV_PORT, v->srv->name, "port %u", v->names.srv_port);
    }
    for (size_t i = 0; i < MAIL_SRV_COUNT; i++) {
        check_srv(v, f, v->mail_srv[i]);
    }
    for (size_t i = 0; i < DAV_COUNT; i++) {
        check_srv(v, f, v->dav[i].srv);
    }
}
