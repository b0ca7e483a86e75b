// SPDX-License-Identifier: MIT
// questions: everything that some mail program asks about a domain, and what we ask besides to see
// how its servers treat strangers; a row a question. Floor: doctor; pure.
#pragma once

#include "doctor/fetch.h"
#include "doctor/settings.h"
#include "model/address.h"

enum question {
    QUESTION_NONE,
    // Autoconfig, with the address ...
    QUESTION_AUTOCONFIG,
    QUESTION_WELL_KNOWN,
    QUESTION_AUTOCONFIG_HTTP,
    QUESTION_WELL_KNOWN_HTTP,
    // ... without it ...
    QUESTION_BARE_AUTOCONFIG,
    QUESTION_BARE_WELL_KNOWN,
    QUESTION_BARE_AUTOCONFIG_HTTP,
    QUESTION_BARE_WELL_KNOWN_HTTP,
    // ... with a made-up name for it.
    QUESTION_HIDDEN_AUTOCONFIG,
    QUESTION_HIDDEN_WELL_KNOWN,
    QUESTION_HIDDEN_AUTOCONFIG_HTTP,
    QUESTION_HIDDEN_WELL_KNOWN_HTTP,
    // The public data base, and who receives the domain's mail.
    QUESTION_DATABASE,
    QUESTION_MX_FULL,
    QUESTION_MX_BASE,
    QUESTION_BARE_MX_FULL,
    QUESTION_BARE_MX_BASE,
    QUESTION_DATABASE_MX_FULL,
    QUESTION_DATABASE_MX_BASE,
    // Autodiscover.
    QUESTION_OUTLOOK_DOMAIN,
    QUESTION_OUTLOOK,
    QUESTION_OUTLOOK_HTTP,
    QUESTION_OUTLOOK_REDIRECT,
    QUESTION_OUTLOOK_SRV,
    QUESTION_OUTLOOK_GET_DOMAIN,
    QUESTION_OUTLOOK_GET,
    QUESTION_OUTLOOK_JSON,
    QUESTION_OUTLOOK_JSON_ACTIVESYNC,
    // Others.
    QUESTION_MAIL_SRV,
    QUESTION_PROFILE,
    // Calendars and contacts, as DAV programs ask.
    QUESTION_CALDAV,
    QUESTION_CALDAV_HTTP,
    QUESTION_CARDDAV,
    QUESTION_CARDDAV_HTTP,
    // Asked by nobody but us.
    QUESTION_STRANGER,
    QUESTION_STRANGER_OUTLOOK,
    QUESTION_FOREIGN_OUTLOOK,
    QUESTION_NO_SUCH_PATH,
    QUESTION_NO_SUCH_PATH_DOMAIN,
    QUESTION_COUNT,
};

enum whose {          // host
    WHOSE_AUTOCONFIG, // autoconfig.DOMAIN
    WHOSE_DOMAIN,
    WHOSE_AUTODISCOVER, // autodiscover.DOMAIN
    WHOSE_SRV,          // the target of _autodiscover._tcp
    WHOSE_DATABASE,     // Thunderbird's, of the domain
    WHOSE_DATABASE_MX_FULL,
    WHOSE_DATABASE_MX_BASE,
    WHOSE_MX_FULL, // autoconfig. + the MX host's name without its first label
    WHOSE_MX_BASE, // autoconfig. + its registered domain
    WHOSE_CALDAV,  // where DNS says, or the domain
    WHOSE_CARDDAV,
    WHOSE_NOBODY, // not HTTP
};

enum person {
    PERSON_NONE,
    PERSON_ASKED,     // whom this is about
    PERSON_EVOLUTION, // Evolution's own invention
    PERSON_STRANGER,  // a local part that nobody has
    PERSON_FOREIGN,   // of a domain that nobody has
};

struct language { // what is asked for, and how
    enum format format;
    enum fetch_method method;
    const char *path;
    const char *query, *tail; // around the person, of a GET
    bool then_post;           // where a redirect leads to is asked by POST
};

struct question_row {
    const char *id;
    enum whose whose;
    bool http; // without TLS
    enum person person;
    const struct language *language;
};
extern const struct question_row question_table[QUESTION_COUNT];

enum dav {
    DAV_CALENDARS,
    DAV_CONTACTS,
    DAV_COUNT,
};

// What names are known, and whom we ask about. Empty spans: there is none.
struct naming {
    struct span domain;
    struct span srv; // target of _autodiscover._tcp
    uint16_t srv_port;
    struct span mx_full, mx_base;
    struct span asked, stranger, foreign; // addresses
    struct span dav[DAV_COUNT];           // "dav.example.com:8443/calendars/"
};

// The two names that clients make of the MX host; *full is empty where it is not longer than *base.
void naming_of_mx(struct span mx_host, struct span *full, struct span *base);
// The URL in `a`; empty: there is nobody to ask.
struct span question_url(struct arena *a, enum question question, const struct naming *names);
// What is sent by a method.
struct span question_body(
    struct arena *a, enum question question, enum fetch_method method, const struct naming *names);
