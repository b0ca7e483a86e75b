// SPDX-License-Identifier: MIT
#include "verbs/config_diff.h"

#include "base/limits.h"
#include "base/map.h"

#include <stdlib.h>
#include <string.h>

// A name of one side or both.
struct served {
    struct span name;
    bool found[2];
    struct hit hits[2]; // before, after
};

struct group_in_work {
    struct config_group group;
    size_t room; // of the names
    struct group_in_work *next;
};

struct work {
    struct arena *arena;
    const struct index *index[2];
    struct span only;
    struct map names;  // name -> struct served *
    struct map pairs;  // who answered and who will -> struct group_in_work *
    struct map groups; // the changes as text -> struct group_in_work *
    struct group_in_work *first;
    struct group_in_work same; // nothing changes
};

static void add_name(void *context, struct span name, const struct hit *hit)
{
    struct work *w = context;
    (void)hit; // what answers for a name is what counts, not whether it is written there
    if (map_find(&w->names, name) == NULL) {
        struct served *served = arena_array(w->arena, 1, sizeof *served);
        served->name = arena_copy(w->arena, name);
        (void)map_add(&w->names, served->name, served);
    }
}

static bool look_up(const struct index *index, struct span name, struct hit *hit)
{
    char memory[DOMAIN_MAX_BYTES + 2];
    struct buffer probe;
    buffer_init_fixed(&probe, memory, sizeof memory);
    if (span_starts_with(name, SPAN("*."))) {
        buffer_add_char(&probe, '-'); // below the wildcard, and never a name of its own
        name = span_from(name, 1);
    }
    buffer_add(&probe, name);
    return index_find(index, buffer_span(&probe), hit) || index_any(index, hit);
}

static void collect(struct work *w)
{
    struct hit any;
    for (size_t side = 0; side < 2 && w->only.len == 0; side++) {
        index_walk(w->index[side], w, add_name);
        if (index_any(w->index[side], &any)) {
            add_name(w, SPAN("*"), &any);
        }
    }
    if (w->only.len != 0) {
        add_name(w, w->only, NULL);
    }
}

// Changes that are the same are the same text.
static struct span text_of(struct arena *a, const struct list *changes, enum config_fate fate)
{
    const struct config_change *all = changes->ptr;
    struct buffer text;
    buffer_init(&text, SIZE_MAX / 2);
    buffer_add_number(&text, fate);
    for (size_t i = 0; i < changes->len; i++) {
        const struct span parts[] = {all[i].key, all[i].before, all[i].after};
        for (size_t k = 0; k < COUNT_OF(parts); k++) {
            buffer_add_c(&text, parts[k].ptr == NULL ? "\1" : "\2");
            buffer_add(&text, parts[k]);
        }
    }
    struct span copy = arena_copy(a, buffer_span(&text));
    buffer_finish(&text);
    return copy;
}

static struct group_in_work *group_of(struct work *w, const struct served *served)
{
    struct list changes = config_changes(w->arena, served->found[0] ? &served->hits[0] : NULL,
        served->found[1] ? &served->hits[1] : NULL);
    if (changes.len == 0) {
        return &w->same;
    }
    enum config_fate fate = !served->found[0]   ? CONFIG_ADDED
                            : !served->found[1] ? CONFIG_REMOVED
                                                : CONFIG_CHANGED;
    struct span text = text_of(w->arena, &changes, fate);
    struct group_in_work *group = map_find(&w->groups, text);
    if (group == NULL) {
        group = arena_array(w->arena, 1, sizeof *group);
        group->group = (struct config_group){.fate = fate, .changes = changes};
        group->next = w->first;
        w->first = group;
        (void)map_add(&w->groups, text, group);
    }
    return group;
}

// Most domains have the provider that many others have, and so its changes.
static struct group_in_work *group_by_pair(struct work *w, const struct served *served)
{
    const long long owners[2] = {served->found[0] ? (long long)served->hits[0].owner : -1,
        served->found[1] ? (long long)served->hits[1].owner : -1};
    struct span pair = arena_format(w->arena, "%lld %lld %s %s", owners[0], owners[1],
        owners[0] < 0 ? "" : config_changes_role(&served->hits[0]),
        owners[1] < 0 ? "" : config_changes_role(&served->hits[1]));
    struct group_in_work *group = map_find(&w->pairs, pair);
    if (group == NULL) {
        group = group_of(w, served);
        (void)map_add(&w->pairs, pair, group);
    }
    return group;
}

static void add_to_group(struct work *w, struct group_in_work *group, struct span name)
{
    struct list *names = &group->group.names;
    if (names->len == group->room) {
        size_t room = group->room == 0 ? 8 : 2 * group->room;
        struct span *larger = arena_array(w->arena, room, sizeof *larger);
        if (names->len != 0) {
            memcpy(larger, names->ptr, names->len * sizeof *larger);
        }
        names->ptr = larger;
        group->room = room;
    }
    ((struct span *)names->ptr)[names->len++] = name;
}

static int compare_names(const void *left, const void *right)
{
    return span_compare(*(const struct span *)left, *(const struct span *)right);
}

static int compare_groups(const void *left, const void *right)
{
    const struct config_group *a = *(const struct config_group *const *)left;
    const struct config_group *b = *(const struct config_group *const *)right;
    if (a->fate != b->fate) {
        return a->fate < b->fate ? -1 : 1;
    }
    if (a->names.len != b->names.len) {
        return a->names.len > b->names.len ? -1 : 1;
    }
    return compare_names(a->names.ptr, b->names.ptr);
}

static void sort_groups(struct work *w, struct config_diff *out)
{
    const struct config_group **groups =
        arena_array(w->arena, w->groups.count, sizeof(const struct config_group *));
    size_t count = 0;
    for (struct group_in_work *one = w->first; one != NULL; one = one->next) {
        qsort(one->group.names.ptr, one->group.names.len, sizeof(struct span), compare_names);
        out->counts[one->group.fate] += one->group.names.len;
        groups[count++] = &one->group;
    }
    qsort(groups, count, sizeof *groups, compare_groups);
    out->groups = (struct list){groups, count};
}

static int compare_changes(const void *left, const void *right)
{
    return span_compare(
        ((const struct config_change *)left)->key, ((const struct config_change *)right)->key);
}

// "anna@example.com" is of "example.com", and of all, which is "".
static bool is_login_of(struct span address, struct span domain)
{
    struct span local;
    struct span own = domain;
    (void)!span_cut_last(address, '@', &local, &own);
    return domain.len == 0 || span_equal(own, domain);
}

static void compare_logins(struct arena *a, const struct list *before, const struct list *after,
    struct span only, struct config_diff *out)
{
    const struct list *const sides[2] = {before, after};
    struct map maps[2];
    struct config_change *changes = arena_array(a, before->len + after->len, sizeof *changes);
    for (size_t side = 0; side < 2; side++) {
        struct login *all = sides[side]->ptr;
        map_init(&maps[side], a);
        for (size_t i = 0; i < sides[side]->len; i++) {
            (void)map_add(&maps[side], all[i].address, &all[i]);
        }
    }
    for (size_t side = 0; side < 2; side++) {
        const struct login *all = sides[side]->ptr;
        for (size_t i = 0; i < sides[side]->len; i++) {
            const struct login *other = map_find(&maps[1 - side], all[i].address);
            struct span source = all[i].username->source;
            struct span others = other == NULL ? (struct span){NULL, 0} : other->username->source;
            bool differs = other == NULL || (side == 0 && !span_equal(source, others));
            if (differs && is_login_of(all[i].address, only)) {
                changes[out->logins.len++] = (struct config_change){
                    all[i].address, side == 0 ? source : others, side == 0 ? others : source};
            }
        }
    }
    qsort(changes, out->logins.len, sizeof *changes, compare_changes);
    out->logins.ptr = changes;
}

void config_diff(struct arena *a, const struct snapshot *before, const struct snapshot *after,
    struct span only, struct config_diff *out)
{
    struct work w = {.arena = a, .index = {before->index, after->index}, .only = only};
    size_t at = 0;
    struct span name;
    void *value;
    map_init(&w.names, a);
    map_init(&w.pairs, a);
    map_init(&w.groups, a);
    *out = (struct config_diff){.same = 0};
    collect(&w);
    while (map_next(&w.names, &at, &name, &value)) {
        struct served *served = value;
        served->found[0] = look_up(before->index, name, &served->hits[0]);
        served->found[1] = look_up(after->index, name, &served->hits[1]);
        if (served->found[0] || served->found[1]) {
            add_to_group(&w, group_by_pair(&w, served), name);
        }
    }
    out->same = w.same.group.names.len;
    sort_groups(&w, out);
    compare_logins(a, &before->configuration.logins, &after->configuration.logins, only, out);
}
