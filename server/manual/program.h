// SPDX-License-Identifier: MIT
// program: what a page tells of autoconfigd's command line, from its tables. Floor: manual.
#pragma once

#include "base/buffer.h"

void program_synopsis(struct buffer *out);
void program_verbs(struct buffer *out);
void program_options(struct buffer *out);
void program_examples(struct buffer *out);
