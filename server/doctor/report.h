// SPDX-License-Identifier: MIT
// report: what was found, for people or for programs. Floor: doctor.
#pragma once

#include "base/buffer.h"
#include "doctor/checks.h"

struct report {
    const struct visit *visit;
    const struct findings *findings;
    const struct journey *journeys; // one a client
    bool color, quiet;              // quiet: what is not well, alone
    size_t width;                   // columns; 0: lines as long as they are
};

void report_table(const struct report *r, struct buffer *out);
// False: no memory for it.
MUST_USE bool report_json(const struct report *r, struct buffer *out);
