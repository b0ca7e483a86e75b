// SPDX-License-Identifier: MIT
// public_url: --public-url, which begins absolute links. Floor: verbs.
#pragma once

#include "verbs/options.h"

// *out: without its last '/'; empty: not given. False: it is no https URL, and *error says so.
MUST_USE bool public_url_read(
    struct arena *a, const struct options *options, struct span *out, struct span *error);
