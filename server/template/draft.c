// SPDX-License-Identifier: MIT
#include "template/draft.h"

#include "base/escape.h"
#include "template/render_body.h"

#include <string.h>

struct draft {
    struct span text;
    const struct gap *gaps; // in the order of their places
    size_t count;
};

const struct draft *draft_make(struct arena *keep, const struct program *program, const void *view,
    size_t language, struct span asked)
{
    static const struct filling nothing = {.login = NULL};
    struct drafting drafting = {.asked = asked};
    struct buffer text;
    buffer_init(&text, DRAFT_MAX_BYTES);
    render_run(program, view, &nothing, language, &drafting, &text);
    struct draft *draft = NULL;
    if (buffer_ok(&text) && !drafting.failed) {
        struct gap *gaps = arena_array(keep, drafting.count, sizeof *gaps);
        memcpy(gaps, drafting.gaps, drafting.count * sizeof *gaps);
        for (size_t i = 0; i < drafting.count; i++) {
            gaps[i].piece.text = arena_copy(keep, gaps[i].piece.text);
        }
        draft = arena_alloc(keep, sizeof *draft);
        *draft = (struct draft){arena_copy(keep, buffer_span(&text)), gaps, drafting.count};
    }
    buffer_finish(&text);
    return draft;
}

// Of a request's texts, which come in many gaps, but need escaping rarely.
static bool is_plain(const struct filling *filling)
{
    return escape_xml_is_plain(filling->address) && escape_xml_is_plain(filling->local) &&
           escape_xml_is_plain(filling->domain);
}

void draft_write(
    const struct draft *draft, const struct filling *filling, struct span asked, struct buffer *out)
{
    const struct filling for_login = filling_for_login(filling);
    const bool plain = is_plain(filling);
    size_t written = 0;
    for (size_t i = 0; i < draft->count; i++) {
        const struct gap *gap = &draft->gaps[i];
        buffer_add(out, span_until(span_from(draft->text, written), gap->at - written));
        written = gap->at;
        if (gap->is_asked) {
            render_text(out, gap->place, asked);
            continue;
        }
        const struct filling *used = gap->is_login ? &for_login : filling;
        bool filled;
        struct span text = pattern_piece(&gap->piece, used, &filled);
        if (filled && plain && !gap->is_url && gap->place != PLACE_URI) {
            buffer_add(out, text);
        } else {
            render_piece(out, gap->place, &gap->piece, used, gap->is_url);
        }
    }
    buffer_add(out, span_from(draft->text, written));
}
