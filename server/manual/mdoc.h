// SPDX-License-Identifier: MIT
// mdoc: text for a manual page, in the language of mdoc(7). Floor: manual; pure.
#pragma once

#include "base/buffer.h"

// A line of text as help and messages are written, "in small letters, without a full stop", made
// sentences of: a capital at its head if that is a word of people, a full stop, each sentence on a
// line of its own.
void mdoc_sentence(struct buffer *out, const char *text);

// A word, or several, as the argument of a macro.
void mdoc_argument(struct buffer *out, const char *text);
