// SPDX-License-Identifier: MIT
// values: texts of the file become members of structs. Floor: config; pure.
// All: `out` is the member, of the type that the field's kind says. What is wrong is reported at
// the value's place; false then, and *out is untouched.
#pragma once

#include "config/walk.h"

MUST_USE bool value_text(struct walk *w, const struct field *field, struct value v, void *out);
MUST_USE bool value_tag(struct walk *w, const struct field *field, struct value v, void *out);
MUST_USE bool value_colour(struct walk *w, const struct field *field, struct value v, void *out);
MUST_USE bool value_address(struct walk *w, const struct field *field, struct value v, void *out);
MUST_USE bool value_label(struct walk *w, const struct field *field, struct value v, void *out);
// A path, made relative to the working directory instead of the file that holds it.
MUST_USE bool value_path(struct walk *w, const struct field *field, struct value v, void *out);
// `field` may be NULL.
MUST_USE bool value_login(struct walk *w, const struct field *field, struct value v, void *out);

// A struct list of struct text: one text, or a map of language tag to text.
MUST_USE bool value_texts(struct walk *w, const struct field *field, struct value v, void *out);

// That the placeholders of `text`, which stands at `at`, are known ones.
MUST_USE bool value_check_placeholders(struct walk *w, struct place at, struct span text);

// `text` as a pattern in `keep`.
MUST_USE bool value_pattern(
    struct walk *w, struct place at, struct span text, const struct pattern **out);

// The form of a language tag (BCP 47): "de", "zh-Hans".
MUST_USE bool value_is_tag(struct walk *w, struct place at, struct span text);
