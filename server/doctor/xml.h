// SPDX-License-Identifier: MIT
// xml: what somebody sent, as elements. Floor: doctor; libxml2's home in this program.
// Nothing outside the text is ever opened; a DOCTYPE, with which all tricks begin, ends the
// reading.
#pragma once

#include "base/arena.h"

struct attribute {
    struct span name, value;
    struct attribute *next;
};

struct element {
    struct span name; // without its prefix
    struct span space;
    struct span text; // all that stands directly in it, as written
    struct attribute *attributes;
    struct element *outer, *first, *last, *next;
};

enum schema {
    SCHEMA_AUTOCONFIG,
    SCHEMA_AUTODISCOVER,
};

// The root element in `a`; NULL: no XML, *why says what is wrong and in which line.
struct element *xml_read(struct arena *a, struct span text, struct span *why);
// What is first wrong with a text that xml_read() takes, by tests/schemas; empty: nothing.
struct span xml_validate(struct arena *a, struct span text, enum schema schema);

// The first element of that name in `outer`; NULL: there is none.
const struct element *xml_find(const struct element *outer, const char *name);
// Its text without blanks around; empty: there is no such element.
struct span xml_text(const struct element *outer, const char *name);
struct span xml_attribute(const struct element *element, const char *name);
