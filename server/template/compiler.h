// SPDX-License-Identifier: MIT
// compiler: what the stages of one compilation share. Floor: config (template); pure.
// compile.c walks the tree and calls directives.c (t: attributes) and values.c (texts and
// attributes), which look names up in `scope` and write to `code`.
#pragma once

#include "template/code.h"
#include "template/compile.h"
#include "template/document.h"
#include "template/resolve.h"

struct compiler {
    struct arena *keep;   // of the program
    struct arena scratch; // of this compilation
    const struct template_files *files;
    const struct translations *texts; // may have no language
    struct diagnostics *d;
    struct scope scope;
    struct code code;
    bool html;
};
