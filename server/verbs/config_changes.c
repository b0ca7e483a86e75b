// SPDX-License-Identifier: MIT
#include "verbs/config_changes.h"

#include "verbs/config_json.h"
#include "verbs/config_rows.h"

const char *config_changes_role(const struct hit *hit)
{
    return hit_is_mx(hit->kind) ? "mx name" : "mail domain";
}

// The rows of a side: who answers, as what, and how.
static struct config_rows rows_of(struct arena *a, const struct hit *hit)
{
    json_t *json = json_pack("{s:s%, s:s}", "provider", hit->provider->key.ptr,
        hit->provider->key.len, "as", config_changes_role(hit));
    json_t *values = config_json_provider(hit->provider);
    json_object_del(values, "domains");
    json_object_del(values, "mx");
    json_object_update(json, values);
    json_decref(values);
    struct config_rows rows = config_rows_of(a, json, NULL, NULL);
    json_decref(json);
    return rows;
}

static const struct span *find_row(const struct config_rows *rows, struct span key)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct span *cells = &rows->cells[i * CONFIG_COLUMN_COUNT];
        if (span_equal(cells[CONFIG_KEY], key)) {
            return cells;
        }
    }
    return NULL;
}

static struct span value_of(struct arena *a, const struct span *cells)
{
    return cells == NULL ? (struct span){NULL, 0} : arena_copy(a, cells[CONFIG_VALUE]);
}

static struct list changes_between(struct arena *a, const struct config_rows rows[2])
{
    size_t room = rows[0].count + rows[1].count;
    struct config_change *all = arena_array(a, room + 1, sizeof *all); // and a secret
    size_t count = 0;
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < rows[side].count; i++) {
            const struct span *pair[2];
            struct span key = rows[side].cells[i * CONFIG_COLUMN_COUNT + CONFIG_KEY];
            pair[0] = find_row(&rows[0], key);
            pair[1] = find_row(&rows[1], key);
            bool told = side == 1 && pair[0] != NULL;
            bool same = pair[0] != NULL && pair[1] != NULL &&
                        span_equal(pair[0][CONFIG_VALUE], pair[1][CONFIG_VALUE]);
            if (!told && !same) {
                all[count++] = (struct config_change){
                    arena_copy(a, key), value_of(a, pair[0]), value_of(a, pair[1])};
            }
        }
    }
    return (struct list){all, count};
}

static struct span secret_of(const struct hit *hit)
{
    const struct oauth2 *oauth2 = hit->provider->oauth2;
    return oauth2 == NULL ? SPAN("") : oauth2->client_secret;
}

// The only one there is; that it changes may be told, no more.
static void add_secret(
    const struct hit *before_hit, const struct hit *after_hit, struct list *changes)
{
    struct config_change *all = changes->ptr;
    struct span before = secret_of(before_hit);
    struct span after = secret_of(after_hit);
    const struct span none = {NULL, 0};
    if (!span_equal(before, after)) {
        all[changes->len++] = (struct config_change){SPAN("oauth2.client_secret"),
            before.len == 0 ? none : SPAN("(not shown)"),
            after.len == 0 ? none : SPAN("(another, not shown)")};
    }
}

struct list config_changes(struct arena *a, const struct hit *before, const struct hit *after)
{
    const struct hit *const hits[2] = {before, after};
    bool both = before != NULL && after != NULL;
    struct config_rows rows[2] = {{NULL, 0}, {NULL, 0}};
    struct arena scratch;
    arena_init(&scratch);
    for (size_t side = 0; side < 2; side++) {
        if (hits[side] != NULL) {
            rows[side] = rows_of(&scratch, hits[side]);
            rows[side].count = both ? rows[side].count : 1; // the provider, which is the first
        }
    }
    struct list changes = changes_between(a, rows);
    if (both) {
        add_secret(before, after, &changes);
    }
    arena_finish(&scratch);
    return changes;
}
