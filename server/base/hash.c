// SPDX-License-Identifier: MIT
#include "base/hash.h"

// Multiply and fold, eight bytes a step. The constants are the fractional digits of the golden
// ratio and of the square root of 2, made odd.
static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= UINT64_C(0x9E3779B97F4A7C15);
    h ^= h >> 29;
    h *= UINT64_C(0x6A09E667F3BCC909);
    return h ^ h >> 32;
}

// Bytes as a little-endian number, so that all machines agree.
static uint64_t word_at(const char *bytes, size_t len)
{
    uint64_t word = 0;
    for (size_t i = 0; i < len; i++) {
        word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    }
    return word;
}

uint64_t hash_bytes(struct span bytes)
{
    uint64_t h = UINT64_C(0x9E3779B97F4A7C15) ^ bytes.len;
    while (bytes.len >= 8) {
        h = (h ^ word_at(bytes.ptr, 8)) * UINT64_C(0x6A09E667F3BCC909);
        h ^= h >> 32;
        bytes = span_from(bytes, 8);
    }
    return mix(h ^ word_at(bytes.ptr, bytes.len));
}

uint32_t hash_fnv1a_32(struct span bytes)
{
    uint32_t h = UINT32_C(2166136261);
    for (size_t i = 0; i < bytes.len; i++) {
        h = (h ^ (unsigned char)bytes.ptr[i]) * UINT32_C(16777619);
    }
    return h;
}
