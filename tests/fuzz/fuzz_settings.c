// SPDX-License-Identifier: MIT
// Any bytes as a document of settings, the first of them saying of which language: what comes out
// of it lies within bounds, and is the same when it is read again.
#include "fuzz.h"

#include "doctor/settings.h"

#include <assert.h>

static void check(const struct settings *s)
{
    assert(s->count <= CLAIMS_MAX);
    for (size_t i = 0; i < s->count; i++) {
        const struct claim *claim = &s->claims[i];
        assert(claim->service <= SERVICE_SMTP && claim->security < SECURITY_COUNT);
        assert(claim->port != 0 && claim->auths < 1U << AUTH_COUNT);
        assert(settings_find(s, claim->service)->service == claim->service);
    }
    bool redirects = (s->flaws & FLAW_REDIRECTS) != 0;
    assert(redirects == ((s->redirect_url.len == 0) != (s->redirect_address.len == 0)));
    assert(!redirects || s->count == 0);
    assert((s->flaws & (FLAW_BROKEN | FLAW_DOCTYPE | FLAW_HTML)) == 0 || s->count == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum format formats[] = {
        FORMAT_AUTOCONFIG, FORMAT_AUTODISCOVER, FORMAT_PROFILE, FORMAT_POINTER};
    if (size == 0) {
        return 0;
    }
    enum format format = formats[data[0] % COUNT_OF(formats)];
    struct span text = {(const char *)data + 1, size - 1};
    struct arena a;
    arena_init(&a);
    const struct settings *s = settings_read(&a, format, SPAN("text/xml"), text);
    const struct settings *again = settings_read(&a, format, SPAN("text/xml"), text);
    check(s);
    assert(s->flaws == again->flaws && s->count == again->count);
    arena_finish(&a);
    return 0;
}
