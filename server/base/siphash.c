// SPDX-License-Identifier: MIT
#include "base/siphash.h"

enum {
    WORD_BYTES = 8,
    ROUNDS_A_WORD = 2,
    ROUNDS_AT_END = 4,
};

static uint64_t rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

static void mix(uint64_t v[4], unsigned rounds)
{
    for (unsigned i = 0; i < rounds; i++) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] = rotate(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] = rotate(v[2], 32);
    }
}

static void add_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    mix(v, ROUNDS_A_WORD);
    v[0] ^= word;
}

static uint64_t little_endian(struct span bytes)
{
    uint64_t word = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        word |= (uint64_t)(unsigned char)bytes.ptr[i] << (8 * i);
    }
    return word;
}

uint64_t siphash(const struct siphash_key *key, struct span bytes)
{
    uint64_t v[4] = {
        key->words[0] ^ UINT64_C(0x736f6d6570736575),
        key->words[1] ^ UINT64_C(0x646f72616e646f6d),
        key->words[0] ^ UINT64_C(0x6c7967656e657261),
        key->words[1] ^ UINT64_C(0x7465646279746573),
    };
    uint64_t last = (uint64_t)bytes.len << 56;
    while (bytes.len >= WORD_BYTES) {
        add_word(v, little_endian(span_until(bytes, WORD_BYTES)));
        bytes = span_from(bytes, WORD_BYTES);
    }
    add_word(v, last | little_endian(bytes));
    v[2] ^= 0xff;
    mix(v, ROUNDS_AT_END);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
