// SPDX-License-Identifier: MIT
// import: other programs' settings, made one providers.yaml. Floor: beside answers; pure.
#pragma once

#include "config/write.h"

// A providers.yaml in the making.
struct import {
    struct arena *keep;
    struct diagnostics *d;
    struct comments comments;
    struct node *root, *providers;
    struct item *last;   // of the providers
    struct map keys;     // of providers
    struct map domains;  // -> struct import_owner *
    struct map mx_names; // likewise
};

// All lives in `a`; what makes a file useless goes to `d`.
void import_init(struct import *im, struct arena *a, struct diagnostics *d);
// Adds what `content` holds, which must live as long; its kind is seen from the content. False:
// nothing, and why was reported.
MUST_USE bool import_file(struct import *im, struct span name, struct span content);
// Reports, for the file `name`, that nothing can be made of it; false.
bool import_refuse(struct import *im, struct span name, const char *what);
// The whole as YAML. False: it is larger than a providers.yaml may be.
MUST_USE bool import_write(const struct import *im, struct buffer *out);
