// SPDX-License-Identifier: MIT
// providers: providers.yaml with its includes, read, checked and made whole. Floor: config; pure
// but for `reader`.
#pragma once

#include "base/reader.h"
#include "model/provider.h"

// Reads `path`. What is wrong goes to `d`, all of it in one run; the result lives in `keep`.
// False: there were errors (d->errors counts them), or the file itself cannot be read (*file_error
// says why, and a diagnostic, too). Warnings alone are success.
// `has_lists`: domains come from elsewhere, too, so that a provider needs none here.
MUST_USE bool providers_load(struct arena *keep, const struct reader *reader, const char *path,
    bool has_lists, struct diagnostics *d, struct configuration *out, enum file_error *file_error);
