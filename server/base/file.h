// SPDX-License-Identifier: MIT
// file: reading whole files, and hearing of their changes. Floor: base.
#pragma once

#include "base/arena.h"

enum file_error {
    FILE_OK,
    FILE_MISSING,    // no such file, or a directory on the way is none
    FILE_FORBIDDEN,  // no permission
    FILE_NOT_FILE,   // a directory, FIFO, socket or device
    FILE_TOO_LARGE,
    FILE_UNREADABLE, // anything else: input/output error, symlink loop
};

// What to tell the user ("no such file"), static.
const char *file_error_text(enum file_error error);

// Reads a regular file of at most `max_bytes`; never waits on a FIFO. On success *content is in `a`.
enum file_error file_read(struct arena *a, const char *path, size_t max_bytes, struct span *content);

// The names of directory entries that match `name` ('*' and '?' in its last component; "dir/*.yaml"),
// sorted bytewise, as NUL-ended paths in `a`. A pattern that matches nothing gives 0.
size_t file_glob(struct arena *a, const char *pattern, const char ***paths);
bool file_is_glob(const char *pattern);

// watch: tells when one of a set of files may have changed, also by renaming over it or by a swapped
// symbolic link on its path (how editors and Kubernetes write). It watches directories by inotify; where
// that is not to be had (no watches left, a network file system) watch_changed() finds changes when it
// is called, by looking at the files.
struct watch;

struct watch *watch_new(void);
void watch_free(struct watch *w); // NULL is fine
// Forgets all files (keeps none of the directories).
void watch_clear(struct watch *w);
// Also a file that does not exist yet. A directory stands for all files in it.
void watch_add(struct watch *w, const char *path);
// Readable when something happened; -1 where inotify is not to be had: then ask now and then.
int watch_fd(const struct watch *w);
// Takes what happened. True: a watched file differs from what it was at the last call or watch_add().
bool watch_changed(struct watch *w);
