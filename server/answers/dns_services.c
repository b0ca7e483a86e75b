// SPDX-License-Identifier: MIT
#include "answers/dns_plan.h"

#include "answers/servers.h"
#include "answers/url.h"
#include "model/domain.h"

enum {
    RANK_STEP = 10,         // between two priorities, so that an administrator can put one between
    STRING_MAX_BYTES = 255, // of a TXT record, RFC 1035 section 3.3
};

static void add_service(struct dns_plan *p, const char *label, uint16_t priority, uint16_t port,
    struct span target, const char *about)
{
    struct dns_record *one = dns_add(p, DNS_SRV, label, about);
    one->priority = priority;
    one->weight = 1;
    one->port = port;
    one->target = target;
}

static void add_denial(struct dns_plan *p, const char *label)
{
    (void)dns_add(p, DNS_SRV, label, "not offered");
}

static const struct mail_name {
    const char *label;
    enum service service;
    bool tls;
    const char *about; // with the security in the name, or with STARTTLS
} mail_names[] = {
    {"_imaps._tcp", SERVICE_IMAP, true, "IMAP, TLS"},
    {"_imap._tcp", SERVICE_IMAP, false, "IMAP, STARTTLS"},
    {"_pop3s._tcp", SERVICE_POP3, true, "POP3, TLS"},
    {"_pop3._tcp", SERVICE_POP3, false, "POP3, STARTTLS"},
    {"_submissions._tcp", SERVICE_SMTP, true, "SMTP, TLS"},
    {"_submission._tcp", SERVICE_SMTP, false, "SMTP, STARTTLS"},
};

// Servers of which a name announces some, best first.
struct offer {
    const struct listed_server *servers;
    size_t len;
    size_t rank; // of the first
};

static struct offer offer_of(const struct dns_plan *p, const struct list *servers, size_t rank)
{
    struct list list = {
        arena_array(p->arena, servers_room(servers), sizeof(struct listed_server)), 0};
    servers_list(&list, servers, WORDS_YAML); // records say nothing of auth: any will do
    return (struct offer){list.ptr, list.len, rank};
}

// False: it has no name that a record could lead to, and that is noted.
static bool host_of(struct dns_plan *p, const struct server *server, struct span *host)
{
    const struct filling filling = {.domain = p->domain};
    *host = pattern_fill(p->arena, server->host, &filling);
    if (domain_is_ipv4(*host)) {
        dns_add_note(p,
            arena_format(p->arena, "%s server %.*s is left out: a record can only lead to a name",
                word_text(&service_words, server->type, WORDS_YAML), SPAN_ARGS(*host)));
        return false;
    }
    return true;
}

static void announce(struct dns_plan *p, const struct offer *offer, const struct mail_name *name)
{
    bool offered = false;
    for (size_t i = 0; i < offer->len; i++) {
        const struct server *server = &offer->servers[i].is;
        struct span host;
        if ((server->security == SECURITY_TLS) == name->tls) {
            offered = true;
            if (host_of(p, server, &host)) {
                add_service(p, name->label, (uint16_t)((offer->rank + i) * RANK_STEP), server->port,
                    host, server->security == SECURITY_NONE ? "no encryption" : name->about);
            }
        }
    }
    if (!offered) {
        add_denial(p, name->label);
    }
}

// Programs that go by these records have to guess the login.
static void note_login(struct dns_plan *p, const struct offer *offer)
{
    for (size_t i = 0; i < offer->len; i++) {
        const struct server *server = &offer->servers[i].is;
        if (!server_is_open(server) && !pattern_equal(server->username, &pattern_address) &&
            !pattern_equal(server->username, &pattern_localpart)) {
            dns_add_note(
                p, SPAN("programs that go by these take the mail address, or its local part, "
                        "for the login: not so here"));
            return;
        }
    }
}

static void plan_mail(struct dns_plan *p)
{
    // By priority a provider also says which protocol it prefers, RFC 6186 section 3.4.
    struct offer offers[] = {
        [SERVICE_IMAP] = offer_of(p, &p->provider->imap, 0),
        [SERVICE_POP3] = offer_of(p, &p->provider->pop3, 0),
        [SERVICE_SMTP] = offer_of(p, &p->provider->smtp, 0),
    };
    p->group = DNS_MAIL;
    offers[SERVICE_POP3].rank = offers[SERVICE_IMAP].len;
    for (size_t i = 0; i < COUNT_OF(mail_names); i++) {
        announce(p, &offers[mail_names[i].service], &mail_names[i]);
    }
    note_login(p, &offers[offers[SERVICE_IMAP].len != 0 ? SERVICE_IMAP : SERVICE_POP3]);
}

// An endpoint as a record can announce it.
struct location {
    struct span host, path;
    uint16_t port;
};

// False: it cannot, and that is noted.
static bool locate(struct dns_plan *p, const struct endpoint *endpoint, struct location *out)
{
    struct span url;
    struct span port = SPAN("");
    struct span rest;
    uint64_t number = HTTPS_PORT;
    bool fine = url_general(p->arena, endpoint->url, p->domain, &url);
    if (fine) {
        out->host = url_authority(url, &out->path);
        (void)!span_cut(out->path, '#', &out->path, &rest);
        (void)!span_cut(out->path, '?', &out->path, &rest);
        fine = (!span_cut_last(out->host, ':', &out->host, &port) ||
                   span_to_u64(port, UINT16_MAX, &number)) &&
               !domain_is_ipv4(out->host);
        out->port = (uint16_t)number;
    }
    if (!fine) {
        dns_add_note(p, arena_format(p->arena, "%s is left out: no record can say %.*s",
                            word_text(&service_words, endpoint->type, WORDS_YAML),
                            SPAN_ARGS(endpoint->url->source)));
    }
    return fine;
}

static void plan_dav(struct dns_plan *p)
{
    const struct {
        const struct endpoint *endpoint; // NULL: none
        const char *tls, *plain, *about;
    } rows[] = {
        {p->provider->caldav, "_caldavs._tcp", "_caldav._tcp", "CalDAV"},
        {p->provider->carddav, "_carddavs._tcp", "_carddav._tcp", "CardDAV"},
    };
    p->group = DNS_DAV;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct location at;
        if (rows[i].endpoint == NULL || !locate(p, rows[i].endpoint, &at)) {
            continue;
        }
        struct span text = arena_format(p->arena, "path=%.*s", SPAN_ARGS(at.path));
        add_service(p, rows[i].tls, 0, at.port, at.host, rows[i].about);
        if (text.len > STRING_MAX_BYTES) {
            dns_add_note(
                p, arena_format(p->arena, "the path of %s is left out: too long for a record",
                       rows[i].about));
        } else if (at.path.len > 1) { // else the server's /.well-known name knows better
            dns_add(p, DNS_TXT, rows[i].tls, rows[i].about)->text = text;
        }
        add_denial(p, rows[i].plain); // without TLS
    }
}

static void plan_other(struct dns_plan *p)
{
    const struct endpoint *jmap = p->provider->jmap;
    const struct offer sieve = offer_of(p, &p->provider->managesieve, 0);
    struct location at;
    p->group = DNS_OTHER;
    if (jmap != NULL && locate(p, jmap, &at)) {
        add_service(p, "_jmap._tcp", 0, at.port, at.host, "JMAP: /.well-known/jmap there");
    }
    for (size_t i = 0; i < sieve.len; i++) {
        const struct server *server = &sieve.servers[i].is;
        struct span host;
        if (host_of(p, server, &host)) {
            add_service(
                p, "_sieve._tcp", (uint16_t)(i * RANK_STEP), server->port, host, "ManageSieve");
        }
    }
}

void dns_plan_services(struct dns_plan *p)
{
    plan_mail(p);
    plan_dav(p);
    plan_other(p);
}
