// SPDX-License-Identifier: MIT
#include "answers/url.h"

#include "base/buffer.h"

bool url_general(struct arena *a, const struct pattern *url, struct span domain, struct span *out)
{
    struct buffer text;
    struct span kept;
    struct span segment;
    size_t room = url->source.len + url->count * domain.len;
    buffer_init_fixed(&text, arena_alloc(a, room), room);
    for (size_t i = 0; i < url->count; i++) {
        const struct piece *piece = &url->pieces[i];
        switch (piece->kind) {
        case PIECE_LITERAL:
            buffer_add(&text, piece->text);
            break;
        case PIECE_DOMAIN:
            if (domain.len == 0) {
                return false;
            }
            buffer_add(&text, domain);
            break;
        case PIECE_ADDRESS:
        case PIECE_LOCALPART:
            kept = buffer_span(&text);
            (void)!span_cut(kept, '?', &kept, &segment); // a query goes with its path
            if (!span_cut_last(kept, '/', &kept, &segment) || span_ends_with(kept, SPAN("/"))) {
                return false;
            }
            *out = (struct span){kept.ptr, kept.len + 1}; // with its last '/'
            return true;
        }
    }
    *out = buffer_span(&text);
    return true;
}

struct span url_authority(struct span url, struct span *path)
{
    struct span scheme;
    struct span rest = url;
    size_t end = 0;
    (void)!span_cut(url, ':', &scheme, &rest);
    rest = span_from(rest, span_starts_with(rest, SPAN("//")) ? 2 : 0);
    while (end < rest.len && !span_has(SPAN("/?#"), rest.ptr[end])) {
        end++;
    }
    *path = span_from(rest, end);
    return span_until(rest, end);
}
