// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

// An ETag of today is the ETag of tomorrow, on any machine.
static void hash_is_the_same_everywhere(void **state)
{
    (void)state;
    static const char text[] = "xautoconfig.example.org";
    assert_true(hash_bytes(SPAN("autoconfig.example.org")) ==
                hash_bytes((struct span){text + 1, sizeof text - 2})); // at an odd address
    assert_true(hash_bytes((struct span){NULL, 0}) == hash_bytes(SPAN("")));
}

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

static void names_that_differ_little_hash_apart(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    uint64_t *hashes = test_malloc(COUNT * sizeof *hashes);
    size_t low_bits[256] = {0};
    for (size_t i = 0; i < COUNT; i++) {
        char name[32];
        int len = snprintf(name, sizeof name, "d%zu.example.org", i);
        hashes[i] = hash_bytes((struct span){name, (size_t)len});
        low_bits[hashes[i] & 255]++;
    }
    for (size_t i = 0; i < COUNT_OF(low_bits); i++) { // 390 on average
        assert_in_range(low_bits[i], 200, 600);
    }
    qsort(hashes, COUNT, sizeof *hashes, compare);
    for (size_t i = 1; i < COUNT; i++) {
        assert_true(hashes[i - 1] != hashes[i]);
    }
    test_free(hashes);
}

static void length_and_trailing_zeros_count(void **state)
{
    (void)state;
    static const char zeros[24] = {0};
    for (size_t i = 0; i < sizeof zeros; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_true(hash_bytes((struct span){zeros, i}) != hash_bytes((struct span){zeros, j}));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hash_is_the_same_everywhere),
        cmocka_unit_test(names_that_differ_little_hash_apart),
        cmocka_unit_test(length_and_trailing_zeros_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
