// SPDX-License-Identifier: MIT
// schema: a document beside tests/schemas, which are in the program. Floor: doctor; a door of
// libxml2's. No file is opened, whatever a document or a schema names.
#pragma once

#include "base/arena.h"

enum schema {
    SCHEMA_AUTOCONFIG_1_1,
    SCHEMA_AUTOCONFIG_1_2,
    SCHEMA_AUTODISCOVER,
};

// What is first wrong with a text that xml_read() takes; empty: nothing.
struct span schema_check(struct arena *a, struct span text, enum schema schema);
