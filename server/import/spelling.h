// SPDX-License-Identifier: MIT
// spelling: the words of other programs' files, as ours. Floor: beside answers (import); pure.
// Letter case does not matter in them.
#pragma once

#include "base/arena.h"
#include "model/words.h"

// "password-cleartext", "OAuth2", "Basic", "SCRAM-SHA-256". *guessed: the word says less than ours.
// False: not known.
MUST_USE bool spelling_auth(struct span text, enum auth *out, bool *guessed);
// "SSL", "STARTTLS", "plain". False: not known.
MUST_USE bool spelling_security(struct span text, enum security *out);
// What is usual at a port.
enum security spelling_security_of_port(struct span port);
// A URL whose bytes as %XX cannot be taken for placeholders: %AE% as %ae%. In `a`.
struct span spelling_url(struct arena *a, struct span text);
// A user name as `username` has it; in `a`. *repaired: a placeholder lacked its last '%'.
struct span spelling_login(struct arena *a, struct span text, bool *repaired);
