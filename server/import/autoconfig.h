// SPDX-License-Identifier: MIT
// autoconfig: Thunderbird's autoconfig XML as providers. Floor: beside answers (import); pure.
// Takes what occurs in the public data base and in other programs' answers: versions 1.1 and 1.2,
// old spellings, elements out of their place.
#pragma once

#include "import/entry.h"
#include "import/xml.h"

// False: nothing of use; reported.
MUST_USE bool import_autoconfig(
    struct import *im, struct span name, const struct xml_element *root);
