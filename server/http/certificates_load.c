// SPDX-License-Identifier: MIT
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "http/certificate_set.h"

// A set in the making.
struct loading {
    struct certificate_set *set;
    const struct certificate_set *before; // NULL: none
    struct watch *watch;
    int64_t now_s;
    struct diagnostics *diagnostics;
    struct arena scratch;
};

static struct certificate_entry *new_entry(struct span folder)
{
    struct arena arena;
    arena_init(&arena);
    struct certificate_entry *entry = arena_array(&arena, 1, sizeof *entry);
    entry->arena = arena;
    entry->folder = arena_copy(&entry->arena, folder);
    atomic_init(&entry->sets, 1);
    return entry;
}

static struct certificate_entry *find_folder(const struct certificate_set *set, struct span folder)
{
    for (size_t low = 0, high = set == NULL ? 0 : set->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        int order = span_compare(set->entries[middle]->folder, folder);
        if (order == 0) {
            return set->entries[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

// What is wrong, and which of the two texts it is wrong with.
static const char *take_apart(
    struct certificate_entry *entry, const struct span texts[2], size_t *which)
{
    *which = 0;
    const char *wrong = keypair_add_certificates(&entry->pair, texts[0]);
    if (wrong == NULL) {
        wrong = keypair_set_key(&entry->pair, texts[1]);
        *which = wrong == NULL ? 0 : 1;
    }
    unsigned count = entry->pair.count;
    if (wrong == NULL && gnutls_pcert_import_x509_list(entry->chain, entry->pair.certificates,
                             &count, GNUTLS_X509_CRT_LIST_SORT) != 0) {
        wrong = "its certificates are no chain";
    }
    if (wrong == NULL) {
        entry->certificate = (struct certificate){entry->chain, count, entry->pair.key};
    }
    return wrong;
}

static void complain(const struct loading *loading, const char *path, const char *what, bool kept)
{
    diag_error(loading->diagnostics, (struct place){0}, "option '--tls-dir': '%s': %s; %s", path,
        what, kept ? "the certificate read before stays" : "this certificate is not used");
}

// The text of a file of the folder. False: told, unless there is none.
static enum file_error read_part(struct loading *loading, struct span folder, const char *name,
    const char **path, struct span *text)
{
    if (!arena_to_c(&loading->scratch,
            arena_format(&loading->scratch, "%.*s/%s", SPAN_ARGS(folder), name), path)) {
        return FILE_MISSING;
    }
    if (loading->watch != NULL) {
        watch_add(loading->watch, *path);
    }
    return file_read(&loading->scratch, *path, KEYPAIR_FILE_MAX_BYTES, text);
}

static void keep(struct loading *loading, struct certificate_entry *entry)
{
    loading->set->entries[loading->set->count++] = entry;
}

// One folder. What is wrong leaves the entry of the set before, where it has one.
static void add_folder(struct loading *loading, struct span folder)
{
    struct span texts[2];
    const char *paths[2];
    enum file_error errors[2] = {
        read_part(loading, folder, "fullchain.pem", &paths[0], &texts[0]),
        read_part(loading, folder, "privkey.pem", &paths[1], &texts[1]),
    };
    struct certificate_entry *before = find_folder(loading->before, folder);
    if (errors[0] == FILE_MISSING && errors[1] == FILE_MISSING) {
        return; // some other folder, or a file
    }
    const char *wrong = NULL;
    size_t which = 0;
    for (size_t i = 0; i < COUNT_OF(errors) && wrong == NULL; i++) {
        wrong = errors[i] == FILE_OK ? NULL : file_error_text(errors[i]);
        which = i;
    }
    const uint64_t hashes[2] = {
        wrong == NULL ? hash_bytes(texts[0]) : 0, wrong == NULL ? hash_bytes(texts[1]) : 0};
    bool same =
        wrong == NULL && before != NULL && memcmp(before->hashes, hashes, sizeof hashes) == 0;
    if (wrong == NULL && !same) {
        struct certificate_entry *entry = new_entry(folder);
        memcpy(entry->hashes, hashes, sizeof hashes);
        wrong = take_apart(entry, texts, &which);
        if (wrong == NULL) {
            keep(loading, entry);
        } else {
            certificate_entry_drop(entry);
        }
    }
    if (wrong != NULL) {
        complain(loading, paths[which], wrong, before != NULL);
    }
    if (before != NULL && (wrong != NULL || same)) {
        atomic_fetch_add(&before->sets, 1);
        keep(loading, before);
    }
    if (errors[1] == FILE_OK) {
        keypair_forget(texts[1]);
    }
}

static void add_name(
    struct certificate_set *set, struct span text, const struct certificate_entry *entry)
{
    if (text.len == 0 || text.len > DOMAIN_MAX_BYTES) {
        return;
    }
    struct certificate_name *mine = arena_array(&set->arena, 1, sizeof *mine);
    mine->entry = entry;
    struct certificate_name *other = map_add(&set->names, arena_lower(&set->arena, text), mine);
    if (other != NULL && entry->pair.until_s > other->entry->pair.until_s) {
        other->entry = entry;
    }
}

static void add_names(struct loading *loading, const struct certificate_entry *entry)
{
    char text[DOMAIN_MAX_BYTES + 1];
    gnutls_x509_crt_t certificate = entry->pair.certificates[0];
    for (unsigned i = 0;; i++) {
        size_t len = sizeof text;
        int type = gnutls_x509_crt_get_subject_alt_name(certificate, i, text, &len, NULL);
        if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) {
            return;
        }
        if (type == GNUTLS_SAN_DNSNAME) {
            add_name(loading->set, (struct span){text, len}, entry);
        }
    }
}

static void check_time(struct loading *loading, const struct certificate_entry *entry)
{
    const char *wrong = keypair_check_time(&entry->pair, loading->now_s);
    if (wrong != NULL) {
        diag_warning(loading->diagnostics, (struct place){0}, "option '--tls-dir': '%.*s': %s",
            SPAN_ARGS(entry->folder), wrong);
    }
}

static void read_folders(struct loading *loading, struct span directory)
{
    const char **paths = NULL;
    const char *pattern;
    const char *path;
    struct certificate_set *set = loading->set;
    struct arena *a = &loading->scratch;
    size_t count = FILE_GLOB_FORBIDDEN;
    if (arena_to_c(a, arena_format(a, "%.*s/*", SPAN_ARGS(directory)), &pattern) &&
        arena_to_c(a, directory, &path) && file_is_directory(path)) {
        if (loading->watch != NULL) {
            watch_add(loading->watch, path);
        }
        count = file_glob(a, pattern, &paths);
    }
    if (count == FILE_GLOB_FORBIDDEN) {
        diag_error(loading->diagnostics, (struct place){0},
            "option '--tls-dir': '%.*s': no folder that can be read", SPAN_ARGS(directory));
        return;
    }
    set->entries = arena_array(&set->arena, count, sizeof(struct certificate_entry *));
    for (size_t i = 0; i < count; i++) {
        add_folder(loading, span_from_c(paths[i]));
    }
    for (size_t i = 0; i < set->count; i++) {
        check_time(loading, set->entries[i]);
        add_names(loading, set->entries[i]);
    }
}

bool certificates_load(struct slot *slot, struct span directory, struct watch *watch, int64_t now_s,
    struct diagnostics *d)
{
    struct arena arena;
    arena_init(&arena);
    struct loading loading = {
        .set = arena_array(&arena, 1, sizeof *loading.set),
        .before = slot->current, // only this thread changes it
        .watch = watch,
        .now_s = now_s,
        .diagnostics = d,
    };
    loading.set->arena = arena;
    map_init(&loading.set->names, &loading.set->arena);
    arena_init(&loading.scratch);
    if (watch != NULL) {
        watch_clear(watch);
    }
    read_folders(&loading, directory);
    arena_finish(&loading.scratch);
    if (loading.set->count > 0) {
        slot_swap(slot, loading.set);
        return true;
    }
    if (d->errors == 0 && loading.before != NULL) {
        diag_error(d, (struct place){0},
            "option '--tls-dir': '%.*s': no folder with fullchain.pem and privkey.pem any more; "
            "the certificates read before stay",
            SPAN_ARGS(directory));
    } else if (d->errors == 0) {
        diag_warning(d, (struct place){0},
            "option '--tls-dir': '%.*s': no folder with fullchain.pem and privkey.pem yet; https "
            "waits for the first",
            SPAN_ARGS(directory));
    }
    certificate_set_free(loading.set);
    return d->errors == 0;
}
