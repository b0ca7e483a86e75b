// SPDX-License-Identifier: MIT
// Any bytes as what servers of mail say they can do, a line after the other.
#include "fuzz.h"

#include "doctor/dialect.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (unsigned service = SERVICE_IMAP; service <= SERVICE_SMTP; service++) {
        const struct dialect *dialect = dialect_find((enum service)service);
        struct abilities abilities = {0};
        struct span line;
        struct span rest = {(const char *)data, size};
        while (span_cut(rest, '\n', &line, &rest)) {
            unsigned before = abilities.auths;
            dialect_read_line(dialect, span_trim(line), &abilities);
            assert((abilities.auths & before) == before); // nothing is taken back
        }
        unsigned auths = dialect_auths(dialect, &abilities);
        assert((auths & abilities.auths) == abilities.auths && auths < 1U << AUTH_COUNT);
    }
    return 0;
}
