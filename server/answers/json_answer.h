// SPDX-License-Identifier: MIT
// json_answer: JSON documents as answers, built by jansson. Floor: answers; pure, but jansson takes
// memory of its own while one is built.
// Members stand in the order in which they were set, without a blank or a line end between or after
// them, and nothing is escaped that JSON lets stand: the same values are the same bytes.
#pragma once

#include "answers/answer.h"

#include <jansson.h>

// Puts `value` (which is `object`'s from now on) under `key`.
void json_answer_set(json_t *object, const char *key, json_t *value);
// The same with a text, which must be UTF-8.
void json_answer_set_text(json_t *object, const char *key, struct span text);
// Puts `value` behind the others of `array`.
void json_answer_append(json_t *array, json_t *value);

// `document` (released) as the body, not to be cached. False: it did not fit, and that is answered.
MUST_USE bool json_answer(
    struct answer *answer, unsigned status, enum answer_result result, json_t *document);
