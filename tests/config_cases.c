// SPDX-License-Identifier: MIT
// config_cases: loads every *.yaml of a folder and compares what there is to say about it with
// NAME.expect, to the letter. A file without one is right, and there is nothing to say.
// With --renew it writes the .expect files instead.
#include "config/providers.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { OUTPUT_MAX_BYTES = 1024 * 1024 };

static enum file_error read_disk(
    void *context, struct arena *a, const char *path, size_t max_bytes, struct span *content)
{
    (void)context;
    return file_read(a, path, max_bytes, content);
}

static size_t glob_disk(void *context, struct arena *a, const char *pattern, const char ***paths)
{
    (void)context;
    return file_glob(a, pattern, paths);
}

// What `autoconfigd check` would say. False: it says so of a file that it also calls right.
static bool load(const char *path, struct buffer *out)
{
    const struct reader disk = {.read = read_disk, .glob = glob_disk};
    struct arena keep;
    struct diagnostics d;
    struct configuration configuration;
    enum file_error error;
    arena_init(&keep);
    diag_init(&d);
    bool right = providers_load(&keep, &disk, path, &d, &configuration, &error);
    bool consistent = right == (d.errors == 0);
    diag_print(&d, false, out);
    diag_finish(&d);
    arena_finish(&keep);
    return consistent;
}

static bool renew(const char *path, struct span text)
{
    if (text.len == 0) {
        unlink(path);
        return true;
    }
    FILE *file = fopen(path, "w");
    bool written = file != NULL && fwrite(text.ptr, 1, text.len, file) == text.len;
    return file != NULL && fclose(file) == 0 && written;
}

// True: all is as expected.
static bool play(struct arena *a, const char *path, bool renewing)
{
    struct span name = span_from_c(path);
    struct span expected = SPAN("");
    struct buffer out;
    buffer_init(&out, OUTPUT_MAX_BYTES);
    name.len -= strlen(".yaml");
    const char *expect = arena_format(a, "%.*s.expect", SPAN_ARGS(name)).ptr;
    bool right = load(path, &out) && buffer_ok(&out);
    struct span got = buffer_span(&out);
    if (renewing) {
        right = renew(expect, got) && right;
    } else {
        enum file_error error = file_read(a, expect, OUTPUT_MAX_BYTES, &expected);
        right = right && (error == FILE_OK || error == FILE_MISSING) && span_equal(got, expected);
    }
    if (!right) {
        printf("%s\n--- expected\n%.*s+++ got\n%.*s\n", path, SPAN_ARGS(expected), SPAN_ARGS(got));
    }
    buffer_finish(&out);
    return right;
}

int main(int count, char **arguments)
{
    bool renewing = count == 3 && strcmp(arguments[1], "--renew") == 0;
    if ((count != 2 && !renewing) || chdir(arguments[count - 1]) != 0) {
        fprintf(stderr, "usage: %s [--renew] FOLDER\n", arguments[0]);
        return 64;
    }
    struct arena a;
    const char **paths;
    size_t wrong = 0;
    arena_init(&a);
    size_t cases = file_glob(&a, "*.yaml", &paths);
    for (size_t i = 0; i < cases; i++) {
        wrong += !play(&a, paths[i], renewing);
    }
    printf("%zu cases, %zu wrong\n", cases, wrong);
    arena_finish(&a);
    return cases == 0 || wrong != 0;
}
