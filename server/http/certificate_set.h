// SPDX-License-Identifier: MIT
// certificate_set: what certificates.h hides, for the two files that know. Floor: http.
#pragma once

#include <stdatomic.h>

#include "answers/keypair.h"
#include "base/map.h"
#include "http/certificates.h"

// A folder's certificate, as long as a set has it.
struct certificate_entry {
    struct arena arena;
    struct span folder;
    uint64_t hashes[2]; // of the two files: the same bytes are not taken apart again
    struct keypair pair;
    gnutls_pcert_st chain[KEYPAIR_CERTIFICATES_MAX];
    struct certificate certificate;
    atomic_uint sets;
};

struct certificate_name {
    const struct certificate_entry *entry;
};

struct certificate_set {
    struct slotted slotted;
    struct arena arena; // that it lies in itself
    struct certificate_entry **entries;
    size_t count;
    struct map names;
};

void certificate_entry_drop(struct certificate_entry *entry);
void certificate_set_free(struct certificate_set *set); // NULL is fine
