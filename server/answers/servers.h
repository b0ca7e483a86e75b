// SPDX-License-Identifier: MIT
// servers: which of a provider's servers an answer names, and how one logs in there. Floor:
// answers; pure. All answers ask here, so that no two of them can tell different settings.
#pragma once

#include "model/provider.h"

// A server as a format that names many writes it: `is.auth` holds what the format can say.
struct listed_server {
    struct server is;
    bool pop3_options; // one of them is said
};
extern const struct record listed_server_record;

// Those methods of `auth` that `format` has a word for, each word once, order kept.
struct word_list auth_sayable(
    const struct word_set *words, const struct word_list *auth, enum words_format format);

// The same of a mail server: OAuth2 in a QR code only at hosts whose sign-in the app has built in.
struct word_list server_auth_sayable(const struct server *server, enum words_format format);

// No login is needed there (auth none or client-ip).
bool server_is_open(const struct server *server);

// For formats that name one server a protocol: of those with a method that `format` can say the
// first with TLS, else with STARTTLS, else without encryption. NULL: none.
const struct server *servers_best(const struct list *servers, enum words_format format);

// For formats that name many: adds to `list` (struct listed_server, with room for as many as there
// are servers, or SERVERS_LISTED_MAX if that is less) those with a method that `format` can say, in
// the provider's order, but unencrypted ones and open ones only where there is no other.
void servers_list(struct list *list, const struct list *servers, enum words_format format);

// How many servers_list() can add.
size_t servers_room(const struct list *servers);

// A service behind a URL: a copy in `a`, whose `auth` is what the format can say. NULL: `endpoint`
// is, or no method can be said.
const struct endpoint *endpoint_listed(
    struct arena *a, const struct endpoint *endpoint, enum words_format format);

// Whoever logs in to one of them uses the same user name at the other.
bool servers_share_login(
    const struct server *one, const struct server *other, const struct filling *filling);
