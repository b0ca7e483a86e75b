// SPDX-License-Identifier: MIT
// monogramm: the environment variables of Monogramm's autodiscover-email-settings, as providers.
// Floor: beside answers (import); pure. From a file of NAME=VALUE lines (.env), or from the
// services of a docker-compose.yml.
#pragma once

#include "import/entry.h"

// Whether every line that says anything is NAME=VALUE.
bool monogramm_is_environment(struct span content);
bool monogramm_is_compose(const struct node *root);

// False: none of the variables is there; reported.
MUST_USE bool monogramm_environment(struct import *im, struct span name, struct span content);
MUST_USE bool monogramm_compose(struct import *im, struct span name, const struct node *root);
