// SPDX-License-Identifier: MIT
// limits: every bound of the program in one place, each with its unit and reason. Floor: base.
#pragma once

enum {
    // Addresses and names: RFC 5321 section 4.5.3.1, RFC 1035 section 2.3.4.
    LOCAL_MAX_BYTES = 64,
    ADDRESS_MAX_BYTES = 254,
    DOMAIN_MAX_BYTES = 253,
    LABEL_MAX_BYTES = 63,

    // providers.yaml: the parser is quadratic in nesting, so the depth is cut off early.
    YAML_DEPTH_MAX = 16,
    YAML_FILE_MAX_BYTES = 64 * 1024 * 1024,
    YAML_EVENTS_MAX = 5 * 1000 * 1000,
    YAML_SCALAR_MAX_BYTES = 4096,
    YAML_ALIAS_NODES_MAX = 10000, // nodes that aliases and merge keys may add

    // What a provider may say.
    NAME_MAX_CHARACTERS = 60,
    NAME_LONG_CHARACTERS = 30, // above: a warning, clients cut it
    SHORT_NAME_MAX_CHARACTERS = 20,
    AUTH_MAX = 8,               // methods a server can list: fewer than there are words for
    PATTERN_PIECES_MAX = 32,    // literal pieces and placeholders in one value
    DOMAINS_LISTED_MAX = 128,   // `domain` elements of an autoconfig answer
    SERVERS_LISTED_MAX = 32,    // of one protocol in an autoconfig answer
    LOGO_MAX_BYTES = 16 * 1024, // a picture inlined into every page
    TTL_MAX_S = 30 * 24 * 3600,

    // Diagnostics: more than these of one run help nobody.
    DIAGNOSTICS_MAX = 200,
    EXCERPT_MAX_BYTES = 160, // of the quoted line

    // Importing other programs' settings: real files are below 16 KiB, lists of domains aside.
    IMPORT_FILE_MAX_BYTES = 16 * 1024 * 1024,
    IMPORT_XML_MAX_BYTES = 1024 * 1024,
    IMPORT_PROVIDERS_MAX = 100, // of one XML file: real ones have one
    IMPORT_DEPTH_MAX = 16,      // nested elements: real ones have four

    // Templates.
    TEMPLATE_FILE_MAX_BYTES = 256 * 1024,
    TEMPLATE_DEPTH_MAX = 32,        // nested elements
    TEMPLATE_INCLUDES_MAX = 8,      // includes within includes
    TEMPLATE_PARTS_MAX = 64,        // includes of a template, all told
    TEMPLATE_LOOPS_MAX = 8,         // loops within loops; the frames of a rendering
    TEMPLATE_ACCESS_MAX = 4,        // names in one dotted name
    DRAFT_GAPS_MAX = 128,           // of an answer rendered ahead
    DRAFT_MAX_BYTES = 64 * 1024,    // its text
    DRAFTS_MAX = 4096,              // answers rendered ahead: of so many providers, two each
    LANGUAGES_MAX = 32,             // translations
    ANSWER_MAX_BYTES = 1024 * 1024, // a rendered answer; more is a 500

    // Profiles of several people. A certificate with its chain is three of them, some 6 KiB.
    PROFILE_ACCOUNTS_MAX = 10,
    PROFILE_ADDRESSES_MAX_BYTES = PROFILE_ACCOUNTS_MAX * (ADDRESS_MAX_BYTES + 2), // joined
    PROFILE_FILLED_MAX_BYTES = 64 * 1024, // of all hosts, logins and URLs, each byte as %XX
    KEYPAIR_FILE_MAX_BYTES = 256 * 1024,
    KEYPAIR_CERTIFICATES_MAX = 16, // of one chain

    // ACME's http-01: a token is some 43 bytes of base64url, its file twice that.
    CHALLENGE_TOKEN_MAX_BYTES = 128,
    CHALLENGE_FILE_MAX_BYTES = 1024,

    // Lists of domains: a million is some 24 MB.
    SOURCES_MAX = 16,
    SOURCE_LINE_MAX_BYTES = 300,
    SOURCE_MAX_BYTES = 64 * 1024 * 1024, // of one list
    SOURCE_WHY_MAX_BYTES = 512,          // of what is said about a failure
    SOURCE_DEADLINE_MS = 30 * 1000,      // a program has so long to say its list,
    SOURCE_END_MS = 1000,                // and from then so long to end

    // HTTP: real requests are below 1 KiB (bodies) and 2 KiB (heads).
    BODY_MAX_BYTES = 8 * 1024,
    BODY_DISCARD_MAX_BYTES = 64 * 1024,  // read past BODY_MAX_BYTES to be able to say 413
    TARGET_MAX_BYTES = 4 * 1024,         // path and query
    HOST_MAX_BYTES = 1024,               // a name in Unicode and a port
    PARAMETERS_MAX = 64,                 // of a query or a form
    BODY_DEPTH_MAX = 8,                  // nested elements of an XML body: real ones have three
    PROFILE_VALUE_MAX_BYTES = 3 * 1024,  // of a host, login or URL in a profile, each byte as %XX
    PACC_VALUE_MAX_BYTES = 3 * 1024,     // of a host, name or URL in a PACC document, likewise
    PERSON_MAX_CHARACTERS = 100,         // of a full name
    QR_CONTENT_MAX_BYTES = 2331,         // the largest code, version 40, error correction M
    BODY_TEXT_MAX_BYTES = 1024,          // of one element: more is no address and no schema
    CONNECTION_MEMORY_BYTES = 16 * 1024, // the library's pool: 8 KiB would refuse browsers' cookies
    LOCATION_MAX_BYTES = 2 * 1024,       // of a redirect; URLs as written are no longer, either
    ANSWER_HEAD_BYTES = LOCATION_MAX_BYTES + 1024, // what a request's head must leave of the pool
    REQUEST_ARENA_BYTES = 256 * 1024, // all that answering one request can need besides the answer
    HEAD_DEADLINE_MS = 10 * 1000,     // a request's head, from connect or the last answer
    BODY_DEADLINE_MS = 15 * 1000,     // a request's body, from its head
    WRITE_DEADLINE_MS = 30 * 1000,    // an answer, from its head
    DRAIN_DEADLINE_MS = 10 * 1000,    // what is in flight when the daemon stops
    DRAIN_IDLE_MS = 1000,             // a connection between two requests, when the daemon stops
    SWEEP_MS = 250,                   // how exactly deadlines are kept
    REQUESTS_PER_CONNECTION_MAX = 1000,
    CONNECTIONS_ADMIN_MAX = 32,  // of the admin listener, besides --max-connections
    CLIENTS_MAX = 32 * 1024,     // client addresses counted at a time
    FORWARDED_LINES_MAX = 8,     // of one header; the last ones
    FORWARDED_HOPS_MAX = 16,     // proxies in a row; the last ones
    FILES_RESERVED = 64,         // descriptors that connections must leave to the rest
    PUBLIC_URL_MAX_BYTES = 1024, // --public-url, which begins what a request's memory must hold
    LISTENERS_MAX = 16,
    LISTEN_BACKLOG = 4096,
    THREADS_MAX = 256,
    PROXIES_MAX = 64,          // --trust-proxy ranges
    LOG_LINE_MAX_BYTES = 4096, // what a pipe takes in one piece
    LOG_VALUE_MAX_BYTES = 512, // of one field, before escaping
};
