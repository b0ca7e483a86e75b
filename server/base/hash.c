// SPDX-License-Identifier: MIT
#include "base/hash.h"

#include <endian.h>
#include <string.h>

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
static uint64_t word_at(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return le64toh(word);
}

static uint64_t step(uint64_t lane, uint64_t word)
{
    lane = (lane ^ word) * UINT64_C(0x6A09E667F3BCC909);
    return lane ^ lane >> 32;
}

// Fewer than eight bytes as a number.
static uint64_t word_of(struct span bytes)
{
    uint64_t word = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        word = word << 8 | (unsigned char)bytes.ptr[i];
    }
    return word;
}

// Four lanes side by side: one alone would wait for its own multiplication at every step.
static uint64_t fold_blocks(uint64_t h, struct span *bytes)
{
    uint64_t lanes[4] = {h, UINT64_C(0xBB67AE8584CAA73B), UINT64_C(0x3C6EF372FE94F82B),
        UINT64_C(0xA54FF53A5F1D36F1)};
    struct span rest = *bytes;
    while (rest.len >= 32) {
        lanes[0] = step(lanes[0], word_at(rest.ptr));
        lanes[1] = step(lanes[1], word_at(rest.ptr + 8));
        lanes[2] = step(lanes[2], word_at(rest.ptr + 16));
        lanes[3] = step(lanes[3], word_at(rest.ptr + 24));
        rest = span_from(rest, 32);
    }
    *bytes = rest;
    return mix(mix(mix(lanes[0]) ^ lanes[1]) ^ lanes[2]) ^ lanes[3];
}

uint64_t hash_bytes(struct span bytes)
{
    uint64_t h = UINT64_C(0x9E3779B97F4A7C15) ^ bytes.len;
    struct span rest = bytes;
    if (rest.len >= 32) {
        h = fold_blocks(h, &rest);
    }
    while (rest.len >= 8) {
        h = step(h, word_at(rest.ptr));
        rest = span_from(rest, 8);
    }
    if (rest.len > 0) { // the last eight bytes, of which some have been seen, are sooner read
        h = step(h, bytes.len < 8 ? word_of(rest) : word_at(bytes.ptr + bytes.len - 8));
    }
    return mix(h);
}
