// SPDX-License-Identifier: MIT
// token: what names of HTTP consist of. Floor: http; pure. Source: RFC 9110 section 5.6.2.
#pragma once

#include "base/span.h"

bool token_has(char c);
// At least one such character, and no other.
bool token_is(struct span text);
