// SPDX-License-Identifier: MIT
// seed: settings of automx2 (its seed data, JSON) and of go-autoconfig (YAML), as providers. Floor:
// beside answers (import); pure. JSON is YAML here: one reader for both.
#pragma once

#include "import/entry.h"

// Whether `root` is such a file.
bool seed_is_automx2(const struct node *root);
bool seed_is_go_autoconfig(const struct node *root);

// False: nothing of use; reported.
MUST_USE bool seed_automx2(struct import *im, struct span name, const struct node *root);
MUST_USE bool seed_go_autoconfig(struct import *im, struct span name, const struct node *root);
