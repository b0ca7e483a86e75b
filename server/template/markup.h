// SPDX-License-Identifier: MIT
// markup: what is special about elements and attributes of the formats we write. Floor: config
// (template); pure. Source: HTML Living Standard, sections 13.1.2 (void and raw text elements)
// and 8.1.8 (handlers). Names are compared without letter case, as HTML readers do.
#pragma once

#include "base/span.h"

// HTML has no end tag for it: <br>.
bool markup_is_void(struct span element);
// Its text is a program or a style sheet, which no escaping makes safe.
bool markup_is_raw(struct span element);
// Its value is a URL.
bool markup_is_url(struct span attribute);
// Its value is a program, a style sheet or a whole page.
bool markup_is_code(struct span attribute);
// A URL that begins like this runs, or shows as a page, what follows.
bool markup_is_code_url(struct span start);
