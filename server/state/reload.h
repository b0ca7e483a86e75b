// SPDX-License-Identifier: MIT
// reload: from files to a snapshot, and to the next one. Floor: state. The only pure-looking thing
// with a disk behind it: it reads providers.yaml, its includes and --templates, and watches them.
#pragma once

#include "base/diag.h"
#include "base/file.h"
#include "base/watch.h"
#include "state/snapshot.h"
#include "template/program.h"

struct load_options {
    const char *config;        // path of providers.yaml
    const char *templates_dir; // NULL: the built-in ones only
    const struct template_source *templates;
    size_t template_count;
    // Renders ahead what it wants of a snapshot that is otherwise complete; NULL: nothing.
    void (*prepare)(struct snapshot *snapshot);
};

// A complete, checked snapshot; the caller's, to be given to a slot or snapshot_free(). NULL:
// errors, in `d`; *error tells whether the main file could be read at all. `watch` (may be NULL) is
// told every file that the result depends on.
struct snapshot *snapshot_load(const struct load_options *options, struct diagnostics *d,
    enum file_error *error, struct watch *watch);

// What two snapshots serve differently, for the log: names that came and went.
struct snapshot_difference {
    size_t added, removed;
};
struct snapshot_difference snapshot_compare(
    const struct snapshot *before, const struct snapshot *after);
