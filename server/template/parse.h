// SPDX-License-Identifier: MIT
// parse: the text of a template -> document. Floor: config (template); pure. libxml2's door.
// Reads nothing but that text: no external entity, no DTD, and none inside the file.
#pragma once

#include "template/document.h"

// The tree lives in `a`, and `text` must as long; `shown` is the file's name in messages. NULL:
// errors, in `d`.
const struct document *parse_document(
    struct arena *a, struct span name, struct span shown, struct span text, struct diagnostics *d);

// Version of libxml2, static.
const char *parse_library_version(void);
