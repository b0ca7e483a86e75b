// SPDX-License-Identifier: MIT
// keys: what a page tells of the keys of providers.yaml, from their tables. Floor: manual.
#pragma once

#include "base/buffer.h"

void keys_top(struct buffer *out);      // of the top level
void keys_provider(struct buffer *out); // of a provider
void keys_parts(struct buffer *out);    // of what is in it: a subsection for each
