// SPDX-License-Identifier: MIT
// yaml_bytes: are these bytes a text that a person wrote? Asked before libyaml sees them. Floor:
// config; pure.
#pragma once

#include "base/diag.h"

// By its mark, or by the NUL beside the first letter.
bool yaml_bytes_is_utf16(struct span bytes);

// A byte order mark of UTF-8 taken off.
struct span yaml_bytes_without_mark(struct span bytes);

// UTF-8 without control characters, with plain line ends, no tag directives. False: the first that
// is wrong is reported in `d`, with its place in `file`.
MUST_USE bool yaml_bytes_check(struct span text, uint32_t file, struct diagnostics *d);

// Blanks of other keyboards and of word processors, which look like those of YAML. The first in
// `line`, as an offset; taken off at both ends of *text. False: there is none.
MUST_USE bool yaml_bytes_find_foreign_blank(struct span line, size_t *offset);
MUST_USE bool yaml_bytes_trim(struct span *text);

// Control characters, line separators, invisible marks: what no value may hold. Tab and line feed
// are fine.
bool yaml_bytes_is_control(uint32_t character);
