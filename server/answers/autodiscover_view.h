// SPDX-License-Identifier: MIT
// autodiscover_view: what Outlook is told of a provider. Floor: answers; pure.
// Source: the POX reference of Microsoft's Exchange documentation, and what Outlook, Thunderbird
// and FairEmail make of its elements.
#pragma once

#include "model/address.h"
#include "model/provider.h"

enum { OUTLOOK_SERVERS_MAX = 3 }; // imap, pop3, smtp

// A server as Outlook reads it.
struct outlook_server {
    struct server is;
    uint8_t auth;      // the method that counts
    bool login_known;  // the user name can be told
    bool open;         // no login at all
    bool shares_login; // smtp: with the incoming server
};

// Whom an answer is for.
struct outlook_user {
    const struct provider *provider;
    const struct address *address; // NULL: a GET that names none
    struct filling filling;
};

// Settings, or the one or the other redirect.
struct autodiscover_view {
    struct span address; // empty: not known, and in redirects
    struct list servers; // struct outlook_server, in `room`
    struct outlook_server room[OUTLOOK_SERVERS_MAX];
    const struct endpoint *caldav, *carddav;
    const struct pattern *redirect_url;
    struct span redirect_address;
};

// The names of the template over it.
extern const struct record autodiscover_record;

// Fills *out, which must stay where it is; copies are in `a`. False: there is nothing that Outlook
// could use (error 501).
MUST_USE bool autodiscover_view_fill(
    struct arena *a, const struct outlook_user *user, struct autodiscover_view *out);
