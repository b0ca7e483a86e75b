// SPDX-License-Identifier: MIT
// draft: an answer rendered ahead, as far as it is the same for every request. Floor: config
// (template); pure.
// What a request adds, parts of the address and the domain asked for, are gaps; filling them in
// copies a few pieces of text. The result is what template_render() would have written.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "model/pattern.h"
#include "template/program.h"

struct draft;

// `asked`: the view's texts that begin at this very address stand for the domain asked for. The
// draft lives in `keep`, nothing of the view is needed any more. NULL: more gaps or text than
// limits.h allows; render such a one for each request.
const struct draft *draft_make(struct arena *keep, const struct program *program, const void *view,
    size_t language, struct span asked);

// `filling` must not replace user names (filling.login): only rendering can do that.
void draft_write(const struct draft *draft, const struct filling *filling, struct span asked,
    struct buffer *out);
