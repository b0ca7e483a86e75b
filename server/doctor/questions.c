// SPDX-License-Identifier: MIT
#include "doctor/questions.h"

#include "base/escape.h"
#include "base/limits.h"
#include "model/domain.h"

#define OUTLOOK      "/autodiscover/autodiscover.xml"
#define OUTLOOK_JSON "/autodiscover/autodiscover.json"

#define ADDRESS "?emailaddress="

static const struct language mail = {
    FORMAT_AUTOCONFIG, FETCH_GET, "/mail/config-v1.1.xml", ADDRESS, "", false};
static const struct language well_known = {FORMAT_AUTOCONFIG, FETCH_GET,
    "/.well-known/autoconfig/mail/config-v1.1.xml", ADDRESS, "", false};
static const struct language entry = {
    FORMAT_AUTOCONFIG, FETCH_GET, "", "", "", false}; // of a data base
static const struct language outlook = {FORMAT_AUTODISCOVER, FETCH_POST, OUTLOOK, "", "", false};
static const struct language outlook_get = {FORMAT_AUTODISCOVER, FETCH_GET, OUTLOOK, "", "", false};
// Of plain http Outlook wants to know where to go, no more.
static const struct language redirect = {FORMAT_AUTODISCOVER, FETCH_GET, OUTLOOK, "", "", true};
static const struct language json = {FORMAT_POINTER, FETCH_GET, OUTLOOK_JSON,
    "?Email=", "&Protocol=Autodiscoverv1&RedirectCount=1", false};
static const struct language json_activesync = {FORMAT_POINTER, FETCH_GET, OUTLOOK_JSON,
    "?Email=", "&Protocol=ActiveSync&RedirectCount=1", false};
static const struct language profile = {
    FORMAT_PROFILE, FETCH_GET, "/profile.mobileconfig", "?email=", "", false};
static const struct language dav = {FORMAT_ANY, FETCH_PROPFIND, "", "", "", false};
static const struct language caldav = {
    FORMAT_ANY, FETCH_PROPFIND, "/.well-known/caldav", "", "", false};
static const struct language carddav = {
    FORMAT_ANY, FETCH_PROPFIND, "/.well-known/carddav", "", "", false};
static const struct language no_such = {
    FORMAT_ANY, FETCH_GET, "/autoconfig-doctor/no-such-page.xml", "", "", false};
static const struct language nothing = {FORMAT_ANY, FETCH_GET, "", "", "", false};

const struct question_row question_table[QUESTION_COUNT] = {
    [QUESTION_NONE] = {"none", WHOSE_NOBODY, false, PERSON_NONE, &nothing},
    [QUESTION_AUTOCONFIG] = {"autoconfig", WHOSE_AUTOCONFIG, false, PERSON_ASKED, &mail},
    [QUESTION_WELL_KNOWN] = {"well-known", WHOSE_DOMAIN, false, PERSON_ASKED, &well_known},
    [QUESTION_AUTOCONFIG_HTTP] = {"autoconfig-http", WHOSE_AUTOCONFIG, true, PERSON_ASKED, &mail},
    [QUESTION_WELL_KNOWN_HTTP] = {"well-known-http", WHOSE_DOMAIN, true, PERSON_ASKED, &well_known},
    [QUESTION_BARE_AUTOCONFIG] = {"bare-autoconfig", WHOSE_AUTOCONFIG, false, PERSON_NONE, &mail},
    [QUESTION_BARE_WELL_KNOWN] = {"bare-well-known", WHOSE_DOMAIN, false, PERSON_NONE, &well_known},
    [QUESTION_BARE_AUTOCONFIG_HTTP] = {"bare-autoconfig-http", WHOSE_AUTOCONFIG, true, PERSON_NONE,
        &mail},
    [QUESTION_BARE_WELL_KNOWN_HTTP] = {"bare-well-known-http", WHOSE_DOMAIN, true, PERSON_NONE,
        &well_known},
    [QUESTION_HIDDEN_AUTOCONFIG] = {"hidden-autoconfig", WHOSE_AUTOCONFIG, false, PERSON_EVOLUTION,
        &mail},
    [QUESTION_HIDDEN_WELL_KNOWN] = {"hidden-well-known", WHOSE_DOMAIN, false, PERSON_EVOLUTION,
        &well_known},
    [QUESTION_HIDDEN_AUTOCONFIG_HTTP] = {"hidden-autoconfig-http", WHOSE_AUTOCONFIG, true,
        PERSON_EVOLUTION, &mail},
    [QUESTION_HIDDEN_WELL_KNOWN_HTTP] = {"hidden-well-known-http", WHOSE_DOMAIN, true,
        PERSON_EVOLUTION, &well_known},
    [QUESTION_DATABASE] = {"database", WHOSE_DATABASE, false, PERSON_NONE, &entry},
    [QUESTION_MX_FULL] = {"mx-full", WHOSE_MX_FULL, false, PERSON_ASKED, &mail},
    [QUESTION_MX_BASE] = {"mx-base", WHOSE_MX_BASE, false, PERSON_ASKED, &mail},
    [QUESTION_BARE_MX_FULL] = {"bare-mx-full", WHOSE_MX_FULL, false, PERSON_NONE, &mail},
    [QUESTION_BARE_MX_BASE] = {"bare-mx-base", WHOSE_MX_BASE, false, PERSON_NONE, &mail},
    [QUESTION_DATABASE_MX_FULL] = {"database-mx-full", WHOSE_DATABASE_MX_FULL, false, PERSON_NONE,
        &entry},
    [QUESTION_DATABASE_MX_BASE] = {"database-mx-base", WHOSE_DATABASE_MX_BASE, false, PERSON_NONE,
        &entry},
    [QUESTION_OUTLOOK_DOMAIN] = {"outlook-domain", WHOSE_DOMAIN, false, PERSON_ASKED, &outlook},
    [QUESTION_OUTLOOK] = {"outlook", WHOSE_AUTODISCOVER, false, PERSON_ASKED, &outlook},
    [QUESTION_OUTLOOK_HTTP] = {"outlook-http", WHOSE_AUTODISCOVER, true, PERSON_ASKED, &outlook},
    [QUESTION_OUTLOOK_REDIRECT] = {"outlook-redirect", WHOSE_AUTODISCOVER, true, PERSON_ASKED,
        &redirect},
    [QUESTION_OUTLOOK_SRV] = {"outlook-srv", WHOSE_SRV, false, PERSON_ASKED, &outlook},
    [QUESTION_OUTLOOK_GET_DOMAIN] = {"outlook-get-domain", WHOSE_DOMAIN, false, PERSON_NONE,
        &outlook_get},
    [QUESTION_OUTLOOK_GET] = {"outlook-get", WHOSE_AUTODISCOVER, false, PERSON_NONE, &outlook_get},
    [QUESTION_OUTLOOK_JSON] = {"outlook-json", WHOSE_AUTODISCOVER, false, PERSON_ASKED, &json},
    [QUESTION_OUTLOOK_JSON_ACTIVESYNC] = {"outlook-json-activesync", WHOSE_AUTODISCOVER, false,
        PERSON_ASKED, &json_activesync},
    [QUESTION_MAIL_SRV] = {"mail-srv", WHOSE_NOBODY, false, PERSON_NONE, &nothing},
    [QUESTION_PROFILE] = {"profile", WHOSE_AUTOCONFIG, false, PERSON_ASKED, &profile},
    [QUESTION_CALDAV] = {"caldav", WHOSE_CALDAV, false, PERSON_NONE, &dav},
    [QUESTION_CALDAV_HTTP] = {"caldav-http", WHOSE_DOMAIN, true, PERSON_NONE, &caldav},
    [QUESTION_CARDDAV] = {"carddav", WHOSE_CARDDAV, false, PERSON_NONE, &dav},
    [QUESTION_CARDDAV_HTTP] = {"carddav-http", WHOSE_DOMAIN, true, PERSON_NONE, &carddav},
    [QUESTION_STRANGER] = {"stranger", WHOSE_AUTOCONFIG, false, PERSON_STRANGER, &mail},
    [QUESTION_STRANGER_OUTLOOK] = {"stranger-outlook", WHOSE_AUTODISCOVER, false, PERSON_STRANGER,
        &outlook},
    [QUESTION_FOREIGN_OUTLOOK] = {"foreign-outlook", WHOSE_AUTODISCOVER, false, PERSON_FOREIGN,
        &outlook},
    [QUESTION_NO_SUCH_PATH] = {"no-such-path", WHOSE_AUTOCONFIG, false, PERSON_NONE, &no_such},
    [QUESTION_NO_SUCH_PATH_DOMAIN] = {"no-such-path-domain", WHOSE_DOMAIN, false, PERSON_NONE,
        &no_such},
};

static bool is_registered_domain(struct span name)
{
    struct span label;
    struct span outer;
    if (!span_cut(name, '.', &label, &outer)) {
        return false;
    }
    // Below a top-level domain that the list does not know: two labels.
    return domain_is_public_suffix(outer) || !span_has(outer, '.');
}

void naming_of_mx(struct span mx_host, struct span *full, struct span *base)
{
    struct span label;
    struct span rest = mx_host;
    *full = SPAN("");
    *base = SPAN("");
    while (
        span_has(rest, '.') && !is_registered_domain(rest) && span_cut(rest, '.', &label, &rest)) {
        if (full->len == 0) {
            *full = rest;
        }
    }
    *base = is_registered_domain(rest) ? rest : SPAN("");
    if (full->len <= base->len) {
        *full = SPAN("");
    }
}

static struct span address_of(enum person person, struct arena *a, const struct naming *names)
{
    switch (person) {
    case PERSON_NONE:
        return SPAN("");
    case PERSON_ASKED:
        return names->asked;
    case PERSON_EVOLUTION:
        return arena_format(a, "EVOLUTIONUSER@%.*s", SPAN_ARGS(names->domain));
    case PERSON_STRANGER:
        return names->stranger;
    case PERSON_FOREIGN:
        return names->foreign;
    }
    return SPAN("");
}

// "https://HOST" and what of a path belongs to the host; empty: there is none.
static struct span server_of(struct arena *a, enum whose whose, const struct naming *n)
{
    static const char *const patterns[] = {
        [WHOSE_AUTOCONFIG] = "autoconfig.",
        [WHOSE_DOMAIN] = "",
        [WHOSE_AUTODISCOVER] = "autodiscover.",
        [WHOSE_SRV] = "",
        [WHOSE_DATABASE] = "autoconfig.thunderbird.net/v1.1/",
        [WHOSE_DATABASE_MX_FULL] = "autoconfig.thunderbird.net/v1.1/",
        [WHOSE_DATABASE_MX_BASE] = "autoconfig.thunderbird.net/v1.1/",
        [WHOSE_MX_FULL] = "autoconfig.",
        [WHOSE_MX_BASE] = "autoconfig.",
        [WHOSE_CALDAV] = "",
        [WHOSE_CARDDAV] = "",
        [WHOSE_NOBODY] = "",
    };
    const struct span names[] = {
        [WHOSE_AUTOCONFIG] = n->domain,
        [WHOSE_DOMAIN] = n->domain,
        [WHOSE_AUTODISCOVER] = n->domain,
        [WHOSE_SRV] = n->srv,
        [WHOSE_DATABASE] = n->domain,
        [WHOSE_DATABASE_MX_FULL] = n->mx_full,
        [WHOSE_DATABASE_MX_BASE] = n->mx_base,
        [WHOSE_MX_FULL] = n->mx_full,
        [WHOSE_MX_BASE] = n->mx_base,
        [WHOSE_CALDAV] = n->dav[DAV_CALENDARS],
        [WHOSE_CARDDAV] = n->dav[DAV_CONTACTS],
        [WHOSE_NOBODY] = SPAN(""),
    };
    return names[whose].len == 0
               ? SPAN("")
               : arena_format(a, "%s%.*s", patterns[whose], SPAN_ARGS(names[whose]));
}

struct span question_url(struct arena *a, enum question question, const struct naming *names)
{
    const struct question_row *row = &question_table[question];
    struct span server = server_of(a, row->whose, names);
    if (server.len == 0) {
        return SPAN("");
    }
    char memory[3 * ADDRESS_MAX_BYTES + 96];
    struct buffer query;
    buffer_init_fixed(&query, memory, sizeof memory);
    struct span address = address_of(row->person, a, names);
    if (address.len != 0 && row->language->query[0] != '\0') {
        buffer_add_c(&query, row->language->query);
        escape_uri(&query, address, false);
        buffer_add_c(&query, row->language->tail);
    }
    return arena_format(a, "%s://%.*s%s%.*s", row->http ? "http" : "https", SPAN_ARGS(server),
        row->language->path, SPAN_ARGS(buffer_span(&query)));
}

static struct span outlook_body(struct arena *a, struct span asked)
{
    char memory[6 * ADDRESS_MAX_BYTES];
    struct buffer address;
    buffer_init_fixed(&address, memory, sizeof memory);
    escape_xml_text(&address, asked);
    return arena_format(a,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/"
        "requestschema/2006\"><Request><EMailAddress>%.*s</EMailAddress>"
        "<AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/"
        "responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>\n",
        SPAN_ARGS(buffer_span(&address)));
}

struct span question_body(
    struct arena *a, enum question question, enum fetch_method method, const struct naming *names)
{
    switch (method) {
    case FETCH_GET:
        break;
    case FETCH_POST:
        return outlook_body(a, address_of(question_table[question].person, a, names));
    case FETCH_PROPFIND:
        return SPAN("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                    "<propfind xmlns=\"DAV:\"><prop><current-user-principal/></prop></propfind>\n");
    }
    return SPAN("");
}
