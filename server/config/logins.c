// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "config/expect.h"
#include "config/values.h"
#include "model/address.h"

// An address as identities are compared; false: reported. Messages here quote no address: on a
// reload they go to the log, which holds none. `check` shows the line.
static bool read_address(struct walk *w, const struct item *item, struct span *out)
{
    struct address address;
    const char *why;
    if (!address_parse(w->scratch, item->key, &address, &why)) {
        diag_error(w->d, item->key_at, "this is not a mail address: %s", why);
        return false;
    }
    *out = address_folded(w->keep, &address);
    return true;
}

static void read_logins(
    struct load *l, const struct node *node, struct map *seen, struct list *list)
{
    struct walk *w = &l->walk;
    struct login *logins = list->ptr;
    for (struct item *item = node->first; item != NULL; item = item->next) {
        struct login *login = &logins[list->len];
        struct value v = {.node = item->value, .key = item->key};
        if (!read_address(w, item, &login->address)) {
            continue;
        }
        const struct item *there = map_add(seen, login->address, item);
        if (there != NULL) {
            diag_error(w->d, item->key_at, "this address has a login already, letter case aside");
            diag_note(w->d, there->key_at, "here, too");
        }
        list->len += value_login(w, NULL, v, &login->username);
    }
}

struct list load_logins(struct load *l)
{
    size_t count = 0;
    for (const struct config_file *file = l->files; file != NULL; file = file->next) {
        const struct node *node = node_find(file->root, "logins");
        count += node == NULL ? 0 : node->count;
    }
    struct map seen; // address -> struct item *
    map_init(&seen, l->walk.scratch);
    struct list list = {arena_array(l->walk.keep, count, sizeof(struct login)), 0};
    for (const struct config_file *file = l->files; file != NULL; file = file->next) {
        const struct node *node = node_find(file->root, "logins");
        struct value v = {.node = node, .key = SPAN("logins")};
        if (node != NULL && expect_map(&l->walk, v)) {
            read_logins(l, node, &seen, &list);
        }
    }
    return list;
}
