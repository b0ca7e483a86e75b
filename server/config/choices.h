// SPDX-License-Identifier: MIT
// choices: words of a closed set (model/words.h). Floor: config; pure. Rules as in values.h.
#pragma once

#include "config/walk.h"

MUST_USE bool choice_word(struct walk *w, const struct field *field, struct value v, void *out);
// A list of them: at least one, none twice; `none` and `client-ip` among methods of authentication
// stand alone.
MUST_USE bool choice_words(struct walk *w, const struct field *field, struct value v, void *out);

// Whether a word of the set says that no login is needed, so that no other can be beside it.
bool choice_stands_alone(const struct word_set *set, unsigned word);

// `none` and `client-ip` are for smtp only: reports them in the `auth` of `map`, a server or a
// provider.
void choice_refuse_no_login(struct walk *w, const struct node *map, const struct word_list *auth);
