// SPDX-License-Identifier: MIT
#include "http/refusal.h"

const struct refusal_row refusal_rows[REFUSAL_COUNT] = {
    [REFUSAL_NONE] = {"none", 0, ""},
    [REFUSAL_TARGET] = {"target", 400, "malformed request target"},
    [REFUSAL_TARGET_LONG] = {"target_long", 414, "request target too long"},
    [REFUSAL_HEADER] = {"header", 400, "malformed header"},
    [REFUSAL_HEAD_LARGE] = {"head_large", 431, "request header fields too large"},
    [REFUSAL_HOST] = {"host", 400, "exactly one valid Host header is needed"},
    [REFUSAL_LENGTH] = {"length", 400, "malformed Content-Length"},
    [REFUSAL_CODING] = {"coding", 400, "misplaced Transfer-Encoding"},
    [REFUSAL_CODING_UNKNOWN] = {"coding_unknown", 501, "unknown Transfer-Encoding"},
    [REFUSAL_BODY_LARGE] = {"body_large", 413, "request body too large"},
    [REFUSAL_STALLED] = {"stalled", 400, "malformed chunked body"},
    [REFUSAL_RATE] = {"rate", 429, "too many requests"},
    [REFUSAL_DEADLINE] = {"deadline", 408, "request not complete in time"},
    [REFUSAL_CLIENT] = {"client_connections", 0, ""},
    [REFUSAL_FULL] = {"connections", 0, ""},
};
