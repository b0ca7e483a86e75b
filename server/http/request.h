// SPDX-License-Identifier: MIT
// request: what an answer is asked, from what came over a connection. Floor: http.
#pragma once

#include "http/shared.h"

struct connection;

// Fills *out, but for its arena, and *origin. The request's spans last as long as the request.
void request_fill(const struct shared *shared, const struct connection *connection,
    const char *method, struct request *out, struct origin *origin);
