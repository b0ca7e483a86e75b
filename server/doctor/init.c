// SPDX-License-Identifier: MIT
#include "doctor/init.h"

#include "doctor/clock.h"

// Where servers of a service usually are: labels before the domain, "" the domain itself, "@" the
// MX host. The order is that of trust.
static const struct {
    const char *labels[4];
    uint16_t ports[SECURITY_COUNT]; // 0: none
} usual[SERVICES_TRIED] = {
    [SERVICE_IMAP] = {{"imap", "mail", "@", ""}, {0, 143, 993}},
    [SERVICE_POP3] = {{"pop", "pop3", "mail", "@"}, {0, 110, 995}},
    [SERVICE_SMTP] = {{"smtp", "mail", "@", ""}, {0, 587, 465}},
};

static void add(struct init *i, struct span host, uint16_t port, enum service service,
    enum security security, bool advertised)
{
    const char *name;
    if (i->count == CANDIDATES_MAX || host.len == 0 || !arena_to_c(i->visit->arena, host, &name)) {
        return;
    }
    for (size_t k = 0; k < i->count; k++) {
        const struct probe *other = &i->all[k].probe;
        if (other->service == service && other->port == port && other->security == security &&
            span_equal_fold(span_from_c(other->host), host)) {
            return;
        }
    }
    i->all[i->count++] = (struct candidate){
        .probe = {.host = name, .port = port, .service = service, .security = security},
        .advertised = advertised,
    };
    (void)visit_addresses(i->visit, host); // wanted at the next run of the resolver
}

static struct span usual_host(const struct visit *v, const char *label)
{
    struct span name = span_from_c(label);
    if (span_equal(name, SPAN("@"))) {
        return v->mx->count == 0 ? SPAN("") : v->mx->records[0].name;
    }
    return name.len == 0 ? v->names.domain
                         : arena_format(v->arena, "%s.%.*s", label, SPAN_ARGS(v->names.domain));
}

static void add_candidates(struct init *i)
{
    struct visit *v = i->visit;
    for (size_t k = 0; k < MAIL_SRV_COUNT; k++) {
        const struct mail_srv_row *row = &mail_srv_table[k];
        for (size_t r = 0; r < v->mail_srv[k]->count; r++) {
            const struct dns_record *record = &v->mail_srv[k]->records[r];
            add(i, record->name, record->port, row->service, row->security, true);
        }
    }
    for (unsigned service = 0; service < SERVICES_TRIED; service++) {
        for (size_t label = 0; label < COUNT_OF(usual[service].labels); label++) {
            struct span host = usual_host(v, usual[service].labels[label]);
            for (unsigned s = SECURITY_STARTTLS; s <= SECURITY_TLS; s++) {
                add(i, host, usual[service].ports[s], (enum service)service, (enum security)s,
                    false);
            }
        }
    }
}

bool init_look(struct init *i, struct visit *v)
{
    struct probe *probes[CANDIDATES_MAX];
    *i = (struct init){.visit = v};
    v->begin_ms = clock_now_ms();
    v->end_ms = v->begin_ms + v->options->whole_ms;
    visit_names(v);
    add_candidates(i);
    visit_resolve(v);
    for (size_t k = 0; k < i->count; k++) {
        probes[k] = &i->all[k].probe;
        probes[k]->addresses = visit_addresses(v, span_from_c(probes[k]->host));
    }
    probe_all(probes, i->count, v->trust, v->options->patience_ms, v->end_ms);
    return init_best(i, SERVICE_IMAP) != NULL || init_best(i, SERVICE_POP3) != NULL;
}

static bool is_better(const struct candidate *one, const struct candidate *other)
{
    bool sound = one->probe.certificate.flaws == 0;
    bool other_sound = other->probe.certificate.flaws == 0;
    if (sound != other_sound) {
        return sound;
    }
    return one->probe.security > other->probe.security; // TLS is the last of the enum
}

const struct candidate *init_best(const struct init *i, enum service service)
{
    const struct candidate *best = NULL;
    for (size_t k = 0; k < i->count; k++) {
        const struct candidate *one = &i->all[k];
        if (one->probe.service == service && one->probe.result == PROBE_FINE &&
            (best == NULL || is_better(one, best))) {
            best = one;
        }
    }
    return best;
}
