// SPDX-License-Identifier: MIT
// hash: 64 bits of any bytes, the same on every machine and in every run. Floor: base; pure.
// For tables and ETags; not for secrets.
#pragma once

#include "base/span.h"

uint64_t hash_bytes(struct span bytes);
