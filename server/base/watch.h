// SPDX-License-Identifier: MIT
// watch: tells when one of a set of files may have changed, also by renaming over it or by a
// swapped directory or symbolic link on its path (how editors, admins and Kubernetes write). Floor:
// base. It watches files and directories by inotify; where that hears nothing (no watches left, a
// network file system), watch_changed() finds changes by looking, so call it now and then anyway.
#pragma once

#include <stdbool.h>

struct watch;

struct watch *watch_new(void);
void watch_free(struct watch *w); // NULL is fine
// Forgets all files.
void watch_clear(struct watch *w);
// Also a file that does not exist yet. A directory stands for all entries in it.
void watch_add(struct watch *w, const char *path);
// Each that was added.
void watch_each(
    const struct watch *w, void *context, void (*tell)(void *context, const char *path));
// Readable when something happened; -1: inotify is not to be had.
int watch_fd(const struct watch *w);
// Takes what happened. True: a file differs from what it was at the last call or its watch_add().
bool watch_changed(struct watch *w);
// One of the files is open and half written, as far as is known at the last watch_changed(). Where
// who writes never closes it, it stays so: do not wait for ever.
bool watch_written(const struct watch *w);
