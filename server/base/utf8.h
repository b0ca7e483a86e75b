// SPDX-License-Identifier: MIT
// utf8: reading UTF-8 strictly (RFC 3629: no overlong forms, no surrogates). Floor: base; pure.
#pragma once

#include "base/span.h"

// Length in bytes (1..4) of the character that begins `text`, its code point in *out. 0: `text` is
// empty or does not begin with a whole, legal character.
size_t utf8_next(struct span text, uint32_t *out);
// True: all is legal. False: *at is the offset of the first byte that is not.
MUST_USE bool utf8_check(struct span text, size_t *at);
// Characters in legal UTF-8; bytes that are not legal count one each.
size_t utf8_count(struct span text);
// The first `count` characters.
struct span utf8_until(struct span text, size_t count);
