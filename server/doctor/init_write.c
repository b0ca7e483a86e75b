// SPDX-License-Identifier: MIT
#include "base/diag.h"
#include "doctor/describe.h"
#include "doctor/init.h"

#include <inttypes.h>

static void add_seen(
    const struct init *i, struct buffer *out, const char *how, const struct candidate *one)
{
    struct arena *a = i->visit->arena;
    const struct probe *p = &one->probe;
    struct span wrong = describe_certificate(a, &p->certificate);
    struct span auths = describe_auths(a, p->auths);
    buffer_format(out, "    # %s: %s:%u %s%s; ", how, p->host, p->port,
        word_text(&security_words, p->security, WORDS_YAML),
        one->advertised ? ", named by an SRV record" : "");
    if (wrong.len != 0) {
        buffer_add_c(out, "certificate ");
        diag_print_text(wrong, out); // a name in it could hold anything, a line's end, too
    } else {
        buffer_format(out, "certificate good for %" PRId64 " days", p->certificate.days_left);
    }
    buffer_format(out, "; logins: %.*s\n", SPAN_ARGS(auths.len == 0 ? SPAN("none") : auths));
}

// What there is instead of `auth: [password]`, the default.
static void add_auth(struct buffer *out, const struct probe *p)
{
    static const enum auth best_first[] = {AUTH_SCRAM, AUTH_CRAM_MD5, AUTH_DIGEST_MD5, AUTH_OAUTH2,
        AUTH_GSSAPI, AUTH_NTLM, AUTH_CLIENT_CERT};
    if (p->auths == 0 || (p->auths & 1U << AUTH_PASSWORD) != 0) {
        return;
    }
    const char *separator = "";
    buffer_add_c(out, ", auth: [");
    for (size_t i = 0; i < COUNT_OF(best_first); i++) {
        if ((p->auths & 1U << best_first[i]) != 0) {
            buffer_format(
                out, "%s%s", separator, word_text(&auth_words, best_first[i], WORDS_YAML));
            separator = ", ";
        }
    }
    buffer_add_char(out, ']');
}

static void add_service(const struct init *i, struct buffer *out, enum service service)
{
    const char *word = word_text(&service_words, service, WORDS_YAML);
    const struct candidate *best = init_best(i, service);
    if (best == NULL) {
        buffer_format(out, "    # %s: nothing answers at the usual names and ports\n", word);
        return;
    }
    const struct probe *p = &best->probe;
    add_seen(i, out, "seen", best);
    if (p->certificate.flaws != 0) {
        buffer_add_c(
            out, "    # programs refuse such a certificate: mend it before you serve this\n");
    }
    bool whole = p->security != SECURITY_TLS || security_of_port(p->port) != SECURITY_TLS ||
                 (p->auths != 0 && (p->auths & 1U << AUTH_PASSWORD) == 0);
    if (whole) {
        buffer_format(out, "    %s: {host: %s, port: %u, security: %s", word, p->host, p->port,
            word_text(&security_words, p->security, WORDS_YAML));
        add_auth(out, p);
        buffer_add_c(out, "}\n");
    } else {
        buffer_format(out, "    %s: %s:%u\n", word, p->host, p->port);
    }
    for (size_t k = 0; k < i->count; k++) {
        const struct candidate *other = &i->all[k];
        if (other != best && other->probe.service == service && other->probe.result == PROBE_FINE) {
            add_seen(i, out, "there, too", other);
        }
    }
}

void init_write(const struct init *i, struct buffer *out)
{
    const struct visit *v = i->visit;
    struct span domain = v->names.domain;
    buffer_format(out,
        "# Where the mail servers of %.*s are, as autoconfig-doctor init saw them. Look it over;\n"
        "# then 'autoconfigd check' says whether it is right, 'autoconfigd dns %.*s' what to "
        "publish.\n",
        SPAN_ARGS(domain), SPAN_ARGS(domain));
    if (i->schema != NULL) {
        buffer_format(out, "# yaml-language-server: $schema=%s\n", i->schema);
    }
    buffer_format(out,
        "\nversion: 1\nproviders:\n  %.*s:\n"
        "    name: %.*s # what people read: the name of your mail service\n"
        "    domains: [%.*s] # and all others whose mail is there\n",
        SPAN_ARGS(domain), SPAN_ARGS(domain), SPAN_ARGS(domain));
    if (v->mx->count != 0) {
        buffer_format(out, "    # MX: %.*s\n", SPAN_ARGS(v->mx->records[0].name));
    }
    buffer_add_c(out, "    username: address # or localpart: no server tells before the login\n");
    for (unsigned service = 0; service < SERVICES_TRIED; service++) {
        add_service(i, out, (enum service)service);
    }
}
