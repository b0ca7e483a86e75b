// SPDX-License-Identifier: MIT
#include "import/entry.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "import/entry_servers.h"
#include "import/trial.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { REMARK_MAX_BYTES = 2048 };

static const struct place nowhere = {0};

void entry_begin(struct import *im, struct span source, struct entry *e)
{
    *e = (struct entry){.import = im};
    e->map = node_new(im->keep, NODE_MAP, nowhere);
    e->values = arena_array(im->keep, provider_record.count, sizeof *e->values);
    e->lasts = arena_array(im->keep, provider_record.count, sizeof *e->lasts);
    e->owner = arena_array(im->keep, 1, sizeof *e->owner);
    e->servers_end = &e->servers;
    e->services_end = &e->services;
    map_init(&e->dropped, im->keep);
    comments_add(&im->comments, e->map, source);
}

void entry_remark(struct entry *e, const char *format, ...)
{
    char memory[REMARK_MAX_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(memory, sizeof memory, format, arguments);
    va_end(arguments);
    comments_add(&e->import->comments, e->map, span_from_c(memory));
}

void entry_dropped(struct entry *e, struct span name, uint32_t line)
{
    if (map_add(&e->dropped, name, e) == NULL) {
        entry_remark(e, "dropped: '%.*s' (line %u), which has no place here", SPAN_ARGS(name),
            (unsigned)line);
    }
}

void entry_value(struct entry *e, const char *key, struct node *value)
{
    size_t at = trial_field(key);
    struct span why;
    if (e->values[at] != NULL) {
        entry_remark(e, "dropped: a second '%s'", key);
    } else if (trial(e->import, key, value, &why)) {
        e->values[at] = value;
    } else {
        entry_remark(e, "dropped: %.*s", SPAN_ARGS(why));
    }
}

// Names for people are cut to what mail programs show.
static struct span shortened(struct entry *e, const char *key, struct span text)
{
    const struct field *field = &provider_record.fields[trial_field(key)];
    if (field->kind != FIELD_LABEL || utf8_count(text) <= field->max) {
        return text;
    }
    entry_remark(e, "shortened: '%s' was '%.*s'", key, SPAN_ARGS(text));
    return span_trim(utf8_until(text, field->max));
}

void entry_text(struct entry *e, const char *key, struct span text)
{
    if (text.len != 0) {
        entry_value(e, key, write_text(e->import->keep, shortened(e, key, text)));
    }
}

void entry_append(struct entry *e, const char *key, const struct node *value, struct span comment)
{
    size_t at = trial_field(key);
    if (e->values[at] == NULL) {
        e->values[at] = node_new(e->import->keep, NODE_LIST, nowhere);
    }
    write_add(e->import->keep, e->values[at], &e->lasts[at], SPAN(""), value);
    comments_add(&e->import->comments, value, comment);
}

static struct node *list_of(struct entry *e, const struct node *value)
{
    struct item *last = NULL;
    struct node *list = node_new(e->import->keep, NODE_LIST, nowhere);
    write_add(e->import->keep, list, &last, SPAN(""), value);
    return list;
}

void entry_member(struct entry *e, const char *key, const char *inner, struct node *value)
{
    size_t at = trial_field(key);
    struct arena *keep = e->import->keep;
    struct item *alone = NULL;
    struct node *map = node_new(keep, NODE_MAP, nowhere);
    struct span why;
    write_add(keep, map, &alone, span_from_c(inner), value);
    if (!trial(e->import, key, map, &why)) {
        entry_remark(e, "dropped: %.*s", SPAN_ARGS(why));
    } else if (e->values[at] == NULL) {
        e->values[at] = map;
        e->lasts[at] = alone;
    } else if (node_find(e->values[at], inner) == NULL) {
        write_add(keep, e->values[at], &e->lasts[at], span_from_c(inner), value);
    } else {
        entry_remark(e, "dropped: a second '%s'", inner);
    }
}

const struct node *entry_item(
    struct entry *e, const char *key, struct node *value, struct span comment)
{
    struct span why;
    if (!trial(e->import, key, list_of(e, value), &why)) {
        entry_remark(e, "dropped: %.*s", SPAN_ARGS(why));
        return NULL;
    }
    entry_append(e, key, value, comment);
    return value;
}

void entry_domain(struct entry *e, const char *key, struct span name, struct span comment)
{
    struct import *im = e->import;
    struct arena scratch;
    struct provider into;
    struct span why;
    struct node *value = write_text(im->keep, name);
    arena_init(&scratch);
    bool is_mx = strcmp(key, "mx") == 0;
    if (trial_value(e->import, &scratch, key, list_of(e, value), &into, &why)) {
        const struct name *taken = is_mx ? into.mx.ptr : into.domains.ptr;
        value->text = arena_copy(im->keep, taken->text);
        const struct import_owner *owner =
            map_add(is_mx ? &im->mx_names : &im->domains, value->text, e->owner);
        if (owner == NULL) {
            entry_append(e, key, value, comment);
        } else if (owner != e->owner) {
            entry_remark(e, "dropped: %.*s is in '%.*s' above, too", SPAN_ARGS(value->text),
                SPAN_ARGS(owner->key));
        } else {
            entry_remark(e, "dropped: %.*s, given twice", SPAN_ARGS(value->text));
        }
    } else {
        entry_remark(e, "dropped: %.*s", SPAN_ARGS(why));
    }
    arena_finish(&scratch);
}

void entry_server(struct entry *e, const struct found_server *server)
{
    struct found_server *copy = arena_alloc(e->import->keep, sizeof *copy);
    *copy = *server;
    copy->next = NULL;
    *e->servers_end = copy;
    e->servers_end = &copy->next;
}

void entry_service(struct entry *e, const struct found_service *service)
{
    struct found_service *copy = arena_alloc(e->import->keep, sizeof *copy);
    *copy = *service;
    copy->next = NULL;
    *e->services_end = copy;
    e->services_end = &copy->next;
}

void entry_auth(struct word_list *list, enum auth method)
{
    if (!word_list_has(list, method) && list->len < AUTH_MAX) {
        list->items[list->len++] = (uint8_t)method;
    }
}

bool entry_auth_is_open(const struct word_list *list)
{
    return list->len != 0 && (list->items[0] == AUTH_NONE || list->items[0] == AUTH_CLIENT_IP);
}

struct key_use {
    unsigned more; // keys made of this one, with a number behind it
};

// `text` as a key that no other provider has.
static struct span free_key(struct import *im, struct span text)
{
    char *kept = arena_alloc(im->keep, DOMAIN_MAX_BYTES);
    size_t len = 0;
    for (size_t i = 0; i < text.len && len < DOMAIN_MAX_BYTES; i++) {
        char c = ascii_lower(text.ptr[i]);
        if (ascii_is_alnum(c) || c == '.' || c == '-') {
            kept[len++] = c;
        }
    }
    struct span base = len == 0 ? SPAN("provider") : (struct span){kept, len};
    struct span key = base;
    struct key_use *use = arena_array(im->keep, 1, sizeof *use);
    struct key_use *first = map_add(&im->keys, base, use);
    while (first != NULL && map_find(&im->keys, key) != NULL) {
        key = arena_format(im->keep, "%.*s-%u", SPAN_ARGS(base), ++first->more + 1);
    }
    if (first != NULL) {
        map_add(&im->keys, key, use);
    }
    return key;
}

void entry_end(struct entry *e, struct span key)
{
    struct import *im = e->import;
    entry_servers_settle(e);
    struct item *last = NULL;
    for (size_t i = 0; i < provider_record.count; i++) {
        if (e->values[i] != NULL) {
            struct span name = span_from_c(provider_record.fields[i].name);
            write_add(im->keep, e->map, &last, name, e->values[i]);
        }
    }
    e->owner->key = free_key(im, key);
    write_add(im->keep, im->providers, &im->last, e->owner->key, e->map);
}
