// SPDX-License-Identifier: MIT
// program: a template as it is run: a flat list of instructions. Floor: config (template); pure.
// Made by compile.c, run by render.c; nobody else looks inside.
#pragma once

#include "base/limits.h"
#include "model/fields.h"
#include "model/text.h"

struct program; // laid out in program_body.h for compile.c and render.c

// What a template is written against.
struct template_source {
    const char *file;          // "autoconfig.xml"
    const struct record *root; // the names it may use
    enum words_format words;   // the column its words come from
};
