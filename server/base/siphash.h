// SPDX-License-Identifier: MIT
// siphash: a hash with a secret key. Floor: base; pure.
// Who does not know the key can neither tell two inputs from two others by their hashes, nor choose
// inputs that collide. Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF"
// (SipHash-2-4).
#pragma once

#include "base/span.h"

struct siphash_key {
    uint64_t words[2];
};

uint64_t siphash(const struct siphash_key *key, struct span bytes);
