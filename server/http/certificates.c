// SPDX-License-Identifier: MIT
#include "http/certificates.h"

#include <assert.h>
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

void certificate_set_swap(struct certificate_slot *slot, struct certificate_set *next)
{
    pthread_mutex_lock(&slot->lock);
    struct certificate_set *old = slot->current;
    slot->current = next;
    bool unread = old != NULL && old->readers == 0;
    pthread_mutex_unlock(&slot->lock);
    if (unread) {
        certificate_set_free(old);
    }
}

void certificate_slot_init(struct certificate_slot *slot)
{
    *slot = (struct certificate_slot){.current = NULL};
    int failed = pthread_mutex_init(&slot->lock, NULL);
    assert(failed == 0);
}

void certificate_slot_finish(struct certificate_slot *slot)
{
    certificate_set_free(slot->current);
    pthread_mutex_destroy(&slot->lock);
    slot->current = NULL;
}

const struct certificate_set *certificate_set_take(struct certificate_slot *slot)
{
    pthread_mutex_lock(&slot->lock);
    struct certificate_set *now = slot->current;
    if (now != NULL) {
        now->readers++;
    }
    pthread_mutex_unlock(&slot->lock);
    return now;
}

void certificate_set_drop(struct certificate_slot *slot, const struct certificate_set *set)
{
    if (set == NULL) {
        return;
    }
    // Only the count is written, under the lock.
    struct certificate_set *mine = (struct certificate_set *)(uintptr_t)set;
    pthread_mutex_lock(&slot->lock);
    assert(mine->readers > 0);
    mine->readers--;
    bool last = mine->readers == 0 && mine != slot->current;
    pthread_mutex_unlock(&slot->lock);
    if (last) {
        certificate_set_free(mine);
    }
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

struct certificate_facts certificate_slot_facts(struct certificate_slot *slot)
{
    const struct certificate_set *set = certificate_set_take(slot);
    struct certificate_facts facts = {.count = set == NULL ? 0 : set->count};
    for (size_t i = 0; i < facts.count; i++) {
        int64_t end = set->entries[i]->pair.until_s;
        facts.first_end_s = i == 0 || end < facts.first_end_s ? end : facts.first_end_s;
    }
    certificate_set_drop(slot, set);
    return facts;
}
