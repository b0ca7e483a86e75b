// SPDX-License-Identifier: MIT
// rows: what a query gives, as lines on standard output, and why it does not, on standard error.
// Floor: sources.
#pragma once

#include <sysexits.h>

#include "base/span.h"

enum {
    CONNECT_MAX_S = 8, // both together are less than the runner's patience, so that what took
    QUERY_MAX_S = 20,  // too long is told by who knows it
};

// A value that could be taken for two, or for a comment, is made one that is no domain; a NULL
// pointer is SQL's NULL. False: nobody reads any more.
MUST_USE bool rows_print(const char *domain, const char *provider);
// False: not all could be written.
MUST_USE bool rows_end(void);

// Whether a query gives what rows_print() takes; else says so.
MUST_USE bool rows_check_columns(const char *program, size_t columns);

// "PROGRAM: TEXT", the first line of `text` only. Returns `code`.
int rows_fail(const char *program, int code, struct span text);
