// SPDX-License-Identifier: MIT
#include "config/expect.h"

#include "base/limits.h"

// How messages name the value.
static const char *prefix(struct value v)
{
    return v.item ? "an item of " : "";
}

static bool has_value(struct walk *w, struct value v)
{
    bool nothing = v.node->kind == NODE_TEXT && v.node->text.len == 0;
    if (v.node->kind == NODE_BROKEN) {
        return false; // reported when the file was read
    }
    if (nothing || node_is_empty(v.node)) {
        diag_error(w->d, v.node->at, "%s'%.*s' has no value: give it one, or take it away",
            prefix(v), SPAN_ARGS(v.key));
        return false;
    }
    return true;
}

struct value expect_item(struct value list, const struct item *item)
{
    return (struct value){.node = item->value, .key = list.key, .item = true};
}

bool expect_list(struct walk *w, struct value v)
{
    if (!has_value(w, v)) {
        return false;
    }
    if (v.node->kind == NODE_TEXT) {
        diag_error(w->d, v.node->at, "'%.*s' must be a list: write [%.*s]", SPAN_ARGS(v.key),
            SPAN_ARGS(v.node->text));
    } else if (v.node->kind == NODE_MAP) {
        diag_error(w->d, v.node->at, "'%.*s' must be a list, not a map", SPAN_ARGS(v.key));
    }
    return v.node->kind == NODE_LIST;
}

bool expect_map(struct walk *w, struct value v)
{
    if (!has_value(w, v)) {
        return false;
    }
    if (v.node->kind != NODE_MAP) {
        diag_error(w->d, v.node->at, "%s'%.*s' must be a map, not %s", prefix(v), SPAN_ARGS(v.key),
            node_kind_text(v.node));
    }
    return v.node->kind == NODE_MAP;
}

bool expect_text(struct walk *w, struct value v, struct span *out)
{
    if (!has_value(w, v)) {
        return false;
    }
    if (v.node->kind != NODE_TEXT) {
        diag_error(w->d, v.node->at, "%s'%.*s' must be a text, not %s", prefix(v), SPAN_ARGS(v.key),
            node_kind_text(v.node));
        return false;
    }
    *out = v.node->text;
    return true;
}

bool expect_line(struct walk *w, struct value v, struct span *out)
{
    struct span text;
    if (!expect_text(w, v, &text)) {
        return false;
    }
    if (span_has(text, '\n')) {
        diag_error(w->d, v.node->at, "%s'%.*s' must be one line", prefix(v), SPAN_ARGS(v.key));
        return false;
    }
    *out = text;
    return true;
}

bool expect_is_heard(const struct walk *w)
{
    return w->d->kept < DIAGNOSTICS_MAX;
}

struct suggestion expect_near(const struct walk *w, struct span wanted)
{
    struct suggestion near;
    suggest_init(&near, expect_is_heard(w) ? wanted : SPAN(""));
    return near;
}
