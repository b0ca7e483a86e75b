// SPDX-License-Identifier: MIT
// profile: what a configuration profile tells an Apple device. Floor: answers; pure.
// Source: Apple's published schema of TopLevel, com.apple.mail.managed, com.apple.caldav.account,
// com.apple.carddav.account and com.apple.eas.account. Everything is filled in: profiles know no
// placeholders.
#pragma once

#include "answers/owner.h"

struct profile_server {
    struct span host;
    uint16_t port;
    bool tls;             // of either kind: the device finds out which
    uint8_t auth;         // enum auth
    bool open;            // no login at all
    struct span username; // empty: the device asks
};

struct profile_mail {
    uint8_t type; // enum service: imap or pop3
    struct span kind;
    struct span uuid;
    struct profile_server incoming, outgoing;
    bool same_password;
};

struct profile_service { // CalDAV, CardDAV, ActiveSync
    struct span uuid;
    struct span host;
    uint16_t port;
    struct span path; // empty: the device finds out
    struct span username;
};

struct profile_account {
    struct span address;
    struct span identity;            // the head of its parts' identifiers
    struct span person;              // the full name; empty: not known
    struct span label;               // what the device calls it
    const struct profile_mail *mail; // NULL: none; so the others
    const struct profile_service *caldav, *carddav, *eas;
};

struct profile_view {
    struct span address;                        // several: joined by ", "
    struct span name, short_name, organization; // of the (first) provider
    struct span identity;
    struct span uuid;
    struct span consent;  // for who speaks no other language; empty: no consent asked
    struct list consents; // struct text: all
    struct list accounts; // struct profile_account
};

extern const struct record profile_record; // the names of the template

// What the request says besides the address.
struct profile_wish {
    bool eas, imap, pop3; // `type`; none of them: as the provider says
    bool no_dav;
    struct span person;
};

enum profile_result {
    PROFILE_OK,
    PROFILE_NOTHING,   // of one: no server, or no method that a profile can say
    PROFILE_APART,     // their providers ask for different consents; a profile asks for one
    PROFILE_TOO_LARGE, // values over PROFILE_VALUE_MAX_BYTES, or over _FILLED_MAX_BYTES in all
};

// An account for each of `count` different owners (1..PROFILE_ACCOUNTS_MAX). *out and all in it
// live in `a`.
enum profile_result profile_fill(struct arena *a, const struct owner *owners, size_t count,
    const struct profile_wish *wish, struct profile_view *out);
