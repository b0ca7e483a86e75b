// SPDX-License-Identifier: MIT
// fields: the members of structs by name. Floor: model; pure.
// The only place where names meet memory. Read by the YAML walk (which keys exist, of what kind),
// the template compiler (which names exist), `config --json` and the key list of the manual.
#pragma once

#include "model/words.h"

enum field_kind {
    FIELD_TEXT,    // struct span
    FIELD_TAG,     // struct span: a BCP 47 language tag
    FIELD_COLOUR,  // struct span: "#rrggbb"
    FIELD_ADDRESS, // struct span: a mail address
    FIELD_FILE,    // struct span: a path, relative to the file that names it
    FIELD_NAME,    // struct span: a host name, A-labels
    FIELD_LABEL,   // const struct pattern *: a name for people
    FIELD_LOGIN,   // const struct pattern *: a user name
    FIELD_HOST,    // const struct pattern *: a host name, may hold %EMAILDOMAIN%
    FIELD_URL, // const struct pattern *: https (FIELD_HTTP_TOO on it or on the field of its record:
               // http with a warning)
    FIELD_PORT,     // uint16_t, 1..65535; 0: not given
    FIELD_NUMBER,   // uint32_t, at most `max`
    FIELD_SECONDS,  // uint32_t, written 30s 5m 1h 7d; at most `max`
    FIELD_BOOL,     // bool
    FIELD_WORD,     // uint8_t, a value of `words`
    FIELD_WORDS,    // struct word_list, values of `words`
    FIELD_SPANS,    // struct list of struct span
    FIELD_NAMES,    // struct list of struct name: domains and wildcards
    FIELD_TEXTS,    // struct list of struct text
    FIELD_RECORD,   // const struct X *, NULL: absent; `record` describes X
    FIELD_INLINE,   // struct X itself
    FIELD_RECORDS,  // struct list of struct X
    FIELD_POINTERS, // struct list of const struct X *
    FIELD_SERVERS,  // struct list of struct server: HOST[:PORT], a map, or a list of them
    FIELD_KIND_COUNT,
};

enum field_flag {
    FIELD_REQUIRED = 1,      // must be given where its map is
    FIELD_HTTP_TOO = 2,      // a URL may be http, with a warning
    FIELD_COMPUTED = 4,      // not a key of the YAML: templates only
    FIELD_SECRET = 8,        // never printed
    FIELD_HOST_TOO = 16,     // a URL may be a bare host name
    FIELD_MAIL_DOMAINS = 32, // of FIELD_NAMES: "*" is one, a public suffix is a warning
    FIELD_POP3 = 64,         // of servers: a key of those under `pop3` only
};

struct field {
    const char *name;
    enum field_kind kind;
    uint16_t offset; // bytes from the start of the struct
    uint16_t flags;
    uint32_t max; // characters, value, or seconds; 0: the kind's own bound
    const struct record *record;
    const struct word_set *words;
    const char *help; // one line for the manual
};

struct record {
    const char *what;           // for messages: "a server"
    const struct field *fields; // in the manual's order
    size_t count;
    size_t size;             // of the struct
    const void *defaults;    // what a new one starts as; NULL: zeros
    const char *short_field; // the member that a plain string sets; NULL: a map is needed
};

// For the tables: where a member lies; a struct by the table of its members.
#define AT(type, member) .offset = offsetof(struct type, member)
#define RECORD(name, table, type)                                                                  \
    .what = name, .fields = table, .count = COUNT_OF(table), .size = sizeof(struct type)

// NULL: no such name.
const struct field *record_find(const struct record *record, struct span name);
