// SPDX-License-Identifier: MIT
// pointer: an answer of Autodiscover v2, which is JSON and says where something else is. Floor:
// doctor; pure.
#pragma once

#include "doctor/settings.h"

// Sets where it leads, and what is wrong with it: FLAW_TYPE, FLAW_HTML, FLAW_BROKEN (no JSON),
// FLAW_OTHER (not Protocol and Url).
void pointer_read(
    struct arena *a, struct span content_type, struct span content, struct settings *out);
