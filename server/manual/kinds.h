// SPDX-License-Identifier: MIT
// kinds: one value of providers.yaml as a JSON Schema says it, by its kind. Floor: manual.
// A schema sees what YAML made of a text: a number is a text to the loader, so texts may be numbers
// here, and numbers texts of digits.
#pragma once

#include <jansson.h>

#include "model/fields.h"

// What several keys share: "#/$defs/NAME" of kinds_ref(). The caller owns the result.
json_t *kinds_definitions(void);

// {"$ref": "#/$defs/NAME"}
json_t *kinds_ref(const char *name);

// What a value of that kind is, for people: "a host name"; NULL: its help says it.
const char *kinds_what(const struct field *field);

// The value of a field, which is of no kind that needs a record; bounds and words included.
json_t *kinds_value(const struct field *field, bool http_too);

// A list of words. `alone`: of those that stand alone, so one; else of all others.
json_t *kinds_words(const struct word_set *words, bool alone);
