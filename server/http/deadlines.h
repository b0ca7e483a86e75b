// SPDX-License-Identifier: MIT
// deadlines: ends connections that take too long. Floor: http.
#pragma once

#include "http/loop.h"

// Looks at each of the pool's connections: is its state's deadline over? has its peer gone, or
// stalled, in a way that the library does not notice?
void deadlines_sweep(struct loop *loop, struct connection_pool *pool, int64_t now_ms);
