// SPDX-License-Identifier: MIT
#include "doctor/checks.h"
#include "doctor/describe.h"

#include <inttypes.h>

// What is wrong where the conversation did not go as advertised.
static const struct {
    enum check check;
    const char *text;
} results[] = {
    [PROBE_FINE] = {CHECK_COUNT, NULL},
    [PROBE_NO_ADDRESS] = {CHECK_SERVER_NAME, NULL}, // describe_no_address()
    [PROBE_REFUSED] = {CHECK_SERVER_CONNECTION, "connection refused"},
    [PROBE_SILENT] = {CHECK_SERVER_CONNECTION, "no connection in time"},
    [PROBE_MUTE] = {CHECK_SERVER_CONNECTION, "a connection, and then no word"},
    [PROBE_OTHER] = {CHECK_SERVER_KIND, "another protocol is spoken here"},
    [PROBE_PLAIN] = {CHECK_SERVER_SECURITY, "TLS is advertised; the server begins without"},
    [PROBE_TLS_AT_ONCE] = {CHECK_SERVER_SECURITY, "the server begins with TLS; that is not what is "
                                                  "advertised"},
    [PROBE_NO_STARTTLS] = {CHECK_SERVER_SECURITY, "STARTTLS is advertised; the server offers none"},
    [PROBE_TLS_FAILED] = {CHECK_SERVER_SECURITY, "no TLS: no version or cipher in common"},
};

// False: nothing is wrong with them.
static bool check_auths(const struct visit *v, struct findings *f, struct span subject,
    const struct claim *claim, const struct probe *probe)
{
    if (clients_can_log_in(claim, probe)) {
        return false;
    }
    struct span offered = describe_auths(v->arena, probe->auths);
    finding_add(f, CHECK_SERVER_AUTH, subject, "advertised: %.*s; offered: %.*s",
        SPAN_ARGS(describe_auths(v->arena, claim->auths)),
        SPAN_ARGS(offered.len == 0 ? SPAN("none") : offered));
    return true;
}

static void check_server(const struct visit *v, struct findings *f, const struct claim *claim)
{
    const struct probe *probe =
        visit_probe(v, claim->host, claim->port, claim->service, claim->security);
    struct span subject = describe_claim(v->arena, claim);
    if (probe == NULL) {
        return; // there are more servers than anybody has
    }
    if (probe->result != PROBE_FINE) {
        bool heard = probe->result == PROBE_OTHER && probe->greeting[0] != '\0';
        const char *text = probe->result == PROBE_NO_ADDRESS ? describe_no_address(v, claim->host)
                                                             : results[probe->result].text;
        finding_add(f, results[probe->result].check, subject, "%s%s%s%s", text, heard ? ": \"" : "",
            heard ? probe->greeting : "", heard ? "\"" : "");
        return;
    }
    bool wrong = finding_certificate(f, CHECK_SERVER_CERTIFICATE, subject, &probe->certificate);
    wrong |= check_auths(v, f, subject, claim, probe);
    wrong |= claim->security == SECURITY_NONE || probe->plain_password;
    if (claim->security == SECURITY_NONE) {
        finding_add(f, CHECK_SERVER_PLAIN, subject, "advertised without encryption");
    } else if (probe->plain_password) {
        finding_add(f, CHECK_SERVER_PASSWORD, subject, "takes a password before STARTTLS");
    }
    if (!wrong) {
        finding_ok(f, CHECK_SERVER_CONNECTION, subject,
            "as advertised; certificate good for %" PRId64 " days", probe->certificate.days_left);
    }
}

void checks_of_servers(const struct visit *v, struct findings *f)
{
    const struct answer *answer;
    for (size_t i = 0; (answer = visit_answer(v, i)) != NULL; i++) {
        const struct settings *s = answer->settings;
        for (size_t k = 0; s != NULL && k < s->count; k++) {
            check_server(v, f, &s->claims[k]);
        }
    }
}
