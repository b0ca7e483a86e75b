// SPDX-License-Identifier: MIT
#include "config/walk.h"

#include "config/choices.h"
#include "config/expect.h"
#include "config/hosts.h"
#include "config/numbers.h"
#include "config/servers.h"
#include "config/urls.h"
#include "config/values.h"

#include <assert.h>
#include <string.h>

static void copy_defaults(const struct record *record, void *object)
{
    if (record->defaults == NULL) {
        memset(object, 0, record->size);
    } else {
        memcpy(object, record->defaults, record->size);
    }
}

// A map, or the short form: one text for one member. False: reported.
static bool read_record(struct walk *w, const struct record *record, struct value v, void *object)
{
    size_t errors = w->d->errors;
    copy_defaults(record, object);
    if (v.node->kind == NODE_TEXT && record->short_field != NULL) {
        const struct field *field = record_find(record, span_from_c(record->short_field));
        assert(field != NULL);
        return walk_value(w, field, v, (char *)object + field->offset);
    }
    if (!expect_map(w, v)) {
        return false;
    }
    walk_map(w, record, v, object);
    return w->d->errors == errors;
}

// What a service behind a URL is, and where it stands, no key says.
static void finish_endpoint(
    struct walk *w, const struct field *field, struct value v, struct endpoint *endpoint)
{
    unsigned type = SERVICE_COUNT;
    bool known = word_find(&service_words, span_from_c(field->name), &type);
    assert(known);
    endpoint->type = (uint8_t)type;
    endpoint->at = v.node->at;
    choice_refuse_no_login(w, v.node, &endpoint->auth);
}

static bool read_pointer(struct walk *w, const struct field *field, struct value v, void *out)
{
    const struct record *record = field->record;
    size_t errors = w->d->errors;
    void *object = arena_alloc(w->keep, record->size);
    v.http_too = (field->flags & FIELD_HTTP_TOO) != 0;
    if (!read_record(w, record, v, object)) {
        return false;
    }
    if (record == &endpoint_record) {
        finish_endpoint(w, field, v, object);
    }
    if (w->d->errors != errors) {
        return false;
    }
    memcpy(out, &object, sizeof object); // a pointer to a struct, whichever
    return true;
}

static bool read_inline(struct walk *w, const struct field *field, struct value v, void *out)
{
    return read_record(w, field->record, v, out);
}

static bool read_records(struct walk *w, const struct field *field, struct value v, void *out)
{
    const struct record *record = field->record;
    size_t errors = w->d->errors;
    if (!expect_list(w, v)) {
        return false;
    }
    struct list list = {arena_array(w->keep, v.node->count, record->size), 0};
    for (const struct item *item = v.node->first; item != NULL; item = item->next) {
        struct value inner = expect_item(v, item);
        list.len += read_record(w, record, inner, (char *)list.ptr + list.len * record->size);
    }
    *(struct list *)out = list;
    return w->d->errors == errors;
}

static bool read_spans(struct walk *w, const struct field *field, struct value v, void *out)
{
    size_t errors = w->d->errors;
    if (!expect_list(w, v)) {
        return false;
    }
    struct span *spans = arena_array(w->keep, v.node->count, sizeof *spans);
    size_t count = 0;
    for (const struct item *item = v.node->first; item != NULL; item = item->next) {
        struct value inner = expect_item(v, item);
        count += value_text(w, field, inner, &spans[count]);
    }
    *(struct list *)out = (struct list){spans, count};
    return w->d->errors == errors;
}

// How each kind of value is read. Lists of pointers are for templates, no key holds one.
static bool (*const readers[FIELD_KIND_COUNT])(
    struct walk *, const struct field *, struct value, void *) = {
    [FIELD_TEXT] = value_text,
    [FIELD_TAG] = value_tag,
    [FIELD_COLOUR] = value_colour,
    [FIELD_ADDRESS] = value_address,
    [FIELD_FILE] = value_path,
    [FIELD_NAME] = host_name,
    [FIELD_LABEL] = value_label,
    [FIELD_LOGIN] = value_login,
    [FIELD_HOST] = host_pattern,
    [FIELD_URL] = url_read,
    [FIELD_PORT] = number_port,
    [FIELD_NUMBER] = number_count,
    [FIELD_SECONDS] = number_seconds,
    [FIELD_BOOL] = number_bool,
    [FIELD_WORD] = choice_word,
    [FIELD_WORDS] = choice_words,
    [FIELD_SPANS] = read_spans,
    [FIELD_NAMES] = host_domains,
    [FIELD_TEXTS] = value_texts,
    [FIELD_RECORD] = read_pointer,
    [FIELD_INLINE] = read_inline,
    [FIELD_RECORDS] = read_records,
    [FIELD_SERVERS] = servers_read,
};

bool walk_value(struct walk *w, const struct field *field, struct value v, void *out)
{
    assert(readers[field->kind] != NULL);
    return readers[field->kind](w, field, v, out);
}

static void report_unknown(struct walk *w, const struct record *record, const struct item *item)
{
    struct suggestion near = expect_near(w, item->key);
    for (size_t i = 0; i < record->count; i++) {
        if ((record->fields[i].flags & FIELD_COMPUTED) == 0) {
            suggest_offer(&near, span_from_c(record->fields[i].name));
        }
    }
    struct span hint = suggest_hint(w->scratch, &near);
    diag_error(w->d, item->key_at, "unknown key '%.*s' in %s%.*s", SPAN_ARGS(item->key),
        record->what, SPAN_ARGS(hint));
}

bool walk_item(struct walk *w, const struct record *record, const struct item *item, bool http_too,
    void *object)
{
    const struct field *field = record_find(record, item->key);
    if (field == NULL || (field->flags & FIELD_COMPUTED) != 0) {
        report_unknown(w, record, item);
        return false;
    }
    struct value v = {.node = item->value, .key = item->key, .http_too = http_too};
    if ((field->flags & FIELD_SECRET) != 0) {
        diag_hide(w->d, v.node->at); // an alias may stand for what is written elsewhere
    }
    // What was wrong is counted: a configuration with an error is never served.
    (void)!walk_value(w, field, v, (char *)object + field->offset);
    return true;
}

bool walk_map(struct walk *w, const struct record *record, struct value outer, void *object)
{
    bool all_known = true;
    for (const struct item *item = outer.node->first; item != NULL; item = item->next) {
        all_known = walk_item(w, record, item, outer.http_too, object) && all_known;
    }
    for (size_t i = 0; all_known && i < record->count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->flags & FIELD_REQUIRED) != 0 &&
            node_find_item(outer.node, span_from_c(field->name)) == NULL) {
            diag_error(w->d, outer.node->at, "%s needs '%s'", record->what, field->name);
        }
    }
    return all_known;
}
