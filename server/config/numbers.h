// SPDX-License-Identifier: MIT
// numbers: ports, counts, durations, true and false. Floor: config; pure. Rules as in values.h.
// Nothing is guessed: 0143 and 993.0 are no ports, `yes` is not true.
#pragma once

#include "config/walk.h"

MUST_USE bool number_port(struct walk *w, const struct field *field, struct value v, void *out);
MUST_USE bool number_count(struct walk *w, const struct field *field, struct value v, void *out);
MUST_USE bool number_seconds(struct walk *w, const struct field *field, struct value v, void *out);
MUST_USE bool number_bool(struct walk *w, const struct field *field, struct value v, void *out);

// A port; `text` may be a part of what stands at `at` ("HOST:PORT").
MUST_USE bool number_port_of(struct walk *w, struct place at, struct span text, uint16_t *out);
