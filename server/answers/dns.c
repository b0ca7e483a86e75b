// SPDX-License-Identifier: MIT
#include "answers/dns.h"

#include "answers/autodiscover_view.h"
#include "answers/dns_plan.h"
#include "answers/pacc.h"
#include "answers/servers.h"
#include "base/limits.h"

enum {
    // CNAME: 3; SRV: _autodiscover, 6 of mail that are denied, 4 of DAV, _jmap; TXT: PACC, 2 of DAV
    FIXED_MAX = 18,
};

const char *const dns_type_words[DNS_TYPE_COUNT] = {
    [DNS_CNAME] = "CNAME",
    [DNS_SRV] = "SRV",
    [DNS_TXT] = "TXT",
};

const char *const dns_group_titles[DNS_GROUP_COUNT] = {
    [DNS_DAEMON] = "names that autoconfigd answers by",
    [DNS_MAIL] = "mail servers, for programs that look them up (RFC 6186, RFC 8314)",
    [DNS_DAV] = "calendars and address books (RFC 6764)",
    [DNS_OTHER] = "JMAP (RFC 8620), mail filters (ManageSieve, RFC 5804)",
};

void dns_add_note(struct dns_plan *p, struct span text)
{
    struct dns_note *notes = p->out->notes.ptr;
    notes[p->out->notes.len++] = (struct dns_note){p->group, text};
}

struct dns_record *dns_add(
    struct dns_plan *p, enum dns_type type, const char *label, const char *about)
{
    struct dns_record *records = p->out->records.ptr;
    struct dns_record *one = &records[p->out->records.len];
    *one = (struct dns_record){
        .group = p->group,
        .type = type,
        .name = arena_format(p->arena, "%s.%.*s", label, SPAN_ARGS(p->domain)),
        .about = about,
    };
    if (one->name.len > DOMAIN_MAX_BYTES) {
        dns_add_note(p, arena_format(p->arena, "%.*s is left out: longer than a name may be",
                            SPAN_ARGS(one->name)));
    } else {
        p->out->records.len++;
    }
    return one;
}

static void add_alias(struct dns_plan *p, const char *label, const char *about)
{
    struct dns_record *one = dns_add(p, DNS_CNAME, label, about);
    one->target = p->host;
    if (span_equal(one->name, p->host)) {
        p->out->records.len--;
        dns_add_note(p, arena_format(p->arena,
                            "%.*s is autoconfigd's own name: give it A and AAAA records, or say "
                            "another by --host",
                            SPAN_ARGS(p->host)));
    }
}

// Outlook always sends an address, whose local part decides nothing of this.
static bool has_outlook(const struct dns_plan *p)
{
    struct autodiscover_view view;
    struct address address = {.local = SPAN("anybody"), .domain = p->domain};
    address.whole = arena_format(p->arena, "anybody@%.*s", SPAN_ARGS(p->domain));
    const struct outlook_user user = {
        p->provider, &address, {address.whole, address.local, address.domain, false, NULL}};
    return autodiscover_view_fill(p->arena, &user, &view) ||
           (p->provider->activesync != NULL && p->provider->outlook.enabled);
}

static void plan_daemon(struct dns_plan *p, const struct snapshot *snapshot)
{
    struct span proof;
    p->group = DNS_DAEMON;
    add_alias(p, "autoconfig", "Thunderbird and most others");
    if (has_outlook(p)) {
        add_alias(p, "autodiscover", "Outlook");
        struct dns_record *one = dns_add(p, DNS_SRV, "_autodiscover._tcp", "Outlook");
        one->port = HTTPS_PORT;
        one->target = p->host; // not one of the aliases: RFC 2782 wants a name with addresses
    }
    if (pacc_proof(p->arena, snapshot, p->domain, &proof)) {
        add_alias(p, "ua-auto-config", "PACC");
        dns_add(p, DNS_TXT, "_ua-auto-config", "PACC: the digest of its document")->text = proof;
    }
}

void dns_describe(struct arena *a, const struct snapshot *snapshot, const struct match *match,
    struct span host, struct dns_records *out)
{
    const struct provider *provider = match->provider;
    size_t servers = servers_room(&provider->imap) + servers_room(&provider->pop3) +
                     servers_room(&provider->smtp) + servers_room(&provider->managesieve);
    size_t room = servers + FIXED_MAX + 1; // one that is not kept
    *out = (struct dns_records){
        .domain = match->domain,
        .provider = provider,
        .records = {arena_array(a, room, sizeof(struct dns_record)), 0},
        .notes = {arena_array(a, 2 * room, sizeof(struct dns_note)), 0},
    };
    struct dns_plan p = {
        .arena = a,
        .provider = provider,
        .domain = match->domain,
        .host = host.len != 0 ? host : arena_format(a, "autoconfig.%.*s", SPAN_ARGS(match->domain)),
        .out = out,
    };
    if (hit_is_mx(match->kind)) {
        add_alias(&p, "autoconfig", "programs that got the name from an MX record");
        dns_add_note(&p, SPAN("an mx name is nobody's mail domain: no other record is of use"));
        return;
    }
    plan_daemon(&p, snapshot);
    dns_plan_services(&p);
}

struct span dns_name(struct arena *a, struct span name)
{
    return arena_format(a, "%.*s.", SPAN_ARGS(name));
}

struct span dns_data(struct arena *a, const struct dns_record *record)
{
    switch (record->type) {
    case DNS_CNAME:
        break;
    case DNS_SRV:
        return arena_format(a, "%u %u %u %.*s.", (unsigned)record->priority,
            (unsigned)record->weight, (unsigned)record->port, SPAN_ARGS(record->target));
    case DNS_TXT:
        return arena_format(a, "\"%.*s\"", SPAN_ARGS(record->text)); // neither '"' nor '\' in it
    case DNS_TYPE_COUNT:
        break;
    }
    return dns_name(a, record->target);
}
