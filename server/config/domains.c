// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "config/expect.h"
#include "config/hosts.h"

void load_name(struct load *l, struct map *names, struct name *name, const char *what)
{
    const struct name *there = map_add(names, name->text, name);
    if (there != NULL) {
        diag_error(l->walk.d, name->at, "%s '%.*s' is listed twice", what, SPAN_ARGS(name->text));
        diag_note(l->walk.d, there->at, "here, too");
    }
}

// NULL: reported.
static struct entry *find_entry(struct load *l, struct value v)
{
    struct span key;
    if (!expect_line(&l->walk, v, &key)) {
        return NULL;
    }
    struct entry *found = map_find(&l->entries, key);
    if (found == NULL) {
        struct suggestion near = expect_near(&l->walk, key);
        for (const struct entry *entry = l->first; entry != NULL; entry = entry->next) {
            suggest_offer(&near, entry->written.key);
        }
        struct span hint = suggest_hint(l->walk.scratch, &near);
        diag_error(l->walk.d, v.node->at, "there is no provider '%.*s'%.*s", SPAN_ARGS(key),
            SPAN_ARGS(hint));
        return NULL;
    }
    found->rows++;
    return found;
}

// Whether a key that no provider has is 'provider' with a slip; *hint says so.
static bool is_slip(struct walk *w, struct span key, struct span *hint)
{
    struct suggestion near = expect_near(w, key);
    suggest_offer(&near, SPAN("provider"));
    *hint = suggest_hint(w->scratch, &near);
    return near.best.len != 0 && !span_equal(key, near.best);
}

static bool has_slip(struct walk *w, const struct node *map)
{
    struct span hint;
    const struct item *item = map->first;
    while (item != NULL && !is_slip(w, item->key, &hint)) {
        item = item->next;
    }
    return item != NULL;
}

// The provider of `entry` with the keys of `map` in the place of its own. `entry` is NULL where
// `map` names none: then its keys are looked at, no more.
static const struct provider *read_copy(
    struct load *l, const struct entry *entry, const struct node *map, const struct name *name)
{
    struct walk *w = &l->walk;
    size_t errors = w->d->errors;
    const struct provider *defaults = provider_record.defaults;
    struct provider written = entry == NULL ? *defaults : entry->written;
    written.at = name->at;
    for (const struct item *item = map->first; item != NULL; item = item->next) {
        struct span hint;
        if (span_equal(item->key, SPAN("domains")) || span_equal(item->key, SPAN("mx"))) {
            diag_error(w->d, item->key_at,
                "'%.*s' is for a provider only, not for one domain of it", SPAN_ARGS(item->key));
        } else if (is_slip(w, item->key, &hint)) {
            diag_error(w->d, item->key_at, "unknown key '%.*s' in a row of 'domains'%.*s",
                SPAN_ARGS(item->key), SPAN_ARGS(hint));
        } else if (!span_equal(item->key, SPAN("provider"))) {
            walk_item(w, &provider_record, item, false, &written);
        }
    }
    load_logo(w, map, &written);
    load_check(w, map, &written);
    const struct provider *whole = load_whole(w->keep, &written);
    if (entry != NULL && entry->sound && w->d->errors == errors) {
        struct span subject = arena_format(w->scratch, "domain '%.*s'", SPAN_ARGS(name->text));
        load_warn(w, map, whole, entry->provider, subject);
    }
    return whole;
}

// The provider that a row's value means; NULL: reported.
static const struct provider *read_row(struct load *l, struct value v, const struct name *name)
{
    struct value named = v;
    bool is_map = v.node->kind == NODE_MAP;
    if (is_map) {
        named = (struct value){.node = node_find(v.node, "provider"), .key = SPAN("provider")};
    }
    if (named.node == NULL && !has_slip(&l->walk, v.node)) {
        diag_error(l->walk.d, v.node->at, "a row of 'domains' needs 'provider'");
    }
    struct entry *entry = named.node == NULL ? NULL : find_entry(l, named);
    if (is_map && (entry == NULL || v.node->count > 1)) {
        const struct provider *copy = read_copy(l, entry, v.node, name);
        return entry == NULL ? NULL : copy;
    }
    return entry == NULL ? NULL : entry->provider;
}

static void read_rows(struct load *l, const struct node *node, struct list *list)
{
    struct domain_row *rows = list->ptr;
    for (const struct item *item = node->first; item != NULL; item = item->next) {
        struct domain_row *row = &rows[list->len];
        struct value v = {.node = item->value, .key = item->key};
        if (!host_domain(&l->walk, item->key_at, item->key, true, &row->name)) {
            continue;
        }
        load_name(l, &l->domains, &row->name, "domain");
        row->provider = read_row(l, v, &row->name);
        list->len++; // also where the provider is not known: the map of names points to it
    }
}

struct list load_domains(struct load *l)
{
    size_t count = 0;
    for (const struct config_file *file = l->files; file != NULL; file = file->next) {
        const struct node *node = node_find(file->root, "domains");
        count += node == NULL ? 0 : node->count;
    }
    struct list list = {arena_array(l->walk.keep, count, sizeof(struct domain_row)), 0};
    for (const struct config_file *file = l->files; file != NULL; file = file->next) {
        const struct node *node = node_find(file->root, "domains");
        struct value v = {.node = node, .key = SPAN("domains")};
        l->walk.folder = file->folder;
        if (node != NULL && expect_map(&l->walk, v)) {
            read_rows(l, node, &list);
        }
    }
    return list;
}
