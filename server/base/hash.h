// SPDX-License-Identifier: MIT
// hash: 64 bits of any bytes, the same on every machine and in every run. Floor: base; pure.
// For tables and ETags; not for secrets.
#pragma once

#include "base/span.h"

uint64_t hash_bytes(struct span bytes);
// FNV-1a, 32 bits: where another document names it.
uint32_t hash_fnv1a_32(struct span bytes);
