// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "config/choices.h"
#include "model/pacc.h"

// The place of a value in the map, or in a map in it; `otherwise` where the file does not say it.
static struct place place_in(
    const struct node *map, const char *key, const char *inner, struct place otherwise)
{
    const struct node *node = node_find(map, key);
    if (node != NULL && inner != NULL) {
        node = node_find(node, inner);
    }
    return node == NULL ? otherwise : node->at;
}

void load_check(struct walk *w, const struct node *map, const struct provider *written)
{
    choice_refuse_no_login(w, map, &written->auth);
    struct place at = place_in(map, "outlook", "redirect_domain", written->at);
    if (node_find(map, "outlook") != NULL && written->outlook.redirect_url != NULL &&
        written->outlook.redirect_domain.len != 0) {
        diag_error(w->d, at, "'redirect_domain' and 'redirect_url' exclude each other: give one");
    }
}

struct mail_servers {
    size_t count;
    size_t tls, starttls, none;
    size_t oauth2; // with this method alone
};

static void count_servers(const struct list *list, struct mail_servers *counted)
{
    const struct server *servers = list->ptr;
    for (size_t i = 0; i < list->len; i++) {
        counted->count++;
        counted->tls += servers[i].security == SECURITY_TLS;
        counted->starttls += servers[i].security == SECURITY_STARTTLS;
        counted->none += servers[i].security == SECURITY_NONE;
        counted->oauth2 += servers[i].auth.len == 1 && servers[i].auth.items[0] == AUTH_OAUTH2;
    }
}

struct problems {
    bool no_incoming, no_smtp, unencrypted, starttls_only, oauth2_alone, pacc_cannot,
        url_servers_unheard;
};

static struct problems problems_of(const struct provider *p)
{
    struct mail_servers mail = {.count = 0};
    count_servers(&p->imap, &mail);
    count_servers(&p->pop3, &mail);
    count_servers(&p->smtp, &mail);
    struct pacc chosen;
    return (struct problems){
        .no_incoming = p->imap.len + p->pop3.len == 0 && p->jmap == NULL && p->ews == NULL &&
                       p->activesync == NULL && p->graph == NULL,
        .no_smtp = p->smtp.len == 0,
        .unencrypted = mail.count != 0 && mail.none == mail.count,
        .starttls_only = mail.starttls != 0 && mail.tls == 0,
        .oauth2_alone = mail.count != 0 && mail.oauth2 == mail.count,
        .pacc_cannot = p->pacc && !pacc_choose(p, &chosen),
        .url_servers_unheard = p->autoconfig.url_servers && p->autoconfig.version == AUTOCONFIG_1_1,
    };
}

void load_warn(struct walk *w, const struct node *map, const struct provider *provider,
    const struct provider *base, struct span subject)
{
    if (!provider->enabled) {
        return;
    }
    struct problems now = problems_of(provider);
    struct problems before = {0};
    if (base != NULL) {
        before = problems_of(base);
    }
    struct place smtp = place_in(map, "smtp", NULL, provider->at);
    struct place auth = place_in(map, "auth", NULL, provider->at);
    struct place pacc = place_in(map, "pacc", NULL, provider->at);
    struct place url_servers = place_in(map, "autoconfig", "url_servers", provider->at);
    if (now.no_incoming && !before.no_incoming) {
        diag_warning(w->d, provider->at, "%.*s has neither imap nor pop3: nobody can read mail",
            SPAN_ARGS(subject));
    }
    if (now.no_smtp && !before.no_smtp) {
        diag_warning(
            w->d, smtp, "%.*s has no smtp server: nobody can send mail", SPAN_ARGS(subject));
    }
    if (now.unencrypted && !before.unencrypted) {
        diag_warning(w->d, provider->at,
            "%.*s encrypts nothing: passwords go in the clear, and some clients refuse that",
            SPAN_ARGS(subject));
    }
    if (now.starttls_only && !before.starttls_only) {
        diag_warning(w->d, provider->at,
            "%.*s offers STARTTLS only: TLS from the first byte is safer, and some clients know "
            "nothing else",
            SPAN_ARGS(subject));
    }
    if (now.oauth2_alone && !before.oauth2_alone) {
        diag_warning(w->d, auth,
            "%.*s takes OAuth2 alone: Outlook and Apple's profiles cannot be told of it",
            SPAN_ARGS(subject));
    }
    if (now.pacc_cannot && !before.pacc_cannot) {
        diag_warning(w->d, pacc,
            "PACC cannot describe %.*s: it needs TLS on 993 or 995 and on 465, the address as user "
            "name, and a password, or OAuth2 with its issuer, at each of them",
            SPAN_ARGS(subject));
    }
    if (now.url_servers_unheard && !before.url_servers_unheard) {
        diag_warning(w->d, url_servers,
            "'url_servers' is for autoconfig version 1.2 only: nothing comes of it");
    }
}
