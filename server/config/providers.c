// SPDX-License-Identifier: MIT
#include "config/providers.h"

#include "config/expect.h"
#include "config/load.h"

static bool is_key(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_alnum(text.ptr[i]) && text.ptr[i] != '.' && text.ptr[i] != '-') {
            return false;
        }
    }
    return text.len != 0;
}

static void read_provider(struct load *l, const struct item *item)
{
    struct walk *w = &l->walk;
    size_t errors = w->d->errors;
    struct entry *entry = arena_array(w->scratch, 1, sizeof *entry);
    struct entry *there = map_add(&l->entries, item->key, entry);
    if (there != NULL) {
        diag_error(w->d, item->key_at, "provider '%.*s' is defined twice", SPAN_ARGS(item->key));
        diag_note(w->d, there->written.at, "here, too");
        return;
    }
    if (!is_key(item->key)) {
        diag_error(w->d, item->key_at,
            "'%.*s' cannot name a provider: letters, digits, '.' and '-' can",
            SPAN_ARGS(item->key));
    }
    const struct provider *defaults = provider_record.defaults;
    entry->written = *defaults;
    entry->written.key = arena_copy(w->keep, item->key);
    entry->written.at = item->key_at;
    entry->node = item->value;
    if (l->last == NULL) {
        l->first = entry;
    } else {
        l->last->next = entry;
    }
    l->last = entry;
    l->count++;
    struct value v = {.node = item->value, .key = item->key};
    if (expect_map(w, v)) {
        walk_map(w, &provider_record, v, &entry->written);
        load_logo(w, item->value, &entry->written);
        load_check(w, item->value, &entry->written);
    }
    entry->sound = w->d->errors == errors;
    entry->provider = load_whole(w->keep, &entry->written);
}

static void read_providers(struct load *l)
{
    for (const struct config_file *file = l->files; file != NULL; file = file->next) {
        const struct node *node = node_find(file->root, "providers");
        struct value v = {.node = node, .key = SPAN("providers")};
        l->walk.folder = file->folder;
        if (node == NULL || node_is_empty(node) || !expect_map(&l->walk, v)) {
            continue;
        }
        for (const struct item *item = node->first; item != NULL; item = item->next) {
            read_provider(l, item);
        }
    }
}

static void register_names(struct load *l)
{
    for (const struct entry *entry = l->first; entry != NULL; entry = entry->next) {
        struct name *domains = entry->written.domains.ptr;
        struct name *mx = entry->written.mx.ptr;
        for (size_t i = 0; i < entry->written.domains.len; i++) {
            load_name(l, &l->domains, &domains[i], "domain");
        }
        for (size_t i = 0; i < entry->written.mx.len; i++) {
            load_name(l, &l->mx, &mx[i], "mx name");
        }
    }
}

static void warn(struct load *l, bool has_lists)
{
    for (struct entry *entry = l->first; entry != NULL; entry = entry->next) {
        const struct provider *provider = entry->provider;
        struct span subject =
            arena_format(l->walk.scratch, "provider '%.*s'", SPAN_ARGS(provider->key));
        if (!entry->sound) {
            continue; // what it lacks may be what was wrong
        }
        load_warn(&l->walk, entry->node, provider, NULL, subject);
        if (entry->written.name == NULL && span_is_digits(provider->key)) {
            diag_warning(l->walk.d, provider->at,
                "'%.*s', the name for want of another, is all digits: Thunderbird takes it for a "
                "number",
                SPAN_ARGS(provider->key));
        }
        if (!has_lists && provider->domains.len + provider->mx.len + entry->rows == 0) {
            diag_warning(l->walk.d, provider->at,
                "provider '%.*s' has no domain and no mx name: nobody will find it",
                SPAN_ARGS(provider->key));
        }
    }
}

// Without one there is nothing to serve. Said only if no other error can be the reason.
static void check_any(struct load *l)
{
    const struct node *node = node_find(l->files->root, "providers");
    if (l->count == 0 && l->walk.d->errors == 0) {
        diag_error(l->walk.d, node == NULL ? l->files->root->at : node->at,
            "there is no provider: 'providers' needs one at least");
    }
}

static struct list list_of_providers(const struct load *l)
{
    const struct provider **providers =
        arena_array(l->walk.keep, l->count, sizeof(const struct provider *));
    size_t count = 0;
    for (const struct entry *entry = l->first; entry != NULL; entry = entry->next) {
        providers[count++] = entry->provider;
    }
    return (struct list){providers, count};
}

bool providers_load(struct arena *keep, const struct reader *reader, const char *path,
    bool has_lists, struct diagnostics *d, struct configuration *out, enum file_error *file_error)
{
    struct arena scratch;
    size_t errors = d->errors;
    arena_init(&scratch);
    struct load l = {.walk = {.keep = keep, .scratch = &scratch, .d = d, .reader = reader}};
    map_init(&l.entries, &scratch);
    map_init(&l.domains, &scratch);
    map_init(&l.mx, &scratch);
    l.files = files_read(&l.walk, path, file_error);
    struct configuration read = {.providers = {.len = 0}};
    if (l.files != NULL) {
        read_providers(&l);
        check_any(&l);
        register_names(&l);
        read.rows = load_domains(&l);
        read.logins = load_logins(&l);
        read.providers = list_of_providers(&l);
        warn(&l, has_lists);
    }
    arena_finish(&scratch);
    if (d->errors != errors) {
        return false;
    }
    *out = read;
    return true;
}
