// SPDX-License-Identifier: MIT
// directives: the attributes of our name space on an element. Floor: config (template); pure.
#pragma once

#include "template/compiler.h"

enum directive {
    DIRECTIVE_EACH,
    DIRECTIVE_IF,
    DIRECTIVE_UNLESS,
    DIRECTIVE_TEXT,
    DIRECTIVE_INCLUDE,
    DIRECTIVE_COUNT,
};

// By directive; NULL: the element has none.
struct directives {
    const struct attribute *is[DIRECTIVE_COUNT];
};

// Unknown ones are errors.
void directives_read(struct compiler *c, const struct document *document,
    const struct document_node *element, struct directives *out);

// t:each: opens its loop and variable. False: wrong, and *opened says whether there is a variable.
MUST_USE bool directives_each(struct compiler *c, const struct document *document,
    const struct attribute *attribute, uint32_t *loop, bool *opened);
// t:if (`wanted`) and t:unless. False: wrong; else *test is to be landed where the element ends.
MUST_USE bool directives_condition(struct compiler *c, const struct document *document,
    const struct attribute *attribute, bool wanted, uint32_t *test);
