// SPDX-License-Identifier: MIT
// urls: addresses of services and pages. Floor: config; pure. Rules as in values.h.
// Kept with a lower-case scheme and a host of A-labels; no login in them, no character that a URL
// cannot hold.
#pragma once

#include "config/walk.h"

// https; http, with a warning, where the field says so; a bare host where the field says so.
MUST_USE bool url_read(struct walk *w, const struct field *field, struct value v, void *out);

// https or wss.
MUST_USE bool url_web_socket(struct walk *w, struct value v, const struct pattern **out);
