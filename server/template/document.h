// SPDX-License-Identifier: MIT
// document: a template file as a tree, made by parse.h. Floor: config (template); pure.
// It has no comments, no XML declaration and no declaration of our own name space. Places are found
// when they are asked for, from the text of the file.
#pragma once

#include "base/diag.h"

#define TEMPLATE_NAMESPACE "urn:autoconfigd:template"

enum document_node_kind {
    DOCUMENT_ELEMENT,
    DOCUMENT_TEXT,
};

struct attribute {     // or the declaration of a name space
    struct span name;  // as written: "xml:lang", "xmlns:x"
    struct span local; // without prefix: "lang"
    struct span value; // entities replaced
    size_t at;         // offset of the value in the file
    bool ours;         // in TEMPLATE_NAMESPACE
    struct attribute *next;
};

struct document_node {
    enum document_node_kind kind;
    bool ours; // element: in TEMPLATE_NAMESPACE
    size_t at; // offset of its first byte in the file
    struct span name, local;
    struct attribute *attributes; // declarations first, then in the file's order
    struct span text;             // entities replaced
    struct document_node *children;
    struct document_node *next;
};

struct document {
    struct span name;    // as templates call it
    struct span text;    // the file
    uint32_t file;       // its number among the diagnostics' files
    struct span doctype; // as written; empty: none
    const struct document_node *root;
};

// The place of `length` bytes from offset `at`.
struct place document_place(const struct document *document, size_t at, size_t length);
// The place of an attribute's value.
struct place document_value(const struct document *document, const struct attribute *attribute);
// Offset of the brace '{' that is number `count` (from 0) from offset `at` on; `at` if there are
// fewer.
size_t document_brace(const struct document *document, size_t at, size_t count);
