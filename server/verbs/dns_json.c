// SPDX-License-Identifier: MIT
#include "verbs/dns_forms.h"

static json_t *text_json(struct span text)
{
    return json_stringn(text.len == 0 ? "" : text.ptr, text.len);
}

static json_t *full_name(struct arena *a, struct span name)
{
    return text_json(dns_name(a, name));
}

static json_t *record_json(struct arena *a, const struct dns_record *record)
{
    json_t *object = json_pack("{s:o, s:s, s:i}", "name", full_name(a, record->name), "type",
        dns_type_words[record->type], "ttl", DNS_TTL_S);
    switch (record->type) {
    case DNS_SRV:
        json_object_set_new(object, "priority", json_integer(record->priority));
        json_object_set_new(object, "weight", json_integer(record->weight));
        json_object_set_new(object, "port", json_integer(record->port));
        json_object_set_new(object, "target", full_name(a, record->target));
        break;
    case DNS_CNAME:
        json_object_set_new(object, "target", full_name(a, record->target));
        break;
    case DNS_TXT:
        json_object_set_new(object, "text", text_json(record->text));
        break;
    case DNS_TYPE_COUNT:
        break;
    }
    json_object_set_new(object, "data", text_json(dns_data(a, record)));
    json_object_set_new(object, "for", json_string(record->about));
    return object;
}

void dns_form_json(struct arena *a, json_t *all, const struct dns_records *records)
{
    const struct dns_record *each = records->records.ptr;
    const struct dns_note *notes = records->notes.ptr;
    json_t *of_records = json_array();
    json_t *of_notes = json_array();
    for (size_t i = 0; i < records->records.len; i++) {
        json_array_append_new(of_records, record_json(a, &each[i]));
    }
    for (size_t i = 0; i < records->notes.len; i++) {
        json_array_append_new(of_notes, text_json(notes[i].text));
    }
    json_array_append_new(
        all, json_pack("{s:o, s:o, s:o, s:o}", "domain", text_json(records->domain), "provider",
                 text_json(records->provider->key), "records", of_records, "notes", of_notes));
}

// The value of a key that is made if it is missing.
static json_t *object_at(json_t *object, const char *key)
{
    json_t *found = json_object_get(object, key);
    if (found == NULL) {
        found = json_object();
        json_object_set_new(object, key, found);
    }
    return found;
}

// "_imaps__tcp_example_com": a name of Terraform's own, which may hold no dot.
static const char *identifier_of(struct arena *a, struct span name)
{
    char *identifier = arena_alloc(a, name.len + 1);
    for (size_t i = 0; i < name.len; i++) {
        identifier[i] = (char)(name.ptr[i] == '.' ? '_' : name.ptr[i]);
    }
    identifier[name.len] = '\0';
    return identifier;
}

// The resource of a record, which is one for all records of a name and type.
static json_t *resource_of(
    struct arena *a, json_t *all, const struct dns_records *records, const struct dns_record *one)
{
    static const char *const kinds[DNS_TYPE_COUNT] = {
        [DNS_CNAME] = "dns_cname_record",
        [DNS_SRV] = "dns_srv_record_set",
        [DNS_TXT] = "dns_txt_record_set",
    };
    json_t *kind = object_at(object_at(all, "resource"), kinds[one->type]);
    json_t *resource = object_at(kind, identifier_of(a, one->name));
    struct span label = span_until(one->name, one->name.len - records->domain.len - 1);
    json_object_set_new(resource, "//", json_string(one->about));
    json_object_set_new(resource, "zone", full_name(a, records->domain));
    json_object_set_new(resource, "name", text_json(label));
    json_object_set_new(resource, "ttl", json_integer(DNS_TTL_S));
    return resource;
}

static void append(json_t *resource, const char *key, json_t *value)
{
    json_t *list = json_object_get(resource, key);
    if (list == NULL) {
        list = json_array();
        json_object_set_new(resource, key, list);
    }
    json_array_append_new(list, value);
}

void dns_form_terraform(struct arena *a, json_t *all, const struct dns_records *records)
{
    const struct dns_record *each = records->records.ptr;
    json_t *terraform = object_at(object_at(all, "terraform"), "required_providers");
    json_object_set_new(terraform, "dns", json_pack("{s:s}", "source", "hashicorp/dns"));
    for (size_t i = 0; i < records->records.len; i++) {
        const struct dns_record *one = &each[i];
        json_t *resource = resource_of(a, all, records, one);
        switch (one->type) {
        case DNS_CNAME:
            json_object_set_new(resource, "cname", full_name(a, one->target));
            break;
        case DNS_SRV:
            append(resource, "srv",
                json_pack("{s:i, s:i, s:i, s:o}", "priority", one->priority, "weight", one->weight,
                    "port", one->port, "target", full_name(a, one->target)));
            break;
        case DNS_TXT:
            append(resource, "txt", text_json(one->text));
            break;
        case DNS_TYPE_COUNT:
            break;
        }
    }
}
