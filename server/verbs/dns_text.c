// SPDX-License-Identifier: MIT
#include "verbs/dns_forms.h"

#include "verbs/table.h"

enum zone_column {
    ZONE_NAME,
    ZONE_TTL,
    ZONE_CLASS,
    ZONE_TYPE,
    ZONE_DATA,
    ZONE_COMMENT,
    ZONE_COLUMN_COUNT,
};

enum table_column {
    TABLE_NAME,
    TABLE_TYPE,
    TABLE_DATA,
    TABLE_ABOUT,
    TABLE_COLUMN_COUNT,
};

// Rows of ZONE_COLUMN_COUNT cells.
struct zone {
    struct arena *arena;
    struct span *cells;
    size_t rows;
};

static void add_line(struct zone *z, struct span line)
{
    z->cells[z->rows++ * ZONE_COLUMN_COUNT] = line;
}

static void add_record(struct zone *z, const struct dns_record *record)
{
    struct span *cells = &z->cells[z->rows++ * ZONE_COLUMN_COUNT];
    cells[ZONE_NAME] = dns_name(z->arena, record->name);
    cells[ZONE_TTL] = arena_format(z->arena, "%d", DNS_TTL_S);
    cells[ZONE_CLASS] = SPAN("IN");
    cells[ZONE_TYPE] = span_from_c(dns_type_words[record->type]);
    cells[ZONE_DATA] = dns_data(z->arena, record);
    cells[ZONE_COMMENT] = arena_format(z->arena, "; %s", record->about);
}

// A heading, notes, and the records that they are about.
static void add_group(struct zone *z, const struct dns_records *records, enum dns_group group)
{
    const struct dns_record *all = records->records.ptr;
    const struct dns_note *notes = records->notes.ptr;
    size_t before = z->rows;
    add_line(z, SPAN(""));
    add_line(z, arena_format(z->arena, "; %s", dns_group_titles[group]));
    for (size_t i = 0; i < records->notes.len; i++) {
        if (notes[i].group == group) {
            add_line(z, arena_format(z->arena, "; note: %.*s", SPAN_ARGS(notes[i].text)));
        }
    }
    for (size_t i = 0; i < records->records.len; i++) {
        if (all[i].group == group) {
            add_record(z, &all[i]);
        }
    }
    if (z->rows == before + 2) {
        z->rows = before; // nothing to head
    }
}

void dns_form_zone(struct arena *a, struct buffer *out, const struct dns_records *records)
{
    size_t lines = records->records.len + records->notes.len + (size_t)2 * DNS_GROUP_COUNT;
    struct zone z = {a, arena_array(a, lines, ZONE_COLUMN_COUNT * sizeof(struct span)), 0};
    for (size_t group = 0; group < DNS_GROUP_COUNT; group++) {
        add_group(&z, records, (enum dns_group)group);
    }
    buffer_format(out, "; %.*s, provider '%.*s'\n", SPAN_ARGS(records->domain),
        SPAN_ARGS(records->provider->key));
    table_add(out, &(struct table){"", NULL, ZONE_COLUMN_COUNT, z.cells, z.rows});
}

void dns_form_table(struct arena *a, struct buffer *out, const struct dns_records *records)
{
    static const char *const heads[TABLE_COLUMN_COUNT] = {
        [TABLE_NAME] = "name",
        [TABLE_TYPE] = "type",
        [TABLE_DATA] = "data",
        [TABLE_ABOUT] = "for",
    };
    const struct dns_record *all = records->records.ptr;
    const struct dns_note *notes = records->notes.ptr;
    size_t count = records->records.len;
    struct span *cells = arena_array(a, count, TABLE_COLUMN_COUNT * sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        struct span *row = &cells[i * TABLE_COLUMN_COUNT];
        row[TABLE_NAME] = dns_name(a, all[i].name);
        row[TABLE_TYPE] = span_from_c(dns_type_words[all[i].type]);
        row[TABLE_DATA] = dns_data(a, &all[i]);
        row[TABLE_ABOUT] = span_from_c(all[i].about);
    }
    buffer_format(out, "%.*s: provider '%.*s'\n\n", SPAN_ARGS(records->domain),
        SPAN_ARGS(records->provider->key));
    table_add(out, &(struct table){"  ", heads, TABLE_COLUMN_COUNT, cells, count});
    for (size_t i = 0; i < records->notes.len; i++) {
        buffer_format(out, "%s  note: %.*s\n", i == 0 ? "\n" : "", SPAN_ARGS(notes[i].text));
    }
}

void dns_form_nsupdate(struct arena *a, struct buffer *out, const struct dns_records *records)
{
    const struct dns_record *all = records->records.ptr;
    const struct dns_note *notes = records->notes.ptr;
    buffer_format(out, "; %.*s, provider '%.*s'\n", SPAN_ARGS(records->domain),
        SPAN_ARGS(records->provider->key));
    for (size_t i = 0; i < records->notes.len; i++) {
        buffer_format(out, "; note: %.*s\n", SPAN_ARGS(notes[i].text));
    }
    for (size_t i = 0; i < records->records.len; i++) {
        const struct dns_record *one = &all[i];
        struct span name = dns_name(a, one->name);
        if (i == 0 || one->type != one[-1].type || !span_equal(one->name, one[-1].name)) {
            buffer_format(
                out, "update delete %.*s %s\n", SPAN_ARGS(name), dns_type_words[one->type]);
        }
        buffer_format(out, "update add %.*s %d %s %.*s\n", SPAN_ARGS(name), DNS_TTL_S,
            dns_type_words[one->type], SPAN_ARGS(dns_data(a, one)));
    }
    buffer_add_c(out, "send\n");
}
