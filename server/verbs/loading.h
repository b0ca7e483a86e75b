// SPDX-License-Identifier: MIT
// loading: what the verbs that read providers.yaml share. Floor: verbs.
#pragma once

#include "base/log.h"
#include "state/reload.h"
#include "verbs/options.h"

// The file meant by the options: --config, else ./providers.yaml, else
// /etc/autoconfigd/providers.yaml.
const char *loading_path(const struct options *options);
// Where nobody named a file and there is none: a note on where it was looked for, behind the error.
void loading_note_missing(const char *path, enum file_error error, struct diagnostics *d);
struct load_options loading_options(const struct options *options, const char *path);

// As snapshot_load(), with those lists of --domains-from that are files; of others it tells on
// standard error that only `serve` reads them.
struct snapshot *loading_snapshot(
    const struct options *options, const char *path, struct diagnostics *d, enum file_error *error);

// Loads, and tells on standard error what is wrong. NULL: *code is the exit code, `wrong` where the
// file is there but wrong. Warnings are told, too, unless `quiet`.
struct snapshot *loading_run(const struct options *options, bool quiet, int wrong, int *code);
// The same for another file than the options mean.
struct snapshot *loading_run_file(
    const struct options *options, const char *path, bool quiet, int wrong, int *code);

// The exit code for a main file that cannot be read, `wrong` for all that is no matter of the file
// system.
int loading_exit_code(enum file_error error, int wrong);

// Each diagnostic as a line of the log.
void loading_log(struct log *log, const struct diagnostics *d);
