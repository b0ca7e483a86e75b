// SPDX-License-Identifier: MIT
#include "model/pacc.h"

struct methods {
    bool password, oauth2;
};

// An issuer is compared as it stands: it is the same for all people, without query and fragment
// (RFC 8414 section 2).
static bool has_issuer(const struct provider *provider)
{
    const struct pattern *issuer = provider->oauth2 == NULL ? NULL : provider->oauth2->issuer;
    return issuer != NULL && !pattern_has(issuer, PIECE_ADDRESS) &&
           !pattern_has(issuer, PIECE_LOCALPART) && !span_has(issuer->source, '?') &&
           !span_has(issuer->source, '#');
}

static struct methods methods_of(const struct word_list *auth)
{
    struct methods methods = {false, false};
    for (size_t i = 0; i < auth->len; i++) {
        switch ((enum auth)auth->items[i]) {
        case AUTH_PASSWORD:
        case AUTH_CRAM_MD5:
        case AUTH_DIGEST_MD5:
        case AUTH_SCRAM:
            methods.password = true; // how it is sent, client and server find out
            break;
        case AUTH_OAUTH2:
            methods.oauth2 = true;
            break;
        case AUTH_NTLM:
        case AUTH_GSSAPI:
        case AUTH_CLIENT_CERT:
        case AUTH_CLIENT_IP:
        case AUTH_NONE:
        case AUTH_COUNT:
            break;
        }
    }
    return methods;
}

static struct methods common(struct methods one, struct methods other)
{
    return (struct methods){one.password && other.password, one.oauth2 && other.oauth2};
}

static bool any(struct methods methods)
{
    return methods.password || methods.oauth2;
}

static bool covers(struct methods methods, struct methods wanted)
{
    return (methods.password || !wanted.password) && (methods.oauth2 || !wanted.oauth2);
}

// The first server that can be said and takes one of `methods`. NULL: none.
static const struct server *first(const struct list *list, uint16_t port, struct methods methods)
{
    const struct server *servers = list->ptr;
    for (size_t i = 0; i < list->len; i++) {
        const struct server *one = &servers[i];
        if (one->security == SECURITY_TLS && one->port == port &&
            pattern_equal(one->username, &pattern_address) &&
            any(common(methods_of(&one->auth), methods))) {
            return one;
        }
    }
    return NULL;
}

bool pacc_choose(const struct provider *provider, struct pacc *out)
{
    struct methods methods = {true, has_issuer(provider)};
    const struct server *imap = first(&provider->imap, 993, methods);
    const struct server *pop3 = first(&provider->pop3, 995, methods);
    const struct server *incoming = imap != NULL ? imap : pop3;
    const struct server *smtp = NULL;
    if (incoming == NULL) {
        return false;
    }
    methods = common(methods, methods_of(&incoming->auth));
    if (provider->smtp.len != 0) {
        smtp = first(&provider->smtp, 465, methods);
        if (smtp == NULL) {
            return false;
        }
        methods = common(methods, methods_of(&smtp->auth));
    }
    // Beside IMAP, POP3 is not worth a method less.
    bool fits = pop3 != NULL && covers(methods_of(&pop3->auth), methods);
    *out = (struct pacc){imap, fits ? pop3 : NULL, smtp, methods.password, methods.oauth2};
    return true;
}

bool pacc_fits(const struct pacc *pacc, const struct endpoint *endpoint)
{
    return pattern_equal(endpoint->username, &pattern_address) &&
           covers(methods_of(&endpoint->auth), (struct methods){pacc->password, pacc->oauth2});
}
