// SPDX-License-Identifier: MIT
// schemas: tests/schemas, put into the program when it is built. Floor: doctor; pure.
#pragma once

#include "base/span.h"

// False: there is no such file. *text is static, with a NUL behind it.
MUST_USE bool schema_find(struct span name, struct span *text);
