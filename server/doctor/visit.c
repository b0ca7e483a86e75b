// SPDX-License-Identifier: MIT
#include "doctor/visit.h"

#include "base/buffer.h"
#include "doctor/asking.h"
#include "doctor/clock.h"
#include "model/domain.h"

#include <sys/random.h>

enum {
    DNS_PATIENCE_MS = 3000,
    HTTPS = 443,
    RANDOM_BYTES = 8,
};

const struct mail_srv_row mail_srv_table[MAIL_SRV_COUNT] = {
    [MAIL_SRV_IMAPS] = {"_imaps._tcp", SERVICE_IMAP, SECURITY_TLS},
    [MAIL_SRV_IMAP] = {"_imap._tcp", SERVICE_IMAP, SECURITY_STARTTLS},
    [MAIL_SRV_POP3S] = {"_pop3s._tcp", SERVICE_POP3, SECURITY_TLS},
    [MAIL_SRV_POP3] = {"_pop3._tcp", SERVICE_POP3, SECURITY_STARTTLS},
    [MAIL_SRV_SUBMISSIONS] = {"_submissions._tcp", SERVICE_SMTP, SECURITY_TLS},
    [MAIL_SRV_SUBMISSION] = {"_submission._tcp", SERVICE_SMTP, SECURITY_STARTTLS},
};

void visit_tell(const struct visit *v, const char *what, size_t done, size_t all)
{
    if (v->options->progress != NULL) {
        v->options->progress(what, done, all);
    }
}

static int64_t earlier(int64_t a_ms, int64_t b_ms)
{
    return a_ms < b_ms ? a_ms : b_ms;
}

void visit_resolve(struct visit *v)
{
    resolver_run(v->resolver, earlier(clock_now_ms() + DNS_PATIENCE_MS, v->end_ms));
}

// A name that nobody has.
static struct span made_up(struct arena *a)
{
    unsigned char bytes[RANDOM_BYTES] = {0};
    char memory[2 * RANDOM_BYTES + 1];
    struct buffer text;
    buffer_init_fixed(&text, memory, sizeof memory);
    (void)!getrandom(bytes, sizeof bytes, 0); // zeros are as good a name
    for (size_t i = 0; i < sizeof bytes; i++) {
        buffer_format(&text, "%02x", bytes[i]);
    }
    return arena_format(a, "nobody-%.*s", SPAN_ARGS(buffer_span(&text)));
}

// A domain is looked at as its postmaster would see it: every domain has one (RFC 5321).
static bool read_who(struct visit *v, struct span who, struct span *why)
{
    const char *reason;
    v->address_given = span_has(who, '@');
    struct span text =
        v->address_given ? who : arena_format(v->arena, "postmaster@%.*s", SPAN_ARGS(who));
    if (!address_parse(v->arena, text, &v->address, &reason)) {
        *why = arena_format(v->arena, "'%.*s' is no %s: %s", SPAN_ARGS(who),
            v->address_given ? "address" : "domain", reason);
        return false;
    }
    struct span nobody = made_up(v->arena);
    v->names.domain = v->address.domain;
    v->names.asked = v->address.whole;
    v->names.stranger =
        arena_format(v->arena, "%.*s@%.*s", SPAN_ARGS(nobody), SPAN_ARGS(v->address.domain));
    v->names.foreign = arena_format(v->arena, "postmaster@%.*s.invalid", SPAN_ARGS(nobody));
    return true;
}

bool visit_begin(struct visit *v, struct arena *a, const struct visit_options *options,
    struct span who, struct span *why)
{
    const char *reason = NULL;
    *v = (struct visit){.arena = a, .options = options};
    if (!read_who(v, who, why)) {
        return false;
    }
    v->legs[v->leg_count++] = arena_array(a, 1, sizeof *v->legs[0]);
    v->legs[0]->names = &v->names;
    v->answers = v->legs[0]->answers;
    v->resolver = resolver_new(a, options->resolver, &reason);
    if (v->resolver == NULL) {
        *why = options->resolver == NULL
                   ? span_from_c(reason)
                   : arena_format(a, "--resolver: '%s' is %s", options->resolver, reason);
        return false;
    }
    v->trust = trust_new(a, options->ca);
    v->fetcher = fetcher_new(a, options->ca);
    if (v->trust == NULL || v->fetcher == NULL) {
        *why = options->ca == NULL
                   ? SPAN("the TLS library cannot be started")
                   : arena_format(a, "--ca: '%s' holds no certificate in PEM", options->ca);
        return false;
    }
    return true;
}

static void want_host(struct visit *v, struct span host)
{
    (void)resolver_want(v->resolver, host, RECORD_A);
    (void)resolver_want(v->resolver, host, RECORD_AAAA);
}

struct span visit_addresses(struct visit *v, struct span host)
{
    static const enum record_type types[] = {RECORD_A, RECORD_AAAA};
    if (domain_is_ipv4(host) || span_has(host, ':')) {
        return host;
    }
    struct span all = SPAN("");
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        const struct lookup *found = resolver_want(v->resolver, host, types[i]);
        for (size_t k = 0; k < found->count; k++) {
            all = arena_format(v->arena, "%.*s%s%.*s", SPAN_ARGS(all), all.len == 0 ? "" : ",",
                SPAN_ARGS(found->records[k].data));
        }
    }
    return all;
}

static struct span below(struct visit *v, const char *label)
{
    return arena_format(v->arena, "%s.%.*s", label, SPAN_ARGS(v->names.domain));
}

const struct lookup *visit_find_srv(struct visit *v, struct naming *names)
{
    struct span name = arena_format(v->arena, "_autodiscover._tcp.%.*s", SPAN_ARGS(names->domain));
    const struct lookup *srv = resolver_want(v->resolver, name, RECORD_SRV);
    visit_resolve(v);
    if (srv->count != 0 && srv->records[0].name.len != 0) {
        names->srv = srv->records[0].name;
        names->srv_port = srv->records[0].port;
        (void)resolver_want(v->resolver, names->srv, RECORD_CNAME);
    }
    return srv;
}

static const struct {
    const char *srv, *plain_srv, *path;
} dav_table[DAV_COUNT] = {
    [DAV_CALENDARS] = {"_caldavs._tcp", "_caldav._tcp", "/.well-known/caldav"},
    [DAV_CONTACTS] = {"_carddavs._tcp", "_carddav._tcp", "/.well-known/carddav"},
};

static void want_dav(struct visit *v)
{
    for (size_t i = 0; i < DAV_COUNT; i++) {
        v->dav[i] = (struct dav_names){
            .srv = resolver_want(v->resolver, below(v, dav_table[i].srv), RECORD_SRV),
            .plain_srv = resolver_want(v->resolver, below(v, dav_table[i].plain_srv), RECORD_SRV),
            .txt = resolver_want(v->resolver, below(v, dav_table[i].srv), RECORD_TXT),
        };
    }
}

// "path=/calendars/" of a TXT record; else the path that is always the same.
static struct span dav_path(const struct lookup *txt, const char *fallback)
{
    struct span word;
    struct span rest = txt->count == 0 ? SPAN("") : txt->records[0].data;
    for (bool more = true; more;) {
        more = span_cut(rest, ' ', &word, &rest);
        word = more ? word : rest;
        if (span_starts_with_fold(word, SPAN("path=/"))) {
            return span_from(word, SPAN("path=").len);
        }
    }
    return span_from_c(fallback);
}

// Where programs ask: at what the SRV record names, which may be nothing; else at the domain.
static void find_dav(struct visit *v)
{
    for (size_t i = 0; i < DAV_COUNT; i++) {
        const struct lookup *srv = v->dav[i].srv;
        if (srv->count == 0) {
            v->names.dav[i] =
                arena_format(v->arena, "%.*s%s", SPAN_ARGS(v->names.domain), dav_table[i].path);
        } else if (srv->records[0].name.len != 0) {
            uint16_t port = srv->records[0].port;
            struct span behind = port == HTTPS ? SPAN("") : arena_format(v->arena, ":%u", port);
            v->names.dav[i] =
                arena_format(v->arena, "%.*s%.*s%.*s", SPAN_ARGS(srv->records[0].name),
                    SPAN_ARGS(behind), SPAN_ARGS(dav_path(v->dav[i].txt, dav_table[i].path)));
            (void)resolver_want(v->resolver, srv->records[0].name, RECORD_CNAME);
        }
    }
}

// Round one: all names that are known without an answer.
void visit_names(struct visit *v)
{
    static const char *const labels[] = {"autoconfig", "autodiscover"};
    struct span domain = v->names.domain;
    visit_tell(v, "names", 0, 0);
    v->mx = resolver_want(v->resolver, domain, RECORD_MX);
    for (size_t i = 0; i < MAIL_SRV_COUNT; i++) {
        struct span name = below(v, mail_srv_table[i].label);
        v->mail_srv[i] = resolver_want(v->resolver, name, RECORD_SRV);
    }
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        (void)resolver_want(v->resolver, below(v, labels[i]), RECORD_CNAME);
        want_host(v, below(v, labels[i]));
    }
    struct span nobody =
        arena_format(v->arena, "%.*s.%.*s", SPAN_ARGS(made_up(v->arena)), SPAN_ARGS(domain));
    v->wildcard[0] = resolver_want(v->resolver, nobody, RECORD_A);
    v->wildcard[1] = resolver_want(v->resolver, nobody, RECORD_AAAA);
    want_host(v, domain);
    want_dav(v);
    v->srv = visit_find_srv(v, &v->names);
    find_dav(v);
    if (v->mx->count != 0) {
        naming_of_mx(v->mx->records[0].name, &v->names.mx_full, &v->names.mx_base);
    }
    if (span_equal(
            v->names.mx_base, v->names.domain)) { // has been asked: programs leave it at that
        v->names.mx_full = v->names.mx_base = SPAN("");
    }
}

const struct answer *visit_answer(const struct visit *v, size_t index)
{
    size_t leg = index / QUESTION_COUNT;
    return leg < v->leg_count ? &v->legs[leg]->answers[index % QUESTION_COUNT] : NULL;
}

const struct fetch *answer_fetch(const struct answer *answer)
{
    const struct hop *last = answer->hop_count == 0 ? NULL : &answer->hops[answer->hop_count - 1];
    return last == NULL || !last->named || last->fetch.result != FETCH_ANSWERED ||
                   last->fetch.status != 200
               ? NULL
               : &last->fetch;
}

// What the SRV records of RFC 6186 and 8314 say, as if it were a document.
static void read_mail_srv(struct visit *v)
{
    struct settings *s = arena_array(v->arena, 1, sizeof *s);
    for (size_t i = 0; i < MAIL_SRV_COUNT; i++) {
        const struct lookup *found = v->mail_srv[i];
        if (found->count != 0 && found->records[0].name.len != 0) {
            s->claims[s->count++] = (struct claim){
                .service = mail_srv_table[i].service,
                .host = found->records[0].name,
                .port = found->records[0].port,
                .security = mail_srv_table[i].security,
            };
            (void)resolver_want(v->resolver, found->records[0].name, RECORD_CNAME);
        }
    }
    v->answers[QUESTION_MAIL_SRV].asked = true;
    v->answers[QUESTION_MAIL_SRV].settings = s->count == 0 ? NULL : s;
}

const struct probe *visit_probe(
    const struct visit *v, struct span host, uint16_t port, enum service service, enum security s)
{
    for (size_t i = 0; i < v->probe_count; i++) {
        const struct probe *one = v->probes[i];
        if (span_equal_fold(host, span_from_c(one->host)) && one->port == port &&
            one->service == service && one->security == s) {
            return one;
        }
    }
    return NULL;
}

static void add_probe(
    struct visit *v, struct span host, uint16_t port, enum service service, enum security security)
{
    const char *name;
    if (v->probe_count == PROBES_MAX || visit_probe(v, host, port, service, security) != NULL ||
        !arena_to_c(v->arena, host, &name)) {
        return;
    }
    struct probe *probe = arena_array(v->arena, 1, sizeof *probe);
    *probe = (struct probe){.host = name, .port = port, .service = service, .security = security};
    v->probes[v->probe_count++] = probe;
    want_host(v, host);
}

// Rounds four and five: what is advertised, and the certificates of the web servers.
static void ask_servers(struct visit *v)
{
    const struct answer *answer;
    for (size_t i = 0; (answer = visit_answer(v, i)) != NULL; i++) {
        for (size_t k = 0; k < answer->hop_count; k++) {
            const struct hop *hop = &answer->hops[k];
            if (hop->tls && hop->named) {
                add_probe(v, hop->fetch.host, hop->fetch.port, SERVICE_COUNT, SECURITY_TLS);
            }
        }
    }
    for (size_t i = 0; (answer = visit_answer(v, i)) != NULL; i++) {
        const struct settings *s = answer->settings;
        for (size_t k = 0; s != NULL && k < s->count; k++) {
            const struct claim *claim = &s->claims[k];
            add_probe(v, claim->host, claim->port, claim->service, claim->security);
        }
    }
    visit_tell(v, "mail servers", 0, v->probe_count);
    visit_resolve(v);
    for (size_t i = 0; i < v->probe_count; i++) {
        v->probes[i]->addresses = visit_addresses(v, span_from_c(v->probes[i]->host));
    }
    probe_all(v->probes, v->probe_count, v->trust, v->options->patience_ms, v->end_ms);
}

void visit_run(struct visit *v)
{
    v->begin_ms = clock_now_ms();
    v->end_ms = v->begin_ms + v->options->whole_ms;
    visit_names(v);
    v->dnssec = resolver_dnssec(
        v->resolver, v->names.domain, earlier(clock_now_ms() + DNS_PATIENCE_MS, v->end_ms));
    asking_run(v);
    read_mail_srv(v);
    ask_servers(v);
    v->took_ms = clock_now_ms() - v->begin_ms;
}
