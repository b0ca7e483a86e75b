// SPDX-License-Identifier: MIT
// xml: an XML file as elements, with its comments. Floor: beside answers (import); pure. libxml2's
// door. Nothing is read but the text given: a DOCTYPE is refused, and entities with it. Bounded:
// size and depth (base/limits.h).
#pragma once

#include "base/diag.h"

struct xml_attribute {
    struct span name, value; // without prefix; blanks around the value off
    struct xml_attribute *next;
};

struct xml_element {
    struct span name;    // without prefix
    struct span text;    // directly in it; runs of blanks are one, none at the ends
    struct span comment; // those before it, and those behind its last child; lines
    uint32_t line;
    struct xml_attribute *attributes;
    struct xml_element *children;
    struct xml_element *next;
};

// All in `a`. NULL: what is wrong is in `d`, where the file is made known as `name`.
const struct xml_element *xml_read(
    struct arena *a, struct span name, struct span content, struct diagnostics *d);

// An empty span where there is none.
struct span xml_attribute(const struct xml_element *element, const char *name);
// The first child so called, NULL: none.
const struct xml_element *xml_child(const struct xml_element *element, const char *name);
// Its text; empty where there is none.
struct span xml_child_text(const struct xml_element *element, const char *name);
// The comments of an element and of what is in it, two levels deep, as lines in `a`.
struct span xml_comments(struct arena *a, const struct xml_element *element);
