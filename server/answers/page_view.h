// SPDX-License-Identifier: MIT
// page_view: what the page tells people about their mail account. Floor: answers; pure.
// Values are what a person types or copies: user names are filled in, and where that cannot be,
// words in the reader's language stand in their place.
#pragma once

#include "answers/answer.h"
#include "answers/device.h"

enum page_state {
    PAGE_FORM,      // nobody was named
    PAGE_SETTINGS,  // a provider's, for `address` or for anybody
    PAGE_NOTHING,   // its provider has no server to read mail from
    PAGE_UNKNOWN,   // the domain is not served
    PAGE_DISABLED,  // or switched off
    PAGE_MALFORMED, // what was typed is no address
    PAGE_STATE_COUNT,
};

// What a login is made of, for programs that make it themselves.
enum login_form {
    LOGIN_ADDRESS,
    LOGIN_LOCALPART,
    LOGIN_OTHER,
    LOGIN_FORM_COUNT,
};

struct page_language {
    struct span tag, name; // in its own words
    bool current;
};

struct page_server {
    struct server is;
    struct span login;      // or words for it
    struct span encryption; // as most programs call it
    struct span sign_in;    // the best method, likewise
    uint8_t login_form;     // enum login_form
    bool login_known;       // `login` is what is to be typed
    bool open;              // no login is needed
    bool password, oauth2;  // are among the methods
};

struct page_service { // behind a URL
    uint8_t type;     // enum service
    const struct pattern *url;
    struct span login;
};

struct page_note {
    uint8_t kind;              // enum note_kind
    const struct pattern *url; // NULL: none
    const struct text *text;   // `lang` empty where it is the page's
};

struct page_document {
    const struct pattern *url;
    const struct text *title; // NULL: none
};

struct page_code { // a QR code
    struct span path;
    uint32_t side;
};

struct page_view {
    uint8_t state;                      // enum page_state
    const struct provider *provider;    // NULL: not known
    struct span name;                   // the provider's
    struct span domain;                 // that was asked for
    struct span address;                // that everything is filled in for; empty: none
    struct span asked;                  // as it was typed
    struct span method;                 // of forms: "post" keeps the address out of URLs and logs
    struct span wish;                   // the language that was asked for by name; empty: none
    struct span lang, dir;              // of the page
    struct list languages;              // struct page_language
    uint8_t device;                     // enum device
    struct word_list groups;            // enum client_group
    struct list servers;                // struct page_server: the best to read and to send with
    const struct page_server *in, *out; // the same; NULL: none
    struct list others;                 // struct page_server: all the rest
    bool password, oauth2;              // will do for both of them
    bool signs_in;                      // one of the two will
    struct span secret;                 // what to type as the password
    bool profile;                       // there is one for `address`
    const struct page_service *calendars, *contacts, *dav; // the last: one of the two
    struct list services;                             // struct page_service: others behind URLs
    struct list notes;                                // struct page_note: what to do first
    struct list documents;                            // struct page_document
    const struct pattern *webmail, *help;             // NULL: none
    bool has_services;                                // something lies behind a URL
    bool has_help;                                    // something can be told of where to get it
    struct span link;                                 // to this page, for phones; empty: none
    const struct page_code *link_code, *account_code; // NULL: none
};

extern const struct record page_record; // the names of the template
