// SPDX-License-Identifier: MIT
// render_body: what rendering and drafting share. Floor: config (template); pure.
#pragma once

#include "base/buffer.h"
#include "model/pattern.h"
#include "template/program_body.h"

// A place in a draft that waits for a request.
struct gap {
    size_t at; // offset in the draft's text
    struct piece piece;
    enum place_kind place;
    bool is_url;   // what is filled in is percent-encoded
    bool is_login; // filled in as user names are
    bool is_asked; // the domain asked for, whatever `piece` says
};

struct drafting {
    struct span asked;
    struct gap gaps[DRAFT_GAPS_MAX];
    size_t count;
    bool failed; // more gaps than that
};

// As template_render(); with `drafting`, leaves gaps.
void render_run(const struct program *program, const void *view, const struct filling *filling,
    size_t language, struct drafting *drafting, struct buffer *out);

void render_text(struct buffer *out, enum place_kind place, struct span text);
// A piece of a value that a request may fill in.
void render_piece(struct buffer *out, enum place_kind place, const struct piece *piece,
    const struct filling *filling, bool is_url);
