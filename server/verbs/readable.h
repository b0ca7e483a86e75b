// SPDX-License-Identifier: MIT
// readable: the folders in which a confined daemon goes on reading. Floor: verbs.
// They are those in which the files that it has read stand, with all beneath: so an editor's new
// file is read, and a new file beside it. A symbolic link on the way may be pointed elsewhere
// later, which is mostly beside its target: the folder in which that stands counts, too. "/" is
// left out unless a file itself stands there, since it would be everything.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"

struct readable {
    struct arena *arena;
    const char **folders; // absolute, without links; none lies in another
    size_t count;
    size_t room;
};

void readable_init(struct readable *r, struct arena *a);

// `path` may name a file, a folder, or nothing yet: then the nearest folder above that is there.
void readable_add(struct readable *r, const char *path);
// The same, and the folder in which that folder stands: what lies beside it is linked into it.
void readable_add_around(struct readable *r, const char *path);

// "/etc/autoconfigd, /srv/tls".
void readable_print(const struct readable *r, struct buffer *out);
