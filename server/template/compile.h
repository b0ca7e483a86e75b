// SPDX-License-Identifier: MIT
// compile: template text -> program, every name checked. Floor: config (template); pure but for the
// callback. The language is described in docs/templates.md.
#pragma once

#include "base/diag.h"
#include "template/program.h"

// Finds the text of a template by its name ("autoconfig.xml", "steps/android.xml"): an operator's
// own or the built-in one. False: there is none. *shown is the name for messages.
struct template_files {
    void *context;
    bool (*find)(
        void *context, struct arena *a, struct span name, struct span *text, struct span *shown);
    // Names that begin with `start` and end with `end`, nothing of a deeper folder between; each
    // once, sorted bytewise. Returns how many; *names lives in `a`.
    size_t (*list)(void *context, struct arena *a, struct span start, struct span end,
        const struct span **names);
};

// The program in `keep`, which every thread may run at once. NULL: errors, in `d`.
const struct program *template_compile(struct arena *keep, const struct template_source *source,
    const struct template_files *files, const struct translations *texts, struct diagnostics *d);

// The texts of its style elements (struct span), as they are written: for whoever must name them to
// a browser.
const struct list *template_styles(const struct program *program);
