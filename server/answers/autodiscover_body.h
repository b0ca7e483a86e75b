// SPDX-License-Identifier: MIT
// autodiscover_body: what an Autodiscover request in XML asks for. Floor: answers; pure.
// libxml2's door for requests. Sources: MS-OXDSCLI 3.1.5.1, MS-ASCMD, and what clients really send:
// namespaces, prefixes, letter case and order are not looked at, a DOCTYPE ends the reading.
#pragma once

#include "base/arena.h"

enum autodiscover_schema {
    AUTODISCOVER_OUTLOOK, // also when the request names none
    AUTODISCOVER_MOBILESYNC,
    AUTODISCOVER_UNKNOWN,
};

struct autodiscover_request {
    struct span address; // blanks and "mailto:" off, else unchecked; empty: not given
    enum autodiscover_schema schema;
};

// `body` is UTF-8, with or without a byte order mark, or UTF-16 with one. *out lives in `a`.
// False: not well-formed, no Request or several, several addresses, elements within one, a DOCTYPE,
// too deep: the protocol's error 600.
MUST_USE bool autodiscover_body_parse(
    struct arena *a, struct span body, struct autodiscover_request *out);
