// SPDX-License-Identifier: MIT
// dns_record: one record of a DNS answer, read. Floor: doctor; pure.
#pragma once

#include "base/arena.h"

enum record_type { // numbers of RFC 1035, 2782, 3596
    RECORD_A = 1,
    RECORD_CNAME = 5,
    RECORD_MX = 15,
    RECORD_TXT = 16,
    RECORD_AAAA = 28,
    RECORD_SRV = 33,
};

struct dns_record {
    uint16_t priority, weight, port; // MX, SRV
    struct span name; // where MX, SRV and CNAME point: lower case, no last dot; empty: "."
    struct span data; // an address as text; TXT: its strings, a blank between them
};

// Reads a record's data as it stands in an answer, without compression. False: it is broken, or
// names what no host is called, or holds other text than printable ASCII: all this ends up on
// terminals and in files.
MUST_USE bool dns_record_read(
    struct arena *a, enum record_type type, struct span wire, struct dns_record *out);
