// SPDX-License-Identifier: MIT
#include "verbs/config_text.h"

#include "verbs/config_json.h"
#include "verbs/config_rows.h"
#include "verbs/table.h"
#include "verbs/verb.h"

#include <inttypes.h>

enum {
    TEXT_MAX_BYTES = 64 * 1024 * 1024,
    NAMES_SHOWN = 8, // of a list of domains
};

struct printer {
    const struct config_trees *trees;
    struct buffer out;
    bool changed; // a file is not any more as it was loaded
};

static void printer_init(struct printer *p, const struct config_trees *trees)
{
    *p = (struct printer){.trees = trees};
    buffer_init(&p->out, TEXT_MAX_BYTES);
}

static int printer_finish(struct printer *p)
{
    int code = p->changed ? verb_fail(EX_TEMPFAIL, "the files changed while they were read")
                          : verb_print(buffer_span(&p->out));
    buffer_finish(&p->out);
    return code;
}

// Hosters have thousands.
static void shorten(json_t *provider, const char *key)
{
    json_t *names = json_object_get(provider, key);
    size_t count = json_array_size(names);
    char more[64];
    if (count > NAMES_SHOWN) {
        snprintf(more, sizeof more, "and %zu more", count - NAMES_SHOWN);
        while (json_array_size(names) > NAMES_SHOWN) {
            json_array_remove(names, json_array_size(names) - 1);
        }
        json_array_append_new(names, json_string(more));
    }
}

static bool is_override(const struct span *cells)
{
    return span_ends_with(cells[CONFIG_ORIGIN], SPAN("(override)"));
}

// The values of a provider, or, of a row's copy, those that are its own if `overrides`.
static void add_values(
    struct printer *p, struct arena *a, const struct provider *provider, bool overrides)
{
    static const char *const heads[CONFIG_COLUMN_COUNT] = {"key", "value", "origin"};
    struct config_written written;
    if (!config_trees_find(a, p->trees, provider, &written)) {
        p->changed = true;
        return;
    }
    json_t *json = config_json_provider(provider);
    if (written.row != NULL) { // names are the provider's alone
        json_object_del(json, "domains");
        json_object_del(json, "mx");
    }
    shorten(json, "domains");
    shorten(json, "mx");
    struct config_rows rows = config_rows_of(a, json, p->trees, &written);
    json_decref(json);
    size_t kept = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct span *cells = &rows.cells[i * CONFIG_COLUMN_COUNT];
        if (!overrides || is_override(cells)) {
            for (size_t column = 0; column < CONFIG_COLUMN_COUNT; column++) {
                rows.cells[kept * CONFIG_COLUMN_COUNT + column] = cells[column];
            }
            kept++;
        }
    }
    table_add(&p->out, &(struct table){"  ", heads, CONFIG_COLUMN_COUNT, rows.cells, kept});
}

static bool name_matches(struct span name, struct span domain)
{
    bool starred = span_starts_with(name, SPAN("*."));
    return span_equal(name, starred ? name : domain)
               ? !starred || span_ends_with(domain, span_from(name, 1))
               : span_equal(name, SPAN("*"));
}

// The name that a domain was found by is the longest that matches.
static void offer_name(const struct name *name, struct span domain, const struct name **best)
{
    if (name_matches(name->text, domain) && (*best == NULL || name->text.len > (*best)->text.len)) {
        *best = name;
    }
}

static const struct name *find_name(
    const struct configuration *configuration, const struct match *match)
{
    const struct domain_row *rows = configuration->rows.ptr;
    const struct list *const lists[] = {&match->provider->domains, &match->provider->mx};
    const struct name *best = NULL;
    for (size_t i = 0; i < configuration->rows.len; i++) {
        if (rows[i].provider == match->provider) {
            offer_name(&rows[i].name, match->domain, &best);
        }
    }
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const struct name *names = lists[i]->ptr;
        for (size_t k = 0; k < lists[i]->len; k++) {
            offer_name(&names[k], match->domain, &best);
        }
    }
    return best;
}

int config_text_domain(struct arena *a, const struct configuration *configuration,
    const struct config_trees *trees, const struct match *match)
{
    struct printer p;
    const struct name *name = find_name(configuration, match);
    printer_init(&p, trees);
    buffer_format(
        &p.out, "%.*s: provider '%.*s'", SPAN_ARGS(match->domain), SPAN_ARGS(match->provider->key));
    if (name != NULL) {
        buffer_format(&p.out, ", by %s'%.*s' at %.*s", hit_is_mx(match->kind) ? "mx name " : "",
            SPAN_ARGS(name->text), SPAN_ARGS(config_trees_place(a, trees, name->at)));
    }
    buffer_add_c(&p.out, "\n\n");
    add_values(&p, a, match->provider, false);
    return printer_finish(&p);
}

static void add_logins(struct printer *p)
{
    for (const struct config_file *file = p->trees->files; file != NULL; file = file->next) {
        const struct node *map = node_find(file->root, "logins");
        for (const struct item *item = map == NULL ? NULL : map->first; item != NULL;
             item = item->next) {
            buffer_format(&p->out, "login of %.*s, %.*s:%" PRIu32 ": %.*s\n", SPAN_ARGS(item->key),
                SPAN_ARGS(diag_file_name(&p->trees->d, item->key_at.file)), item->key_at.line,
                SPAN_ARGS(item->value->text));
        }
    }
}

static void add_provider(struct printer *p, const struct provider *provider)
{
    struct arena a;
    arena_init(&a);
    buffer_format(&p->out, "provider '%.*s', %.*s\n\n", SPAN_ARGS(provider->key),
        SPAN_ARGS(config_trees_place(&a, p->trees, provider->at)));
    add_values(p, &a, provider, false);
    buffer_add_char(&p->out, '\n');
    arena_finish(&a);
}

// False: the row changes nothing of its provider, and is not told.
static bool add_row(struct printer *p, const struct domain_row *row)
{
    struct arena a;
    struct config_written written;
    arena_init(&a);
    bool found = config_trees_find(&a, p->trees, row->provider, &written);
    bool is_copy = found && written.row != NULL;
    p->changed = p->changed || !found;
    if (is_copy) {
        buffer_format(&p->out, "domain '%.*s', %.*s: as provider '%.*s', but\n\n",
            SPAN_ARGS(row->name.text), SPAN_ARGS(config_trees_place(&a, p->trees, row->name.at)),
            SPAN_ARGS(row->provider->key));
        add_values(p, &a, row->provider, true);
        buffer_add_char(&p->out, '\n');
    }
    arena_finish(&a);
    return is_copy;
}

int config_text_all(const struct configuration *configuration, const struct config_trees *trees)
{
    const struct provider *const *providers = configuration->providers.ptr;
    const struct domain_row *rows = configuration->rows.ptr;
    size_t plain = 0; // rows that change nothing
    struct printer p;
    printer_init(&p, trees);
    for (size_t i = 0; i < configuration->providers.len; i++) {
        add_provider(&p, providers[i]);
    }
    for (size_t i = 0; i < configuration->rows.len; i++) {
        plain += !add_row(&p, &rows[i]);
    }
    if (plain != 0) {
        buffer_format(&p.out, "%zu row%s of 'domains' name%s a provider, no more\n", plain,
            plain == 1 ? "" : "s", plain == 1 ? "s" : "");
    }
    add_logins(&p);
    return printer_finish(&p);
}
