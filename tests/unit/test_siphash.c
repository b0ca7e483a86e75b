// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/siphash.h"

// The first vectors of the authors' table: key 00 01 … 0f, input 00 01 … of each length.
static void vectors_of_the_authors(void **state)
{
    (void)state;
    static const uint64_t expected[] = {UINT64_C(0x726fdb47dd0e0e31), UINT64_C(0x74f839c593dc67fd),
        UINT64_C(0x0d6c8009d9a94f5a), UINT64_C(0x85676696d7fb7e2d), UINT64_C(0xcf2794e0277187b7),
        UINT64_C(0x18765564cd99a68d), UINT64_C(0xcbc9466e58fee3ce), UINT64_C(0xab0200f58b01d137),
        UINT64_C(0x93f5f5799a932462)};
    const struct siphash_key key = {{UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)}};
    const char input[] = {0, 1, 2, 3, 4, 5, 6, 7};
    for (size_t len = 0; len < COUNT_OF(expected); len++) {
        assert_true(siphash(&key, (struct span){input, len}) == expected[len]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_of_the_authors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
