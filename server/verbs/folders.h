// SPDX-License-Identifier: MIT
// folders: the folders in which a confined daemon goes on working with files. Floor: verbs.
// They are those in which the files stand that it knows, with all beneath: so an editor's new file
// is read, and a new file beside it. A symbolic link on the way may be pointed elsewhere
// later, which is mostly beside its target: the folder in which that stands counts, too. "/" is
// left out unless a file itself stands there, since it would be everything.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

struct folders {
    struct arena *arena;
    const char **paths; // absolute, without links; none lies in another
    size_t count;
    size_t room;
};

void folders_init(struct folders *f, struct arena *a);

// `path` may name a file, a folder, or nothing yet: then the nearest folder above that is there.
void folders_add(struct folders *f, const char *path);
// The same, and the folder in which that folder stands: what lies beside it is linked into it.
void folders_add_around(struct folders *f, const char *path);

// "/etc/autoconfigd, /srv/tls".
void folders_print(const struct folders *f, struct buffer *out);
