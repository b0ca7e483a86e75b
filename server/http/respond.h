// SPDX-License-Identifier: MIT
// respond: finds the answer to a request that is wholly here, sends, counts and logs it. Floor:
// http.
#pragma once

#include <microhttpd.h>

#include "http/loop.h"

// The answer, or the refusal that the connection holds. MHD_NO: neither can be sent.
enum MHD_Result respond(struct door *door, struct MHD_Connection *library,
    struct connection *connection, const char *method);

// Counts and logs a request that never got so far: the library refused it, or the client went away.
void respond_unanswered(
    struct door *door, struct MHD_Connection *library, const struct connection *connection);
