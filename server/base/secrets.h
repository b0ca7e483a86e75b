// SPDX-License-Identifier: MIT
// secrets: what must never be shown of a file. Floor: base; pure.
// It goes by the text alone, for a file may be too broken to be read, and a key misspelt: rather
// too much is hidden than too little.
#pragma once

#include "base/span.h"

// A key whose value is a secret: "client_secret", "password", a near miss of them.
bool secrets_is_key(struct span word);

// Puts `mask` over the values of such keys in `text`, YAML or a piece of it; line feeds stay.
void secrets_hide(char *text, size_t len, char mask);
