// SPDX-License-Identifier: MIT
// pattern: a value with placeholders for parts of the address, cut into pieces when it is loaded,
// so that filling it in copies pieces and allocates nothing. Floor: model; pure. Placeholders:
// %EMAILADDRESS% %EMAILLOCALPART% %EMAILDOMAIN%.
#pragma once

#include "base/arena.h"

enum piece_kind {
    PIECE_LITERAL,
    PIECE_ADDRESS,
    PIECE_LOCALPART,
    PIECE_DOMAIN,
};

struct piece {
    enum piece_kind kind;
    struct span text; // the literal, or the placeholder as written
};

struct pattern {
    const struct piece *pieces;
    size_t count;
    struct span source; // the whole as written (a user name's word as its pattern)
    bool ask;           // a login that nobody can derive (`username: ask`); pieces: the address
};

// What a request knows of the address. An empty span: not known, the placeholder stays.
struct filling {
    struct span address; // as the person wrote it, domain in A-labels
    struct span local;
    struct span domain;          // A-labels
    bool keep_logins;            // placeholders stay in user names, whatever is known
    const struct pattern *login; // replaces every user name; NULL: none
};

// `text` as pieces in `a`; `text` must live as long. False: *unknown is the placeholder
// ("%EMAILUSER%") that is none of the three, and lies in `text`, or `text` as a whole when it has
// too many pieces.
MUST_USE bool pattern_parse(
    struct arena *a, struct span text, struct pattern *out, struct span *unknown);

// A user name: address, localpart, ask, or a pattern.
MUST_USE bool pattern_parse_login(
    struct arena *a, struct span text, struct pattern *out, struct span *unknown);

// In `a`, of a text that must live as long and is taken as it is.
const struct pattern *pattern_literal(struct arena *a, struct span text);

extern const struct pattern pattern_address;   // %EMAILADDRESS%
extern const struct pattern pattern_localpart; // %EMAILLOCALPART%
extern const struct pattern pattern_ask;

// The text that stands for a piece; *filled: it came from the address (and needs encoding in URLs).
struct span pattern_piece(const struct piece *piece, const struct filling *f, bool *filled);
// The filling that counts for user names: `f`, or nothing known.
struct filling filling_for_login(const struct filling *f);

bool pattern_has(const struct pattern *p, enum piece_kind kind);
bool pattern_is_literal(const struct pattern *p); // no placeholder
// Both always give the same text.
bool pattern_equal(const struct pattern *a, const struct pattern *b);
// How many bytes it has when it is filled in as text; in a URL at most three times as many.
size_t pattern_length(const struct pattern *p, const struct filling *f);
// The whole, filled in, in `a`.
struct span pattern_fill(struct arena *a, const struct pattern *p, const struct filling *f);
// The same for a URL: what is filled in is percent-encoded, '@' kept.
struct span pattern_fill_url(struct arena *a, const struct pattern *p, const struct filling *f);
