// SPDX-License-Identifier: MIT
// reload: from files to a snapshot, and to the next one. Floor: state. The only pure-looking thing
// with a disk behind it: it reads providers.yaml, its includes and --templates, and watches them.
#pragma once

#include "base/diag.h"
#include "base/reader.h"
#include "base/watch.h"
#include "state/snapshot.h"
#include "template/program.h"

// Files in PEM by which profiles are signed.
struct sign_files {
    const char *certificate, *key;
    const char *chain; // NULL: none but what stands in `certificate`
};

// Makes a signer of them, in `keep`. It is a floor above that knows how: answers/sign.h.
typedef const struct signer *signer_loader(struct arena *keep, const struct reader *reader,
    const struct sign_files *files, int64_t now_s, struct diagnostics *d);

struct load_options {
    const char *config;        // path of providers.yaml
    const char *templates_dir; // NULL: the built-in ones only
    const struct template_source *templates;
    size_t template_count;
    const struct domain_lists *lists; // of sources; their outcomes are written; NULL: none
    // Renders ahead what it wants of a snapshot that is otherwise complete; NULL: nothing.
    void (*prepare)(struct snapshot *snapshot);
    // Said once, behind what is wrong, where a file could not be read for that reason; NULL:
    // nothing.
    const char *forbidden_hint, *confined_hint;
    struct sign_files sign; // certificate NULL: profiles are not signed
    signer_loader *sign_load;
};

// A complete, checked snapshot; the caller's, to be given to a slot or snapshot_free(). NULL:
// errors, in `d`; *error tells whether the main file could be read at all. `watch` (may be NULL) is
// told every file that the result depends on.
// A signer that is unusable is told in `d`, too, as an error, but is no reason to refuse the rest:
// all other mail programs would wait for a certificate that they do not need. Profiles are then
// answered 500, also where an older signer was still fine: which certificate is in force can be
// seen from the files alone.
struct snapshot *snapshot_load(const struct load_options *options, struct diagnostics *d,
    enum file_error *error, struct watch *watch);

// The configuration in force with other lists, whatever lies on the disk now: for a slot, like the
// above. What it is based on is kept as long as it is.
struct snapshot *snapshot_relist(struct slot *slot, const struct load_options *options);

// What two snapshots serve differently, for the log: names that came and went.
struct snapshot_difference {
    size_t added, removed;
};
struct snapshot_difference snapshot_compare(
    const struct snapshot *before, const struct snapshot *after);
