// SPDX-License-Identifier: MIT
// provider: what providers.yaml says of a mail provider. Floor: model; pure.
// Built by config/, then const. Everything lives in the snapshot's arena. Defaults are already
// applied; what may be absent says so. The keys of the YAML are the names in fields.c.
#pragma once

#include "base/diag.h"
#include "model/fields.h"
#include "model/pattern.h"
#include "model/text.h"

// A server behind host and port.
struct server {
    uint8_t type;                            // enum service
    uint8_t security;                        // enum security
    bool insecure;                           // security none is meant
    bool leave_on_server, download_on_check; // pop3
    uint16_t port;
    uint32_t days;              // pop3: mail stays so long on the server; 0: not said
    uint32_t check_minutes;     // pop3; 0: not said
    const struct pattern *host; // NULL where `url` is given
    const struct pattern *url;  // xmpp only: wss://…
    struct word_list auth;      // enum auth, best first, at least one
    const struct pattern *username;
    struct place at;
};

// A service behind a URL.
struct endpoint {
    uint8_t type; // enum service
    const struct pattern *url;
    struct word_list auth; // enum auth
    const struct pattern *username;
    struct place at;
};

struct name { // of a domain, A-labels; "*.example.org" and "*" too
    struct span text;
    struct place at;
};

struct oauth2 {
    const struct pattern *issuer; // a host, or an https URL
    const struct pattern *auth_url;
    const struct pattern *token_url;
    struct list scopes; // struct span
    struct span client_id, client_secret;
};

struct help_page { // a page for people
    const struct pattern *url;
    struct list title; // struct text
};

struct note {                  // what a person must do first
    uint8_t kind;              // enum note_kind
    const struct pattern *url; // may be absent
    struct list text;          // struct text
};

struct support {
    const struct pattern *url;
    struct span email, phone;
};

struct logo {
    const struct pattern *url;     // may be absent
    struct span file;              // as a path from the working directory
    const struct pattern *picture; // that file, as a data: URL; NULL: none
};

struct apple {
    struct span organization, identifier;
    bool signing, calendar, contacts;
    uint8_t protocol;    // enum service: imap or pop3
    struct list consent; // struct text
};

struct outlook {
    bool enabled, json, dav;
    struct word_list protocols; // enum service: imap pop3 smtp
    const struct pattern *redirect_url;
    struct span redirect_domain;
};

struct autoconfig {
    uint8_t version; // enum autoconfig_version
    bool url_servers, fill;
};

struct provider {
    struct span key;                         // its name in the YAML
    struct span id;                          // a host name; empty: the domain asked for
    const struct pattern *name, *short_name; // never NULL once built
    struct list domains; // struct name: exact names and wildcards as written; not `domains:` rows
    struct list mx;      // struct name
    const struct pattern *username;
    struct word_list auth;                           // enum auth
    struct list imap, pop3, smtp, managesieve, xmpp; // struct server, in the file's order
    const struct endpoint *jmap, *ews, *activesync, *graph;
    const struct endpoint *caldav, *carddav, *webdav, *matrix;
    const struct pattern *webmail;
    const struct oauth2 *oauth2;
    struct list documentation; // struct help_page
    struct list before;        // struct note
    const struct support *support;
    const struct logo *logo;
    struct span accent;
    struct span language;
    struct apple apple;
    struct outlook outlook;
    struct autoconfig autoconfig;
    bool pacc, enabled;
    uint32_t ttl_s;
    struct place at; // of its name
};

// A row of the top-level `domains`.
struct domain_row {
    struct name name;
    const struct provider *provider; // the one named, or its copy with what differs
};

struct login {
    struct span address; // folded (address.h)
    const struct pattern *username;
};

// A whole providers.yaml with its includes.
struct configuration {
    struct list providers; // const struct provider *, in order of the files; not the copies of rows
    struct list rows;      // struct domain_row
    struct list logins;    // struct login
};

extern const struct record provider_record;
extern const struct record server_record;
extern const struct record endpoint_record;
extern const struct record help_page_record;
extern const struct record note_record;
extern const struct record text_record;
extern const struct record name_record;
extern const struct record span_record; // items of FIELD_SPANS: one name, "value"
