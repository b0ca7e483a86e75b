// SPDX-License-Identifier: MIT
// values: texts and attributes with their holes -> code. Floor: config (template); pure.
// Knows the places: how a hole is escaped there, and where none may stand.
#pragma once

#include "template/compiler.h"

// `text` is the start of what the node says.
void values_text(struct compiler *c, const struct document *document,
    const struct document_node *node, struct span text);
// The text of a style sheet or a program: braces are its own.
void values_raw(
    struct compiler *c, const struct document *document, const struct document_node *node);
// With the blank before it.
void values_attribute(
    struct compiler *c, const struct document *document, const struct attribute *attribute);
// t:text
void values_translation(
    struct compiler *c, const struct document *document, const struct attribute *attribute);
