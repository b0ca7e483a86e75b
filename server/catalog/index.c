// SPDX-License-Identifier: MIT
#include "catalog/index.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/map.h"
#include "catalog/source.h"

#include <assert.h>
#include <string.h>

// Eight bytes a cell and the name once: a million domains are some 40 MB.
struct cell {
    uint32_t name;  // offset in `names` + 1; 0: empty
    uint32_t owner; // index in `owners`
};

struct table {
    struct cell *cells;
    size_t capacity; // a power of two, or 0
    size_t count;
};

// Wildcards are kept without their "*.".
enum { TABLE_COUNT = HIT_MX_WILDCARD + 1 };

struct index {
    struct table tables[TABLE_COUNT]; // by enum hit_kind
    char *names;                      // a length byte, then the name
    const struct provider **owners;
    size_t owner_count;
    uint32_t any; // owner of "*"
    bool has_any;
    struct map logins;
};

struct builder {
    struct index *index;
    size_t names_len;
    struct map owners; // by the bytes of the pointer: rows name providers by the thousand
};

static struct span name_of(const struct index *index, const struct cell *cell)
{
    const char *name = index->names + cell->name - 1;
    return (struct span){name + 1, (unsigned char)name[0]};
}

// The cell that holds `name`, or the empty one where it would go.
static struct cell *cell_for(const struct index *index, const struct table *table, struct span name)
{
    size_t i = hash_bytes(name) & (table->capacity - 1);
    while (table->cells[i].name != 0 && !span_equal(name_of(index, &table->cells[i]), name)) {
        i = (i + 1) & (table->capacity - 1);
    }
    return &table->cells[i];
}

static bool is_wildcard(struct span name)
{
    return span_starts_with(name, SPAN("*."));
}

static bool is_any(struct span name)
{
    return span_equal(name, SPAN("*"));
}

static enum hit_kind kind_of(struct span name, bool mx)
{
    if (is_wildcard(name)) {
        return mx ? HIT_MX_WILDCARD : HIT_WILDCARD;
    }
    return mx ? HIT_MX : HIT_DOMAIN;
}

// First pass: how many names go where, and how long they are together.
static void count_name(struct builder *b, struct span name, bool mx)
{
    if (!is_any(name)) {
        b->index->tables[kind_of(name, mx)].count++;
        b->names_len += name.len + 1;
    }
}

static void count_names(struct builder *b, const struct list *names, bool mx)
{
    const struct name *all = names->ptr;
    for (size_t i = 0; i < names->len; i++) {
        count_name(b, all[i].text, mx);
    }
}

static void make_room(struct arena *keep, struct builder *b, size_t owner_count)
{
    struct index *index = b->index;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        struct table *table = &index->tables[i];
        if (table->count != 0) {
            table->capacity = 4;
            while (table->capacity < table->count + table->count / 3 + 1) {
                table->capacity *= 2;
            }
            table->cells = arena_array(keep, table->capacity, sizeof *table->cells);
            table->count = 0;
        }
    }
    assert(b->names_len < UINT32_MAX);
    index->names = arena_alloc(keep, b->names_len);
    index->owners = arena_array(keep, owner_count, sizeof(struct provider *));
    b->names_len = 0;
}

// Second pass. The first owner of a name keeps it: a checked configuration names none twice.
static void add_name(struct builder *b, struct span name, bool mx, uint32_t owner)
{
    struct index *index = b->index;
    if (is_any(name)) {
        index->any = owner;
        index->has_any = true;
        return;
    }
    struct table *table = &index->tables[kind_of(name, mx)];
    struct span key = is_wildcard(name) ? span_from(name, 2) : name;
    struct cell *cell = cell_for(index, table, key);
    if (cell->name != 0) {
        return;
    }
    assert(key.len <= DOMAIN_MAX_BYTES);
    char *kept = index->names + b->names_len;
    kept[0] = (char)(unsigned char)key.len;
    memcpy(kept + 1, key.ptr, key.len);
    *cell = (struct cell){(uint32_t)b->names_len + 1, owner};
    b->names_len += key.len + 1;
    table->count++;
}

static void add_names(struct builder *b, const struct list *names, bool mx, uint32_t owner)
{
    const struct name *all = names->ptr;
    for (size_t i = 0; i < names->len; i++) {
        add_name(b, all[i].text, mx, owner);
    }
}

// `*provider` must live as long as the building does.
static uint32_t owner_of(struct builder *b, const struct provider *const *provider)
{
    struct index *index = b->index;
    struct span key = {(const char *)provider, sizeof *provider};
    const struct provider **next = &index->owners[index->owner_count];
    const struct provider **kept = map_add(&b->owners, key, next);
    if (kept != NULL) {
        return (uint32_t)(kept - index->owners);
    }
    *next = *provider;
    return (uint32_t)index->owner_count++;
}

static void add_providers(struct builder *b, const struct list *providers)
{
    const struct provider *const *all = providers->ptr;
    for (size_t i = 0; i < providers->len; i++) {
        uint32_t owner = owner_of(b, &all[i]);
        add_names(b, &all[i]->domains, false, owner);
        add_names(b, &all[i]->mx, true, owner);
    }
}

static void add_rows(struct builder *b, const struct list *rows)
{
    const struct domain_row *all = rows->ptr;
    for (size_t i = 0; i < rows->len; i++) {
        add_name(b, all[i].name.text, false, owner_of(b, &all[i].provider));
    }
}

static void add_logins(struct arena *keep, struct index *index, const struct list *logins)
{
    struct login *all = logins->ptr;
    map_init(&index->logins, keep);
    for (size_t i = 0; i < logins->len; i++) {
        (void)map_add(&index->logins, all[i].address, &all[i]);
    }
}

static void count_lists(struct builder *b, const struct domain_lists *lists)
{
    struct source_row row;
    for (size_t i = 0; i < lists->count; i++) {
        for (struct span rest = lists->texts[i]; source_next(&rest, &row);) {
            count_name(b, row.domain, false);
        }
    }
}

// What rows of lists call a provider by, to where it stands in the configuration.
static void name_providers(struct map *by_key, const struct list *providers)
{
    const struct provider *const *all = providers->ptr;
    for (size_t i = 0; i < providers->len; i++) {
        (void)map_add(by_key, all[i]->key, (void *)(uintptr_t)&all[i]);
    }
    void *fallback = map_find(by_key, SPAN("default"));
    fallback = fallback == NULL && providers->len == 1 ? (void *)(uintptr_t)&all[0] : fallback;
    if (fallback != NULL) {
        (void)map_add(by_key, SPAN(""), fallback);
    }
}

static void add_lists(struct builder *b, const struct domain_lists *lists, const struct map *by_key)
{
    struct source_row row;
    for (size_t i = 0; i < lists->count; i++) {
        struct list_outcome *outcome = &lists->outcomes[i];
        *outcome = (struct list_outcome){0};
        for (struct span rest = lists->texts[i]; source_next(&rest, &row);) {
            const struct provider *const *provider = map_find(by_key, row.provider);
            if (provider == NULL) {
                outcome->first_unknown =
                    outcome->unknown == 0 ? row.provider : outcome->first_unknown;
                outcome->unknown++;
                continue;
            }
            size_t before = b->index->tables[HIT_DOMAIN].count;
            add_name(b, row.domain, false, owner_of(b, provider));
            outcome->taken += b->index->tables[HIT_DOMAIN].count - before;
        }
    }
}

const struct index *index_build(
    struct arena *keep, const struct configuration *configuration, const struct domain_lists *lists)
{
    struct index *index = arena_array(keep, 1, sizeof *index);
    struct builder b = {.index = index};
    struct arena scratch;
    arena_init(&scratch);
    map_init(&b.owners, &scratch);
    const struct provider *const *providers = configuration->providers.ptr;
    const struct domain_row *rows = configuration->rows.ptr;
    for (size_t i = 0; i < configuration->providers.len; i++) {
        count_names(&b, &providers[i]->domains, false);
        count_names(&b, &providers[i]->mx, true);
    }
    for (size_t i = 0; i < configuration->rows.len; i++) {
        count_name(&b, rows[i].name.text, false);
    }
    if (lists != NULL) {
        count_lists(&b, lists);
    }
    make_room(keep, &b, configuration->providers.len + configuration->rows.len);
    add_providers(&b, &configuration->providers);
    add_rows(&b, &configuration->rows);
    if (lists != NULL) {
        struct map by_key;
        map_init(&by_key, &scratch);
        name_providers(&by_key, &configuration->providers);
        add_lists(&b, lists, &by_key);
    }
    add_logins(keep, index, &configuration->logins);
    arena_finish(&scratch);
    return index;
}

bool hit_is_mx(enum hit_kind kind)
{
    return kind == HIT_MX || kind == HIT_MX_WILDCARD;
}

static bool find_in(
    const struct index *index, enum hit_kind kind, struct span name, struct hit *out)
{
    const struct table *table = &index->tables[kind];
    if (table->count == 0) {
        return false;
    }
    const struct cell *cell = cell_for(index, table, name);
    if (cell->name == 0) {
        return false;
    }
    *out = (struct hit){index->owners[cell->owner], kind, cell->owner};
    return true;
}

bool index_find(const struct index *index, struct span domain, struct hit *out)
{
    struct span label;
    struct span above = domain;
    if (find_in(index, HIT_DOMAIN, domain, out) || find_in(index, HIT_MX, domain, out)) {
        return true;
    }
    while (span_cut(above, '.', &label, &above)) {
        if (find_in(index, HIT_WILDCARD, above, out) ||
            find_in(index, HIT_MX_WILDCARD, above, out)) {
            return true;
        }
    }
    return false;
}

bool index_any(const struct index *index, struct hit *out)
{
    if (index->has_any) {
        *out = (struct hit){index->owners[index->any], HIT_ANY, index->any};
    }
    return index->has_any;
}

size_t index_owner_count(const struct index *index)
{
    return index->owner_count;
}

const struct provider *index_owner(const struct index *index, uint32_t owner)
{
    return index->owners[owner];
}

const struct pattern *index_login(const struct index *index, struct span address)
{
    const struct login *found = map_find(&index->logins, address);
    return found == NULL ? NULL : found->username;
}

struct index_size index_size(const struct index *index)
{
    const struct table *tables = index->tables;
    return (struct index_size){
        .domains = tables[HIT_DOMAIN].count + tables[HIT_WILDCARD].count,
        .mx = tables[HIT_MX].count + tables[HIT_MX_WILDCARD].count,
        .logins = index->logins.count,
    };
}

void index_walk(const struct index *index, void *context,
    void (*each)(void *context, struct span name, const struct hit *hit))
{
    char wildcard[DOMAIN_MAX_BYTES + 2] = "*.";
    for (size_t kind = 0; kind < TABLE_COUNT; kind++) {
        const struct table *table = &index->tables[kind];
        bool starred = kind == HIT_WILDCARD || kind == HIT_MX_WILDCARD;
        for (size_t i = 0; i < table->capacity; i++) {
            if (table->cells[i].name == 0) {
                continue;
            }
            struct span name = name_of(index, &table->cells[i]);
            uint32_t owner = table->cells[i].owner;
            struct hit hit = {index->owners[owner], (enum hit_kind)kind, owner};
            if (starred) {
                memcpy(wildcard + 2, name.ptr, name.len);
                name = (struct span){wildcard, name.len + 2};
            }
            each(context, name, &hit);
        }
    }
}
