// SPDX-License-Identifier: MIT
// load: a configuration in the making, passed from stage to stage. Floor: config; pure but for the
// reader. Stages: files, providers, domains, logins; each reports, none stops the next.
#pragma once

#include "config/files.h"

// A provider as its entry in the file says it.
struct entry {
    struct provider written; // without what it leaves out to others: servers' auth and the like
    const struct provider *provider; // made whole
    const struct node *node;
    bool sound;  // no error in it
    size_t rows; // of `domains:` that name it
    struct entry *next;
};

struct load {
    struct walk walk;
    const struct config_file *files;
    struct map entries; // key -> struct entry *
    struct entry *first, *last;
    size_t count;
    struct map domains; // name -> struct name *
    struct map mx;
};

// domains.c: that `name` is in use; reports it if it was already. `what`: "domain" or "mx name".
void load_name(struct load *l, struct map *names, struct name *name, const char *what);
// domains.c: the rows of all files' `domains`.
struct list load_domains(struct load *l);
// logins.c: those of all files.
struct list load_logins(struct load *l);

// whole.c: what a provider leaves out is put in; `written` stays as it is.
const struct provider *load_whole(struct arena *keep, const struct provider *written);
// logo.c: reads the file of a logo into the provider; `node` is the map that names it.
void load_logo(struct walk *w, const struct node *node, struct provider *written);

// checks.c: errors between the keys of a provider's, or a row's, map.
void load_check(struct walk *w, const struct node *map, const struct provider *written);
// checks.c: warnings about a whole provider. `base`: the provider of which it is a copy, whose
// warnings are not given again; NULL: none. `subject`: "provider 'example'".
void load_warn(struct walk *w, const struct node *map, const struct provider *provider,
    const struct provider *base, struct span subject);
