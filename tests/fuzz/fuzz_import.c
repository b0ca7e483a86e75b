// SPDX-License-Identifier: MIT
// Any bytes as a file to import, twice, as two files of one run: what is taken becomes a
// providers.yaml that the loader takes; what is not says why.
#include "fuzz.h"

#include "config/providers.h"
#include "import/import.h"
#include "memory_reader.h"

#include <assert.h>
#include <stdio.h>

static void check_loads(struct span yaml)
{
    const struct memory_file file = {.path = "p.yaml", .content = yaml};
    struct memory_files all = {&file, 1};
    struct reader reader = memory_reader(&all);
    struct configuration configuration;
    struct arena keep;
    struct diagnostics d;
    enum file_error error;
    arena_init(&keep);
    diag_init(&d);
    bool loads = providers_load(&keep, &reader, "p.yaml", false, &d, &configuration, &error);
    if (!loads) { // for whoever looks at the find
        fprintf(stderr, "%.*s\n%.*s\n", SPAN_ARGS(yaml), SPAN_ARGS(d.first->message));
    }
    assert(loads && configuration.providers.len != 0);
    diag_finish(&d);
    arena_finish(&keep);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span content = {(const char *)data, size};
    struct arena keep;
    struct diagnostics d;
    struct import im;
    struct buffer out;
    arena_init(&keep);
    diag_init(&d);
    import_init(&im, &keep, &d);
    buffer_init(&out, YAML_FILE_MAX_BYTES);
    bool taken = import_file(&im, SPAN("a file"), content);
    bool again = import_file(&im, SPAN("the file again"), content);
    assert(taken == again && taken == (im.providers->count != 0) && (taken || d.errors != 0));
    if (taken) {
        bool written = import_write(&im, &out);
        assert(written);
        check_loads(buffer_span(&out));
    }
    buffer_finish(&out);
    diag_finish(&d);
    arena_finish(&keep);
    return 0;
}
