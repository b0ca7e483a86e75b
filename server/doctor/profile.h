// SPDX-License-Identifier: MIT
// profile: an Apple configuration profile, signed or not, read. Floor: doctor.
#pragma once

#include "doctor/settings.h"

// Adds its mail accounts to `out`, and what is wrong with it.
void profile_read(
    struct arena *a, struct span content_type, struct span content, struct settings *out);
