// SPDX-License-Identifier: MIT
// checks: everything that can be wrong with a set-up, what it means and how to mend it; a row a
// check. Floor: doctor; pure.
#pragma once

#include "doctor/clients.h"

enum check {
    CHECK_NOBODY_FINDS,
    // Names.
    CHECK_DNS,
    CHECK_DNSSEC,
    CHECK_MX,
    CHECK_NAME_AUTOCONFIG,
    CHECK_NAME_AUTODISCOVER,
    CHECK_CNAME,
    CHECK_WILDCARD,
    CHECK_SRV_TARGET,
    CHECK_SRV_ALIAS,
    CHECK_SRV_PORT,
    CHECK_SRV_DISAGREES,
    // Web servers.
    CHECK_CONNECTION,
    CHECK_CERTIFICATE,
    CHECK_CERTIFICATE_ENDS,
    CHECK_TLS_OLD,
    CHECK_HTTP_ONLY,
    CHECK_PASSWORD_ASKED,
    CHECK_SERVER_ERROR,
    CHECK_REDIRECTS,
    CHECK_REDIRECT_DOWN,
    CHECK_REDIRECT_RELATIVE,
    CHECK_SLOW,
    CHECK_TOO_LARGE,
    // Documents.
    CHECK_TYPE,
    CHECK_WEB_PAGE,
    CHECK_XML,
    CHECK_DOCTYPE,
    CHECK_INCOMPLETE,
    CHECK_BYTE_ORDER_MARK,
    CHECK_DECLARATION,
    CHECK_SCHEMA,
    CHECK_PLACEHOLDER,
    CHECK_PASSWORD_INSIDE,
    CHECK_ADDRESS_DEMANDED,
    CHECK_OUTLOOK_REFUSED,
    CHECK_OUTLOOK_SENT_ON,
    CHECK_OUTLOOK_JSON,
    CHECK_DISAGREE,
    // Calendars and contacts.
    CHECK_DAV,
    CHECK_DAV_HTTP_ONLY,
    // How strangers are treated.
    CHECK_ENUMERATION,
    CHECK_CATCH_ALL_DOMAIN,
    CHECK_CATCH_ALL_PATH,
    // Mail servers.
    CHECK_SERVER_NAME,
    CHECK_SERVER_CONNECTION,
    CHECK_SERVER_KIND,
    CHECK_SERVER_SECURITY,
    CHECK_SERVER_PLAIN,
    CHECK_SERVER_CERTIFICATE,
    CHECK_SERVER_AUTH,
    CHECK_SERVER_PASSWORD,
    CHECK_COUNT,
};

enum section {
    SECTION_NAMES,
    SECTION_WEB,
    SECTION_DOCUMENTS,
    SECTION_DAV,
    SECTION_STRANGERS,
    SECTION_SERVERS,
    SECTION_COUNT,
};
extern const char *const section_titles[SECTION_COUNT];

struct check_row {
    const char *id;
    enum section section;
    enum verdict verdict; // where it does not hold
    const char *mend;     // one line
};
extern const struct check_row check_table[CHECK_COUNT];

struct finding {
    enum check check;
    enum verdict verdict; // ok, or that of the row
    struct span subject;  // a name, a URL, a server
    struct span text;     // what was seen
    size_t more;          // so many other URLs of the same host have the same
};

enum { FINDINGS_MAX = 256 };

struct findings {
    struct arena *arena;
    struct finding all[FINDINGS_MAX];
    size_t count;
    size_t counts[VERDICT_COUNT];
};

// Something does not hold. The same of the same subject is kept once, and what a host says at
// several of its URLs is counted there.
void finding_add(struct findings *f, enum check check, struct span subject, const char *format, ...)
    PRINTF_LIKE(4, 5);
// Something was looked at and holds.
void finding_ok(struct findings *f, enum check check, struct span subject, const char *format, ...)
    PRINTF_LIKE(4, 5);

// What is wrong with a certificate that was shown for `subject`; `check` is CHECK_CERTIFICATE or
// CHECK_SERVER_CERTIFICATE. False: nothing is.
bool finding_certificate(
    struct findings *f, enum check check, struct span subject, const struct certificate *c);

// How to mend it, for this domain.
struct span finding_mend(struct arena *a, const struct finding *finding, struct span domain);

// Where the checks are made: one function a part of the table.
void checks_of_journey(const struct journey *j, struct findings *f);
void checks_of_names(const struct visit *v, struct findings *f);
void checks_of_web(const struct visit *v, struct findings *f);
void checks_of_documents(const struct visit *v, struct findings *f);
void checks_of_dav(const struct visit *v, struct findings *f);
void checks_of_servers(const struct visit *v, struct findings *f);
