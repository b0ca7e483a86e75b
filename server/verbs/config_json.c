// SPDX-License-Identifier: MIT
#include "verbs/config_json.h"

#include "base/arena.h"

#include <inttypes.h>
#include <stdio.h>

// A NULL of these functions says: nothing to print. They call each other as deep as the tables
// nest, not as deep as any input does.
static json_t *record_json(const struct record *record, const void *object);

static json_t *span_json(struct span text)
{
    return text.len == 0 ? NULL : json_stringn(text.ptr, text.len);
}

static json_t *word_json(const struct word_set *words, unsigned value)
{
    return json_string(word_text(words, value, WORDS_YAML));
}

static json_t *words_json(const struct word_set *words, const struct word_list *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->len; i++) {
        json_array_append_new(array, word_json(words, list->items[i]));
    }
    return array;
}

static json_t *texts_json(const struct list *texts)
{
    const struct text *all = texts->ptr;
    if (texts->len == 0 || (texts->len == 1 && all[0].lang.len == 0)) {
        return texts->len == 0 ? NULL : span_json(all[0].value);
    }
    json_t *object = json_object();
    for (size_t i = 0; i < texts->len; i++) {
        struct span lang = all[i].lang.len == 0 ? SPAN("default") : all[i].lang;
        char key[64];
        snprintf(key, sizeof key, "%.*s", SPAN_ARGS(lang));
        json_object_set_new(object, key, span_json(all[i].value));
    }
    return object;
}

static json_t *names_json(const struct list *names)
{
    const struct name *all = names->ptr;
    json_t *array = names->len == 0 ? NULL : json_array();
    for (size_t i = 0; i < names->len; i++) {
        json_array_append_new(array, span_json(all[i].text));
    }
    return array;
}

static json_t *spans_json(const struct list *spans)
{
    const struct span *all = spans->ptr;
    json_t *array = spans->len == 0 ? NULL : json_array();
    for (size_t i = 0; i < spans->len; i++) {
        json_array_append_new(array, span_json(all[i]));
    }
    return array;
}

static json_t *records_json(const struct record *record, const struct list *records)
{
    const char *all = records->ptr;
    json_t *array = records->len == 0 ? NULL : json_array();
    for (size_t i = 0; i < records->len; i++) {
        json_array_append_new(array, record_json(record, all + i * record->size));
    }
    return array;
}

static json_t *server_json(const struct server *server)
{
    if (server->url != NULL) {
        return span_json(server->url->source);
    }
    json_t *object = record_json(&server_record, server);
    for (size_t i = 0; i < server_record.count && server->type != SERVICE_POP3; i++) {
        if ((server_record.fields[i].flags & FIELD_POP3) != 0) {
            json_object_del(object, server_record.fields[i].name); // the loader would refuse it
        }
    }
    return object;
}

static json_t *servers_json(const struct list *servers)
{
    const struct server *all = servers->ptr;
    json_t *array = servers->len == 0 ? NULL : json_array();
    for (size_t i = 0; i < servers->len; i++) {
        json_array_append_new(array, server_json(&all[i]));
    }
    return array;
}

static json_t *seconds_json(uint32_t seconds)
{
    char text[16];
    snprintf(text, sizeof text, "%" PRIu32 "s", seconds);
    return json_string(text);
}

static json_t *pattern_json(const struct pattern *pattern)
{
    return pattern == NULL ? NULL : span_json(pattern->source);
}

// The pointer that a member holds, whatever it points to.
static const void *pointer_at(const char *member)
{
    const void *const *pointer = (const void *const *)(const void *)member;
    return *pointer;
}

json_t *config_json_value(const struct field *field, const char *member)
{
    const void *at = member;
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_TAG:
    case FIELD_COLOUR:
    case FIELD_ADDRESS:
    case FIELD_FILE:
    case FIELD_NAME:
        return span_json(*(const struct span *)at);
    case FIELD_LABEL:
    case FIELD_LOGIN:
    case FIELD_HOST:
    case FIELD_URL:
        return pattern_json(pointer_at(member));
    case FIELD_PORT:
        return json_integer(*(const uint16_t *)at);
    case FIELD_NUMBER:
        return *(const uint32_t *)at == 0 ? NULL : json_integer(*(const uint32_t *)at);
    case FIELD_SECONDS:
        return seconds_json(*(const uint32_t *)at);
    case FIELD_BOOL:
        return json_boolean(*(const bool *)at);
    case FIELD_WORD:
        return word_json(field->words, *(const uint8_t *)at);
    case FIELD_WORDS:
        return words_json(field->words, at);
    case FIELD_SPANS:
        return spans_json(at);
    case FIELD_NAMES:
        return names_json(at);
    case FIELD_TEXTS:
        return texts_json(at);
    case FIELD_RECORD:
        at = pointer_at(member);
        return at == NULL ? NULL : record_json(field->record, at);
    case FIELD_INLINE:
        return record_json(field->record, at);
    case FIELD_RECORDS:
        return records_json(field->record, at);
    case FIELD_SERVERS:
        return servers_json(at);
    case FIELD_POINTERS:
    case FIELD_KIND_COUNT:
        break;
    }
    return NULL;
}

static json_t *record_json(const struct record *record, const void *object)
{
    json_t *result = json_object();
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->flags & (FIELD_COMPUTED | FIELD_SECRET)) == 0) {
            json_t *value = config_json_value(field, (const char *)object + field->offset);
            if (value != NULL) {
                json_object_set_new(result, field->name, value);
            }
        }
    }
    return result;
}

json_t *config_json_provider(const struct provider *provider)
{
    return record_json(&provider_record, provider);
}

static void set(json_t *object, struct arena *a, struct span key, json_t *value)
{
    const char *name;
    if (arena_to_c(a, key, &name)) {
        json_object_set_new(object, name, value);
    } else {
        json_decref(value);
    }
}

// A row that changes nothing is its provider's name; else all that the row's copy came to.
static json_t *row_json(const struct domain_row *row, const struct configuration *configuration)
{
    const struct provider *const *providers = configuration->providers.ptr;
    for (size_t i = 0; i < configuration->providers.len; i++) {
        if (providers[i] == row->provider) {
            return span_json(row->provider->key);
        }
    }
    json_t *object = config_json_provider(row->provider);
    json_object_del(object, "domains");
    json_object_del(object, "mx");
    json_object_set_new(object, "provider", span_json(row->provider->key));
    return object;
}

json_t *config_json_all(const struct configuration *configuration)
{
    const struct provider *const *providers = configuration->providers.ptr;
    const struct domain_row *rows = configuration->rows.ptr;
    const struct login *logins = configuration->logins.ptr;
    json_t *all = json_object();
    json_t *of_providers = json_object();
    json_t *of_rows = json_object();
    json_t *of_logins = json_object();
    struct arena a;
    arena_init(&a);
    for (size_t i = 0; i < configuration->providers.len; i++) {
        set(of_providers, &a, providers[i]->key, config_json_provider(providers[i]));
    }
    for (size_t i = 0; i < configuration->rows.len; i++) {
        set(of_rows, &a, rows[i].name.text, row_json(&rows[i], configuration));
    }
    for (size_t i = 0; i < configuration->logins.len; i++) {
        set(of_logins, &a, logins[i].address, span_json(logins[i].username->source));
    }
    arena_finish(&a);
    json_object_set_new(all, "version", json_integer(1));
    json_object_set_new(all, "providers", of_providers);
    json_object_set_new(all, "domains", of_rows);
    json_object_set_new(all, "logins", of_logins);
    return all;
}
