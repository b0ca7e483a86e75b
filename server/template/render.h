// SPDX-License-Identifier: MIT
// render: a program and its view -> bytes, in one pass, without allocation but `out`'s growth.
// Floor: config (template); pure.
#pragma once

#include "base/buffer.h"
#include "model/pattern.h"
#include "template/program.h"

// `view` is the struct that the program's root record describes. `language` is an index of the
// translations it was compiled with. Whether all fitted: buffer_ok(out).
void template_render(const struct program *program, const void *view, const struct filling *filling,
    size_t language, struct buffer *out);
