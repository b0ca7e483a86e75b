// SPDX-License-Identifier: MIT
#include "http/certificates.h"

#include <string.h>

#include "http/certificate_set.h"

#define DEFAULT_FOLDER "default"

void certificate_entry_drop(struct certificate_entry *entry)
{
    if (atomic_fetch_sub(&entry->sets, 1) > 1) {
        return;
    }
    for (unsigned i = 0; i < entry->certificate.chain_len; i++) {
        gnutls_pcert_deinit(&entry->chain[i]);
    }
    keypair_release(&entry->pair);
    struct arena all = entry->arena;
    arena_finish(&all);
}

void certificate_set_free(struct certificate_set *set)
{
    if (set == NULL) {
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        certificate_entry_drop(set->entries[i]);
    }
    struct arena all = set->arena;
    arena_finish(&all);
}

static void release(void *set)
{
    certificate_set_free(set);
}

void certificates_slot_init(struct slot *slot)
{
    slot_init(slot, release);
}

const struct certificate *certificate_find(const struct certificate_set *set, struct span host)
{
    char memory[DOMAIN_MAX_BYTES + 1];
    if (span_ends_with(host, SPAN("."))) {
        host.len--;
    }
    if (host.len == 0 || host.len > DOMAIN_MAX_BYTES) {
        return NULL;
    }
    for (size_t i = 0; i < host.len; i++) {
        memory[i] = ascii_lower(host.ptr[i]);
    }
    struct span name = {memory, host.len};
    const struct certificate_name *found = map_find(&set->names, name);
    const char *dot = memchr(memory, '.', host.len);
    if (found == NULL && dot != NULL && dot > memory) { // "*.example.com" is one label wide
        size_t skipped = (size_t)(dot - memory) - 1;
        memory[skipped] = '*';
        found = map_find(&set->names, span_from(name, skipped));
    }
    return found == NULL ? NULL : &found->entry->certificate;
}

const struct certificate *certificate_default(const struct certificate_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        struct span folder = set->entries[i]->folder;
        if (span_ends_with(folder, SPAN("/" DEFAULT_FOLDER))) {
            return &set->entries[i]->certificate;
        }
    }
    return &set->entries[0]->certificate;
}

struct certificate_facts certificates_facts(struct slot *slot)
{
    const struct certificate_set *set = slot_take(slot);
    struct certificate_facts facts = {.count = set == NULL ? 0 : set->count};
    for (size_t i = 0; i < facts.count; i++) {
        int64_t end = set->entries[i]->pair.until_s;
        facts.first_end_s = i == 0 || end < facts.first_end_s ? end : facts.first_end_s;
    }
    slot_drop(slot, set);
    return facts;
}
