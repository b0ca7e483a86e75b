// SPDX-License-Identifier: MIT
#include "verbs/public_url.h"

#include "base/limits.h"

bool public_url_read(
    struct arena *a, const struct options *options, struct span *out, struct span *error)
{
    struct span start = SPAN("https://");
    struct span url = span_from_c(options_value(options, OPTION_PUBLIC_URL));
    bool fine = url.len == 0 || (span_starts_with(url, start) && url.len > start.len &&
                                    url.len <= PUBLIC_URL_MAX_BYTES);
    for (size_t i = start.len; fine && i < url.len; i++) {
        fine = ascii_is_alnum(url.ptr[i]) || span_has(SPAN("-._~:/[]%"), url.ptr[i]);
    }
    if (!fine) {
        *error =
            arena_format(a, "option '--public-url': '%.*s' is not an https URL", SPAN_ARGS(url));
        return false;
    }
    while (span_ends_with(url, SPAN("/"))) {
        url.len--;
    }
    *out = url;
    return true;
}
