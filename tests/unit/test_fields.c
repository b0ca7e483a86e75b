// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/map.h"
#include "model/provider.h"

#include <string.h>

enum { RECORDS_MAX = 32 };

struct records {
    const struct record *all[RECORDS_MAX];
    size_t count;
};

static void add_once(struct records *r, const struct record *record)
{
    for (size_t i = 0; i < r->count; i++) {
        if (r->all[i] == record) {
            return;
        }
    }
    assert_true(r->count < RECORDS_MAX);
    r->all[r->count++] = record;
}

// provider_record and all that can be reached from it.
static struct records all_records(void)
{
    struct records r = {.count = 0};
    add_once(&r, &provider_record);
    for (size_t i = 0; i < r.count; i++) {
        for (size_t j = 0; j < r.all[i]->count; j++) {
            if (r.all[i]->fields[j].record != NULL) {
                add_once(&r, r.all[i]->fields[j].record);
            }
        }
    }
    return r;
}

static size_t size_of_kind(const struct field *field)
{
    static const size_t sizes[FIELD_KIND_COUNT] = {
        [FIELD_TEXT] = sizeof(struct span),
        [FIELD_TAG] = sizeof(struct span),
        [FIELD_COLOUR] = sizeof(struct span),
        [FIELD_ADDRESS] = sizeof(struct span),
        [FIELD_FILE] = sizeof(struct span),
        [FIELD_NAME] = sizeof(struct span),
        [FIELD_LABEL] = sizeof(struct pattern *),
        [FIELD_LOGIN] = sizeof(struct pattern *),
        [FIELD_HOST] = sizeof(struct pattern *),
        [FIELD_URL] = sizeof(struct pattern *),
        [FIELD_PORT] = sizeof(uint16_t),
        [FIELD_NUMBER] = sizeof(uint32_t),
        [FIELD_SECONDS] = sizeof(uint32_t),
        [FIELD_BOOL] = sizeof(bool),
        [FIELD_WORD] = sizeof(uint8_t),
        [FIELD_WORDS] = sizeof(struct word_list),
        [FIELD_SPANS] = sizeof(struct list),
        [FIELD_NAMES] = sizeof(struct list),
        [FIELD_TEXTS] = sizeof(struct list),
        [FIELD_RECORD] = sizeof(void *),
        [FIELD_RECORDS] = sizeof(struct list),
        [FIELD_POINTERS] = sizeof(struct list),
        [FIELD_SERVERS] = sizeof(struct list),
    };
    return field->kind == FIELD_INLINE ? field->record->size : sizes[field->kind];
}

static bool wants_record(enum field_kind kind)
{
    return kind == FIELD_RECORD || kind == FIELD_INLINE || kind == FIELD_RECORDS ||
           kind == FIELD_POINTERS || kind == FIELD_SERVERS || kind == FIELD_TEXTS ||
           kind == FIELD_NAMES || kind == FIELD_SPANS;
}

static void all_records_are_reached(void **state)
{
    (void)state;
    assert_int_equal(all_records().count, 14);
}

static void each_field_lies_in_its_struct_and_overlaps_none(void **state)
{
    (void)state;
    struct records r = all_records();
    for (size_t i = 0; i < r.count; i++) {
        char taken[4096] = {0};
        assert_in_range(r.all[i]->size, 1, sizeof taken);
        for (size_t j = 0; j < r.all[i]->count; j++) {
            const struct field *field = &r.all[i]->fields[j];
            size_t size = size_of_kind(field);
            assert_true(size > 0);
            assert_true(field->offset + size <= r.all[i]->size);
            assert_null(memchr(taken + field->offset, 1, size));
            memset(taken + field->offset, 1, size);
        }
    }
}

static void names_are_yaml_words_and_unique(void **state)
{
    (void)state;
    struct records r = all_records();
    for (size_t i = 0; i < r.count; i++) {
        for (size_t j = 0; j < r.all[i]->count; j++) {
            const struct field *field = &r.all[i]->fields[j];
            struct span name = span_from_c(field->name);
            assert_ptr_equal(record_find(r.all[i], name), field); // the first of that name
            assert_true(name.len > 0);
            for (size_t k = 0; k < name.len; k++) {
                assert_true(span_has(SPAN("abcdefghijklmnopqrstuvwxyz0123456789_"), name.ptr[k]));
            }
        }
        assert_null(record_find(r.all[i], SPAN("nobody")));
        assert_null(record_find(r.all[i], SPAN("")));
    }
}

// The help stands in the manual: one line, as a diagnostic is written.
static void each_has_help_and_what_its_kind_needs(void **state)
{
    (void)state;
    struct records r = all_records();
    for (size_t i = 0; i < r.count; i++) {
        assert_true(span_from_c(r.all[i]->what).len > 2);
        for (size_t j = 0; j < r.all[i]->count; j++) {
            const struct field *field = &r.all[i]->fields[j];
            struct span help = span_from_c(field->help);
            assert_true(help.len >= 5 && help.len <= 100);
            assert_false(span_has(help, '\n') || span_ends_with(help, SPAN(".")));
            assert_int_equal(wants_record(field->kind), field->record != NULL);
            assert_int_equal(
                field->kind == FIELD_WORD || field->kind == FIELD_WORDS, field->words != NULL);
            if (field->kind == FIELD_NUMBER || field->kind == FIELD_SECONDS) {
                assert_true(field->max > 0);
            }
        }
    }
}

static void short_forms_are_fields(void **state)
{
    (void)state;
    struct records r = all_records();
    for (size_t i = 0; i < r.count; i++) {
        if (r.all[i]->short_field != NULL) {
            const struct field *field = record_find(r.all[i], span_from_c(r.all[i]->short_field));
            assert_non_null(field);
            assert_int_equal(field->flags & FIELD_COMPUTED, 0);
        }
    }
    assert_string_equal(server_record.short_field, "host");
    assert_string_equal(endpoint_record.short_field, "url");
}

// What a person who writes nothing gets; the manual says so.
static void defaults_of_a_provider(void **state)
{
    (void)state;
    const struct provider *p = provider_record.defaults;
    assert_true(p->enabled);
    assert_false(p->pacc);
    assert_int_equal(p->ttl_s, 3600);
    assert_ptr_equal(p->username, &pattern_address);
    assert_int_equal(p->auth.len, 1);
    assert_int_equal(p->auth.items[0], AUTH_PASSWORD);
    assert_true(p->autoconfig.fill);
    assert_int_equal(p->autoconfig.version, AUTOCONFIG_1_1);
}

// A map that is left out and one that is there with nothing in it mean the same.
static void defaults_of_parts_agree_with_the_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < provider_record.count; i++) {
        const struct field *field = &provider_record.fields[i];
        if (field->kind == FIELD_INLINE) {
            const char *whole = provider_record.defaults;
            assert_non_null(field->record->defaults);
            for (size_t j = 0; j < field->record->count; j++) { // fields only: padding may differ
                const struct field *part = &field->record->fields[j];
                assert_memory_equal(whole + field->offset + part->offset,
                    (const char *)field->record->defaults + part->offset, size_of_kind(part));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_records_are_reached),
        cmocka_unit_test(each_field_lies_in_its_struct_and_overlaps_none),
        cmocka_unit_test(names_are_yaml_words_and_unique),
        cmocka_unit_test(each_has_help_and_what_its_kind_needs),
        cmocka_unit_test(short_forms_are_fields),
        cmocka_unit_test(defaults_of_a_provider),
        cmocka_unit_test(defaults_of_parts_agree_with_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
