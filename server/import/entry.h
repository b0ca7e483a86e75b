// SPDX-License-Identifier: MIT
// entry: a provider in the making, as an importer finds it. Floor: beside answers (import); pure.
// Every value is tried by the reader that will load it; one that is refused is left out, and a
// comment says why. So what is written always loads. Texts must live as long as import's arena.
#pragma once

#include "import/import.h"
#include "model/provider.h"

struct found_server {
    enum service type; // one behind host and port
    struct span host;
    struct span port; // as written; empty: the usual one
    enum security security;
    struct word_list auth; // enum auth; none: not said
    struct span username;  // a YAML one; empty: not said
    struct node *extra;    // a map of further keys; NULL: none
    struct span comment;   // lines
    struct found_server *next;
};

struct found_service { // behind a URL
    enum service type;
    struct span url;
    struct word_list auth;
    struct span username;
    struct span comment;
    struct found_service *next;
};

struct import_owner {
    struct span key; // of the provider that has the name
};

struct entry {
    struct import *import;
    struct node *map;
    struct node **values; // by the fields of provider_record
    struct item **lasts;  // of those that are lists
    struct found_server *servers, **servers_end;
    struct found_service *services, **services_end;
    struct import_owner *owner;
    struct map dropped; // names told by entry_dropped()
};

// `source`: the file that says it.
void entry_begin(struct import *im, struct span source, struct entry *e);

// A comment above the provider.
void entry_remark(struct entry *e, const char *format, ...) PRINTF_LIKE(2, 3);

// The same for what has no place here, once for all of that name.
void entry_dropped(struct entry *e, struct span name, uint32_t line);

// Sets a key of the provider; an empty text and one that was set already count as not there.
void entry_text(struct entry *e, const char *key, struct span text);
void entry_value(struct entry *e, const char *key, struct node *value);
// A key within a key that is a map: entry_member(e, "oauth2", "issuer", …).
void entry_member(struct entry *e, const char *key, const char *inner, struct node *value);
// A further item of a key that is a list; with a comment of its own, or empty. NULL: refused.
const struct node *entry_item(
    struct entry *e, const char *key, struct node *value, struct span comment);
// The same of a value that was tried before.
void entry_append(struct entry *e, const char *key, const struct node *value, struct span comment);
// Of `domains` or `mx`; a name that another provider has stays there.
void entry_domain(struct entry *e, const char *key, struct span name, struct span comment);

void entry_server(struct entry *e, const struct found_server *server);
void entry_service(struct entry *e, const struct found_service *service);

// Adds a method to a list, once.
void entry_auth(struct word_list *list, enum auth method);
// It begins with one by which nobody logs in.
bool entry_auth_is_open(const struct word_list *list);

// Puts the provider in, called by `key` as far as that can be.
void entry_end(struct entry *e, struct span key);
