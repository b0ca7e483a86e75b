// SPDX-License-Identifier: MIT
// refusal: why a request gets no answer of the kind it asked for. Floor: http; pure.
#pragma once

#include "base/span.h"

enum refusal {
    REFUSAL_NONE,
    REFUSAL_TARGET,         // malformed
    REFUSAL_TARGET_LONG,    // over TARGET_MAX_BYTES
    REFUSAL_HEADER,         // a byte or a line break that no header may have
    REFUSAL_HEAD_LARGE,     // leaves no room for an answer's head
    REFUSAL_HOST,           // none, two, or none that can be a host
    REFUSAL_LENGTH,         // Content-Length: not a number, or not alone
    REFUSAL_CODING,         // Transfer-Encoding beside a length, or of HTTP/1.0
    REFUSAL_CODING_UNKNOWN, // Transfer-Encoding other than chunked
    REFUSAL_BODY_LARGE,
    REFUSAL_STALLED,  // a chunked body that never gets to its data
    REFUSAL_RATE,     // --per-ip-rate
    REFUSAL_DEADLINE, // head, body or answer not done in time
    REFUSAL_CLIENT,   // --per-ip-connections: closed unanswered
    REFUSAL_FULL,     // --max-connections: closed unanswered
    REFUSAL_COUNT,
};

struct refusal_row {
    const char *reason; // for metrics and the log
    unsigned status;    // 0: no answer is sent
    const char *text;   // of the answer
};
extern const struct refusal_row refusal_rows[REFUSAL_COUNT];
