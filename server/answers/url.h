// SPDX-License-Identifier: MIT
// url: a provider's URLs where no address is known. Floor: answers; pure.
// The configuration has checked them: scheme, authority and characters are right.
#pragma once

#include "model/pattern.h"

// The URL up to the path segment that a person's address begins in; a query goes with its path.
// False: nothing of it but the scheme is left, or it wants a domain and `domain` is empty.
MUST_USE bool url_general(
    struct arena *a, const struct pattern *url, struct span domain, struct span *out);

// "https://Example.com:443/path?query" -> "Example.com:443", "/path?query"
struct span url_authority(struct span url, struct span *path);
