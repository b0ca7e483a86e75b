// SPDX-License-Identifier: MIT
// template_demo: a view with a member of every kind, for tests and fuzzing of templates.
#pragma once

#include "model/provider.h"
#include "template/compile.h"
#include "template/render.h"

struct demo {
    struct span plain, nasty, empty, broken;
    const struct pattern *label, *url, *link, *login, *host, *none;
    uint16_t port, no_port;
    uint32_t number, zero, ttl_s;
    bool yes, no;
    uint8_t security, kind;
    struct word_list auth, unsaid;
    struct list domains;  // struct name
    struct list scopes;   // struct span
    struct list texts;    // struct text
    struct list servers;  // struct server
    struct list pages;    // struct help_page
    struct list pointers; // const struct server *
    struct list nothing;  // struct span
    const struct demo *self, *nobody;
    struct support support;
};

extern const struct record demo_record;
extern const struct demo demo_view;
extern const struct filling demo_filling; // of "a b+c&d@example.com"

// English, Russian (one text less) and Hebrew (braces that are no holes), in `a`.
void demo_texts(struct arena *a, struct translations *out);
