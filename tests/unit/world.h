// SPDX-License-Identifier: MIT
// world: answers without a socket: a snapshot, a request in an arena of the daemon's own size, an
// answer. For cmocka tests.
#pragma once

#include "scratch.h"

#include "answers/answer.h"
#include "base/limits.h"
#include "state/reload.h"

static inline struct snapshot *load_prepared(
    const char *path, void (*prepare)(struct snapshot *snapshot))
{
    const struct load_options options = {
        .config = path,
        .templates = answer_templates,
        .template_count = TEMPLATE_COUNT,
        .prepare = prepare,
    };
    struct diagnostics d;
    enum file_error error;
    diag_init(&d);
    struct snapshot *snapshot = snapshot_load(&options, &d, &error, NULL);
    if (snapshot == NULL) {
        struct buffer text;
        buffer_init(&text, ANSWER_MAX_BYTES);
        diag_print(&d, false, &text);
        print_error("%.*s\n", SPAN_ARGS(buffer_span(&text)));
        buffer_finish(&text);
    }
    diag_finish(&d);
    assert_non_null(snapshot);
    return snapshot;
}

static inline struct snapshot *load(const char *path)
{
    return load_prepared(path, answer_prepare);
}

// Of a providers.yaml that was written into `yaml`, which is released. Wants to be IN_SCRATCH.
static inline struct snapshot *load_written(struct buffer *yaml)
{
    assert_true(buffer_ok(yaml));
    scratch_write("providers.yaml", buffer_span(yaml));
    buffer_finish(yaml);
    return load("providers.yaml");
}

struct world {
    struct snapshot *snapshot;
    struct arena arena; // of the request
    struct arena other; // of the test
    void *block;
    struct buffer body;
};

static inline void world_open(struct world *w, struct snapshot *snapshot)
{
    w->snapshot = snapshot;
    arena_init(&w->other);
    w->block = arena_alloc(&w->other, REQUEST_ARENA_BYTES);
    arena_init_fixed(&w->arena, w->block, REQUEST_ARENA_BYTES);
    buffer_init(&w->body, ANSWER_MAX_BYTES);
}

static inline void world_close(struct world *w)
{
    arena_finish(&w->arena);
    buffer_finish(&w->body);
    arena_finish(&w->other);
    snapshot_free(w->snapshot);
}

static inline struct answer ask(struct world *w, answer_function *function, struct request request)
{
    struct answer answer = {.body = &w->body};
    arena_empty(&w->arena);
    buffer_empty(&w->body);
    request.arena = &w->arena;
    function(w->snapshot, &request, &answer);
    assert_true(buffer_ok(&w->body));
    return answer;
}

// What the log and metrics learn of a question.
struct logged {
    const char *host, *query;
    unsigned status;
    enum answer_result result;
    const char *domain, *address;
};

static inline void ask_logged(
    struct world *w, answer_function *function, const struct logged *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct request request = {
            .host = span_from_c(rows[i].host),
            .query = span_from_c(rows[i].query),
        };
        struct answer answer = ask(w, function, request);
        assert_int_equal(answer.status, rows[i].status);
        assert_int_equal(answer.result, rows[i].result);
        assert_span_equal(answer.domain, span_from_c(rows[i].domain));
        assert_span_equal(answer.address, span_from_c(rows[i].address));
    }
}

// An address of 254 bytes, each of which a query escapes, below example.com.
static inline struct span longest_address(struct arena *a)
{
    struct buffer out;
    char *room = arena_alloc(a, ADDRESS_MAX_BYTES);
    buffer_init_fixed(&out, room, ADDRESS_MAX_BYTES);
    for (int i = 0; i < LOCAL_MAX_BYTES; i++) {
        buffer_add_char(&out, '"');
    }
    buffer_add_char(&out, '@');
    while (out.len < ADDRESS_MAX_BYTES - 12) {
        buffer_add_c(&out, out.len % 2 == 1 ? "d" : ".");
    }
    buffer_add_c(&out, out.len % 2 == 1 ? "d.example.com" : ".example.com");
    return buffer_span(&out);
}

// Every parameter that fits into a target, each of them escaped, so that decoding copies it.
static inline struct span fullest_query(struct arena *a, const char *name, struct span address)
{
    struct buffer out;
    char *room = arena_alloc(a, TARGET_MAX_BYTES);
    buffer_init_fixed(&out, room, TARGET_MAX_BYTES);
    buffer_format(&out, "%s=%.*s&name=%%41", name, SPAN_ARGS(address));
    for (int i = 2; i < PARAMETERS_MAX; i++) {
        buffer_add_c(&out, "&a=%41%41%41%41%41%41%41%41%41%41%41%41%41%41");
    }
    assert_true(buffer_ok(&out));
    return buffer_span(&out);
}
