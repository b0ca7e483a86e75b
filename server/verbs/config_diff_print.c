// SPDX-License-Identifier: MIT
#include "verbs/config_diff.h"

#include "verbs/verb.h"

enum {
    TEXT_MAX_BYTES = 64 * 1024 * 1024,
    NAMES_SHOWN = 8,   // of a group
    GROUPS_SHOWN = 40, // of a fate
    LOGINS_SHOWN = 20, // all told
};

static const struct fate {
    const char *mark, *color, *word;
} fates[CONFIG_FATE_COUNT] = {
    [CONFIG_REMOVED] = {"-", "\033[31m", "removed"},
    [CONFIG_ADDED] = {"+", "\033[32m", "added"},
    [CONFIG_CHANGED] = {"~", "\033[33m", "changed"},
};

static void add_names(struct buffer *out, const struct list *names)
{
    const struct span *all = names->ptr;
    size_t shown = names->len > NAMES_SHOWN ? NAMES_SHOWN : names->len;
    for (size_t i = 0; i < shown; i++) {
        buffer_format(out, "%s%.*s", i == 0 ? "" : ", ", SPAN_ARGS(all[i]));
    }
    if (shown < names->len) {
        buffer_format(out, " and %zu more", names->len - shown);
    }
}

static void add_change(struct buffer *out, const struct config_change *change)
{
    struct span before = change->before.ptr == NULL ? SPAN("(none)") : change->before;
    struct span after = change->after.ptr == NULL ? SPAN("(none)") : change->after;
    buffer_format(
        out, "%.*s: %.*s -> %.*s\n", SPAN_ARGS(change->key), SPAN_ARGS(before), SPAN_ARGS(after));
}

static void add_group(struct buffer *out, const struct config_group *group, bool color)
{
    const struct fate *fate = &fates[group->fate];
    const struct config_change *changes = group->changes.ptr;
    buffer_format(out, "%s%s ", color ? fate->color : "", fate->mark);
    add_names(out, &group->names);
    if (group->fate != CONFIG_CHANGED) {
        struct span provider = group->fate == CONFIG_ADDED ? changes[0].after : changes[0].before;
        buffer_format(out, ": %s, provider '%.*s'", fate->word, SPAN_ARGS(provider));
    }
    buffer_add_c(out, color ? "\033[0m\n" : "\n");
    for (size_t i = 0; i < group->changes.len && group->fate == CONFIG_CHANGED; i++) {
        buffer_add_c(out, "    ");
        add_change(out, &changes[i]);
    }
}

static void add_logins(struct buffer *out, const struct list *logins)
{
    const struct config_change *all = logins->ptr;
    size_t shown = logins->len > LOGINS_SHOWN ? LOGINS_SHOWN : logins->len;
    for (size_t i = 0; i < shown; i++) {
        buffer_add_c(out, "login of ");
        add_change(out, &all[i]);
    }
    if (shown < logins->len) {
        buffer_format(out, "... and %zu more logins\n", logins->len - shown);
    }
}

int config_diff_print(const struct config_diff *diff, bool color)
{
    const struct config_group *const *groups = diff->groups.ptr;
    struct buffer out;
    buffer_init(&out, TEXT_MAX_BYTES);
    size_t shown[CONFIG_FATE_COUNT] = {0};
    for (size_t i = 0; i < diff->groups.len; i++) {
        if (shown[groups[i]->fate]++ < GROUPS_SHOWN) {
            add_group(&out, groups[i], color);
        }
    }
    for (size_t fate = 0; fate < CONFIG_FATE_COUNT; fate++) {
        if (shown[fate] > GROUPS_SHOWN) {
            buffer_format(&out,
                "%s ... and %zu more, each %s in its own way: name one, or ask for --json\n",
                fates[fate].mark, shown[fate] - GROUPS_SHOWN, fates[fate].word);
        }
    }
    add_logins(&out, &diff->logins);
    for (size_t fate = 0; fate < CONFIG_FATE_COUNT; fate++) {
        buffer_format(&out, "%zu %s, ", diff->counts[fate], fates[fate].word);
    }
    buffer_format(&out, "%zu as before", diff->same);
    if (diff->logins.len != 0) {
        buffer_format(&out, "; %zu login%s", diff->logins.len, diff->logins.len == 1 ? "" : "s");
    }
    buffer_add_char(&out, '\n');
    int code = verb_print(buffer_span(&out));
    buffer_finish(&out);
    return code;
}

static json_t *text_json(struct span text)
{
    return text.ptr == NULL ? json_null() : json_stringn(text.ptr, text.len);
}

static json_t *changes_json(const struct list *changes, const char *key)
{
    const struct config_change *all = changes->ptr;
    json_t *array = json_array();
    for (size_t i = 0; i < changes->len; i++) {
        json_array_append_new(
            array, json_pack("{s:o, s:o, s:o}", key, text_json(all[i].key), "before",
                       text_json(all[i].before), "after", text_json(all[i].after)));
    }
    return array;
}

int config_diff_print_json(const struct config_diff *diff)
{
    const struct config_group *const *groups = diff->groups.ptr;
    json_t *all = json_object();
    json_t *of_groups = json_array();
    for (size_t i = 0; i < diff->groups.len; i++) {
        const struct span *each = groups[i]->names.ptr;
        json_t *names = json_array();
        for (size_t k = 0; k < groups[i]->names.len; k++) {
            json_array_append_new(names, text_json(each[k]));
        }
        json_array_append_new(
            of_groups, json_pack("{s:s, s:o, s:o}", "fate", fates[groups[i]->fate].word, "domains",
                           names, "changes", changes_json(&groups[i]->changes, "key")));
    }
    for (size_t fate = 0; fate < CONFIG_FATE_COUNT; fate++) {
        json_object_set_new(all, fates[fate].word, json_integer((json_int_t)diff->counts[fate]));
    }
    json_object_set_new(all, "same", json_integer((json_int_t)diff->same));
    json_object_set_new(all, "groups", of_groups);
    json_object_set_new(all, "logins", changes_json(&diff->logins, "address"));
    return verb_print_json(all);
}
