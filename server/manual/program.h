// SPDX-License-Identifier: MIT
// program: what pages tell of the programs' command lines, from their tables. Floor: manual.
#pragma once

#include "base/buffer.h"

void program_synopsis(struct buffer *out);
void program_verbs(struct buffer *out);
void program_options(struct buffer *out);
void program_examples(struct buffer *out);
void program_doctor(struct buffer *out); // autoconfig-doctor's options
