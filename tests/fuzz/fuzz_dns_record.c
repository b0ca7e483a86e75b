// SPDX-License-Identifier: MIT
// Any bytes as the data of a DNS record, of each type: a name that is read is one that is harmless
// to print.
#include "fuzz.h"

#include "base/limits.h"
#include "doctor/dns_record.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum record_type types[] = {
        RECORD_A, RECORD_AAAA, RECORD_CNAME, RECORD_MX, RECORD_TXT, RECORD_SRV};
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        struct dns_record record;
        if (!dns_record_read(&a, types[i], (struct span){(const char *)data, size}, &record)) {
            continue;
        }
        assert(record.name.len <= DOMAIN_MAX_BYTES && !span_has(record.name, '\0'));
        for (size_t k = 0; k < record.name.len; k++) {
            char c = record.name.ptr[k];
            assert((ascii_is_alnum(c) && ascii_lower(c) == c) || c == '-' || c == '_' || c == '.');
        }
        assert(types[i] == RECORD_TXT ||
               (record.data.len != 0) == (types[i] == RECORD_A || types[i] == RECORD_AAAA));
        for (size_t k = 0; k < record.data.len; k++) {
            assert(record.data.ptr[k] >= ' ' && record.data.ptr[k] <= '~');
        }
    }
    arena_finish(&a);
    return 0;
}
