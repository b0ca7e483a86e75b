// SPDX-License-Identifier: MIT
#include "manual/schema.h"

#include "config/files.h"
#include "config/servers.h"
#include "manual/kinds.h"
#include "model/provider.h"
#include "verbs/config_json.h"

#include <assert.h>
#include <string.h>

// `of`: the key whose value the record is; NULL: a provider itself. It and value_of() call each
// other as deep as the tables nest.
static json_t *object_of(const struct record *record, const struct field *of);

static bool is_key(const struct field *field, const struct field *of)
{
    bool of_pop3 = of != NULL && strcmp(of->name, "pop3") == 0;
    return (field->flags & FIELD_COMPUTED) == 0 && ((field->flags & FIELD_POP3) == 0 || of_pop3);
}

static json_t *value_of(const struct field *field, const struct field *of)
{
    const struct record *record = field->record;
    bool is_smtp = of != NULL && strcmp(of->name, "smtp") == 0;
    bool http_too = of != NULL && (of->flags & FIELD_HTTP_TOO) != 0;
    if (field->kind == FIELD_SERVERS) {
        return json_pack("{s:[o, {s:s, s:o}]}", "anyOf", kinds_ref(field->name), "type", "array",
            "items", kinds_ref(field->name));
    }
    if (field->kind == FIELD_RECORDS) {
        return json_pack("{s:s, s:o}", "type", "array", "items", object_of(record, field));
    }
    if (field->kind == FIELD_INLINE || field->kind == FIELD_RECORD) {
        json_t *object = object_of(record, field);
        if (record->short_field == NULL) {
            return object;
        }
        const struct field *alone = record_find(record, span_from_c(record->short_field));
        return json_pack("{s:[o, o]}", "anyOf", value_of(alone, field), object);
    }
    if (field->words == &auth_words && is_smtp) {
        return json_pack("{s:[o, o]}", "anyOf", kinds_words(field->words, false),
            kinds_words(field->words, true));
    }
    return kinds_value(field, http_too);
}

static json_t *object_of(const struct record *record, const struct field *of)
{
    json_t *properties = json_object();
    json_t *required = json_array();
    for (size_t i = 0; i < record->count; i++) {
        const struct field *field = &record->fields[i];
        if (!is_key(field, of)) {
            continue;
        }
        json_t *property = json_pack("{s:s}", "description", field->help);
        json_t *value = value_of(field, of);
        json_object_update(property, value);
        json_decref(value);
        if (record->defaults != NULL && field->kind != FIELD_INLINE) {
            const char *start = record->defaults;
            json_t *otherwise = config_json_value(field, start + field->offset);
            json_object_set_new(property, "default", otherwise);
        }
        json_object_set_new(properties, field->name, property);
        if ((field->flags & FIELD_REQUIRED) != 0) {
            json_array_append_new(required, json_string(field->name));
        }
    }
    json_t *object = json_pack("{s:s, s:o, s:b}", "type", "object", "properties", properties,
        "additionalProperties", false);
    if (json_array_size(required) != 0) {
        json_object_set(object, "required", required);
    }
    json_decref(required);
    return object;
}

// A port known for nothing must say its security, and security none that it is meant.
static json_t *server_rules(void)
{
    json_t *ports = json_array();
    for (size_t i = 0; i < KNOWN_PORT_COUNT; i++) {
        json_array_append_new(ports, json_integer(known_ports[i].port));
        json_array_append_new(ports, json_sprintf("%u", known_ports[i].port));
    }
    json_t *unknown_port = json_pack("{s:{s:{s:{s:o}}}, s:{s:[s]}}", "if", "properties", "port",
        "enum", ports, "else", "required", "security");
    json_t *no_security = json_pack("{s:{s:[s], s:{s:{s:s}}}, s:{s:[s], s:{s:{s:[b, s]}}}}", "if",
        "required", "security", "properties", "security", "const", "none", "then", "required",
        "insecure", "properties", "insecure", "enum", true, "true");
    return json_pack("[o, o]", unknown_port, no_security);
}

static json_t *server(const struct field *field)
{
    json_t *object = object_of(&server_record, field);
    json_object_set_new(object, "allOf", server_rules());
    json_t *forms = json_pack("[o, o]", kinds_ref("host_and_port"), object);
    if (strcmp(field->name, "xmpp") == 0) {
        json_array_append_new(forms, kinds_ref("wss_url"));
    }
    return json_pack("{s:o}", "anyOf", forms);
}

static json_t *provider(void)
{
    json_t *made = object_of(&provider_record, NULL);
    json_t *outlook = json_object_get(json_object_get(made, "properties"), "outlook");
    json_object_set_new(
        outlook, "not", json_pack("{s:[s, s]}", "required", "redirect_url", "redirect_domain"));
    return made;
}

// What differs for one domain: the keys of a provider but its names.
static json_t *row(void)
{
    json_t *properties = json_object();
    json_t *named = kinds_ref("provider_name");
    json_object_set_new(named, "description", json_string("whose domain it is"));
    json_object_set_new(properties, "provider", named);
    for (size_t i = 0; i < provider_record.count; i++) {
        const struct field *field = &provider_record.fields[i];
        if (is_key(field, NULL) && field->kind != FIELD_NAMES) {
            json_object_set_new(properties, field->name,
                json_pack("{s:s+}", "$ref", "#/$defs/provider/properties/", field->name));
        }
    }
    json_t *object = json_pack("{s:s, s:o, s:b, s:[s]}", "type", "object", "properties", properties,
        "additionalProperties", false, "required", "provider");
    return json_pack("{s:[o, o]}", "anyOf", kinds_ref("provider_name"), object);
}

static json_t *definitions(void)
{
    json_t *all = kinds_definitions();
    for (size_t i = 0; i < provider_record.count; i++) {
        const struct field *field = &provider_record.fields[i];
        if (field->kind == FIELD_SERVERS) {
            json_object_set_new(all, field->name, server(field));
        }
    }
    json_object_set_new(all, "provider", provider());
    json_object_set_new(all, "row", row());
    return all;
}

static json_t *map_of(const char *key, const char *value)
{
    return json_pack("{s:s, s:o, s:o}", "type", "object", "propertyNames", kinds_ref(key),
        "additionalProperties", kinds_ref(value));
}

static json_t *version(void)
{
    return json_pack("{s:[i, s]}", "enum", 1, "1");
}

static json_t *include(void)
{
    return json_pack("{s:s, s:o}", "type", "array", "items", kinds_ref("line"));
}

static json_t *providers(void)
{
    json_t *made = map_of("provider_name", "provider");
    json_object_set_new(made, "type", json_pack("[s, s]", "object", "null")); // all in other files
    return made;
}

static json_t *domains(void)
{
    return map_of("domain", "row");
}

static json_t *logins(void)
{
    return map_of("address", "label");
}

static json_t *top(const char *name)
{
    static const struct {
        const char *name;
        json_t *(*make)(void);
    } makers[TOP_KEY_COUNT] = {
        {"version", version},
        {"include", include},
        {"providers", providers},
        {"domains", domains},
        {"logins", logins},
    };
    size_t i = 0;
    while (i < TOP_KEY_COUNT && strcmp(makers[i].name, name) != 0) {
        i++;
    }
    assert(i < TOP_KEY_COUNT);
    return makers[i].make();
}

json_t *schema_providers(void)
{
    json_t *properties = json_object();
    for (size_t i = 0; i < TOP_KEY_COUNT; i++) {
        json_t *property = json_pack("{s:s}", "description", top_keys[i].help);
        json_t *value = top(top_keys[i].name);
        json_object_update(property, value);
        json_decref(value);
        json_object_set_new(properties, top_keys[i].name, property);
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:{s:{}}, s:b, s:o}", "$schema",
        "https://json-schema.org/draft/2020-12/schema", "title", "providers.yaml", "description",
        "Where the mail servers of each domain are, for autoconfigd", "type", "object",
        "properties", properties, "patternProperties", "^x-", "additionalProperties", false,
        "$defs", definitions());
}
