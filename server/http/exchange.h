// SPDX-License-Identifier: MIT
// exchange: one request and its answer, as the library calls for them. Floor: http.
#pragma once

#include <microhttpd.h>

#include "http/loop.h"

// The library's callbacks; the first argument is the door. In the order of their calls: may this
// address connect? it has connected (and, in the end, is gone); the request line is here; the head
// is here, then pieces of the body, then the end; the request is over.
enum MHD_Result exchange_accept(void *door, const struct sockaddr *address, socklen_t len);
void exchange_connection(void *door, struct MHD_Connection *library, void **socket_context,
    enum MHD_ConnectionNotificationCode what);
void *exchange_target(void *door, const char *target, struct MHD_Connection *library);
enum MHD_Result exchange_request(void *door, struct MHD_Connection *library, const char *path,
    const char *method, const char *version, const char *body, size_t *body_len, void **context);
void exchange_completed(void *door, struct MHD_Connection *library, void **context,
    enum MHD_RequestTerminationCode how);
