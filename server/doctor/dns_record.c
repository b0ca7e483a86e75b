// SPDX-License-Identifier: MIT
#include "doctor/dns_record.h"

#include "base/buffer.h"
#include "base/limits.h"

#include <arpa/inet.h>

enum { LABELS_MAX = 128 }; // more do not fit into 255 bytes

static bool is_host_character(char c)
{
    return ascii_is_alnum(c) || c == '-' || c == '_';
}

// A name as it stands in an answer, without compression: libunbound has undone that. False: it is
// none, or holds what no host's name does; such names end up on terminals and in files.
static bool read_name(struct arena *a, struct span wire, struct span *out)
{
    char text[DOMAIN_MAX_BYTES];
    struct buffer name;
    buffer_init_fixed(&name, text, sizeof text);
    for (int i = 0; i < LABELS_MAX && wire.len != 0; i++) {
        size_t len = (unsigned char)wire.ptr[0];
        if (len == 0) {
            *out = arena_copy(a, buffer_span(&name));
            return buffer_ok(&name);
        }
        if (len > LABEL_MAX_BYTES || len >= wire.len) {
            return false;
        }
        if (name.len != 0) {
            buffer_add_char(&name, '.');
        }
        for (size_t k = 1; k <= len; k++) {
            if (!is_host_character(wire.ptr[k])) {
                return false;
            }
            buffer_add_char(&name, ascii_lower(wire.ptr[k]));
        }
        wire = span_from(wire, 1 + len);
    }
    return false;
}

static uint16_t read_number(struct span wire, size_t at)
{
    return (uint16_t)((unsigned char)wire.ptr[at] << 8 | (unsigned char)wire.ptr[at + 1]);
}

// MX and SRV: some numbers, then a name.
static bool read_numbers_and_name(
    struct arena *a, struct span wire, size_t count, uint16_t *numbers, struct span *name)
{
    if (wire.len < 2 * count) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        numbers[i] = read_number(wire, 2 * i);
    }
    return read_name(a, span_from(wire, 2 * count), name);
}

static bool read_address(struct arena *a, int family, struct span wire, struct span *out)
{
    char text[INET6_ADDRSTRLEN];
    if (wire.len != (family == AF_INET ? 4 : 16) ||
        inet_ntop(family, wire.ptr, text, sizeof text) == NULL) {
        return false;
    }
    *out = arena_copy(a, span_from_c(text));
    return true;
}

static bool is_printable(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < ' ' || text.ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

// Strings, each behind its length.
static bool read_text(struct arena *a, struct span wire, struct span *out)
{
    struct buffer all;
    buffer_init_fixed(&all, arena_alloc(a, wire.len), wire.len); // a length is as long as a blank
    while (wire.len != 0) {
        size_t len = (unsigned char)wire.ptr[0];
        if (len >= wire.len || !is_printable(span_until(span_from(wire, 1), len))) {
            return false;
        }
        buffer_add_c(&all, all.len == 0 ? "" : " ");
        buffer_add(&all, span_until(span_from(wire, 1), len));
        wire = span_from(wire, 1 + len);
    }
    *out = buffer_span(&all);
    return true;
}

bool dns_record_read(
    struct arena *a, enum record_type type, struct span wire, struct dns_record *out)
{
    struct dns_record record = {0};
    uint16_t numbers[3] = {0};
    bool fine = false;
    switch (type) {
    case RECORD_A:
        fine = read_address(a, AF_INET, wire, &record.data);
        break;
    case RECORD_AAAA:
        fine = read_address(a, AF_INET6, wire, &record.data);
        break;
    case RECORD_CNAME:
        fine = read_name(a, wire, &record.name);
        break;
    case RECORD_MX:
        fine = read_numbers_and_name(a, wire, 1, numbers, &record.name);
        break;
    case RECORD_TXT:
        fine = read_text(a, wire, &record.data);
        break;
    case RECORD_SRV:
        fine = read_numbers_and_name(a, wire, 3, numbers, &record.name);
        break;
    }
    if (fine) {
        record.priority = numbers[0];
        record.weight = numbers[1];
        record.port = numbers[2];
        *out = record;
    }
    return fine;
}
