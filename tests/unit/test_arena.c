// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/arena.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Whether `act` aborts, tried in a child; its last words are not shown.
static bool aborts(void (*act)(void))
{
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit no_core = {0};
        setrlimit(RLIMIT_CORE, &no_core);
        signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        act();
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void pieces_are_aligned_and_apart(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    char *before = NULL;
    for (size_t size = 0; size < 200; size++) {
        char *piece = arena_alloc(&a, size);
        assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
        assert_ptr_not_equal(piece, before);
        memset(piece, (int)size, size);
        before = piece;
    }
    arena_finish(&a);
}

static void pieces_keep_their_contents_when_blocks_are_added(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    uint32_t *pieces[5000];
    for (uint32_t i = 0; i < COUNT_OF(pieces); i++) {
        pieces[i] = arena_alloc(&a, sizeof **pieces + i % 900);
        *pieces[i] = i;
    }
    for (uint32_t i = 0; i < COUNT_OF(pieces); i++) {
        assert_int_equal(*pieces[i], i);
    }
    assert_true(a.total_bytes >= COUNT_OF(pieces) * 450);
    arena_finish(&a);
    assert_int_equal(a.total_bytes, 0);
}

static void a_piece_larger_than_any_block(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    size_t size = 5 * 1024 * 1024;
    char *large = arena_alloc(&a, size);
    memset(large, 1, size);
    char *small = arena_alloc(&a, 1);
    *small = 2;
    assert_int_equal(large[size - 1], 1);
    arena_finish(&a);
}

static void arrays_are_zeroed_also_in_used_memory(void **state)
{
    (void)state;
    _Alignas(max_align_t) char block[1024];
    struct arena a;
    arena_init_fixed(&a, block, sizeof block);
    memset(arena_alloc(&a, 512), 0xFF, 512);
    arena_empty(&a);
    const char *array = arena_array(&a, 64, 8);
    for (size_t i = 0; i < 512; i++) {
        assert_int_equal(array[i], 0);
    }
    arena_finish(&a);
}

static void copies_are_copies(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    char source[] = "abc";
    struct span copy = arena_copy(&a, span_from_c(source));
    source[0] = 'x';
    assert_span_is(copy, "abc");
    assert_int_equal(arena_copy(&a, (struct span){NULL, 0}).len, 0);
    assert_span_is(arena_format(&a, "%s=%d", "port", 993), "port=993");
    assert_span_is(arena_format(&a, "%s", ""), "");
    arena_finish(&a);
}

static void c_strings_hold_no_nul(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    const char *text = "untouched";
    assert_false(arena_to_c(&a, SPAN("a\0b"), &text));
    assert_string_equal(text, "untouched");
    assert_true(arena_to_c(&a, span_until(SPAN("abc"), 2), &text));
    assert_string_equal(text, "ab");
    assert_true(arena_to_c(&a, (struct span){NULL, 0}, &text));
    assert_string_equal(text, "");
    arena_finish(&a);
}

struct trace {
    char text[8];
    size_t len;
};
struct traced {
    struct trace *trace;
    char name;
};

static void release_traced(void *object)
{
    const struct traced *t = object;
    t->trace->text[t->trace->len++] = t->name;
}

static void cleanups_run_last_in_first_out_and_once(void **state)
{
    (void)state;
    struct trace trace = {.len = 0};
    struct traced one = {&trace, '1'};
    struct traced two = {&trace, '2'};
    struct arena a;
    arena_init(&a);
    arena_on_free(&a, release_traced, &one);
    arena_on_free(&a, release_traced, &two);
    arena_finish(&a);
    arena_finish(&a);
    assert_span_is(((struct span){trace.text, trace.len}), "21");
}

static void emptying_runs_cleanups_and_starts_anew(void **state)
{
    (void)state;
    _Alignas(max_align_t) char block[256];
    struct trace trace = {.len = 0};
    struct traced one = {&trace, '1'};
    struct arena a;
    arena_init_fixed(&a, block, sizeof block);
    void *first = arena_alloc(&a, 16);
    arena_on_free(&a, release_traced, &one);
    arena_empty(&a);
    arena_empty(&a);
    assert_int_equal(trace.len, 1);
    assert_ptr_equal(arena_alloc(&a, 16), first);
    arena_finish(&a);
}

static void a_fixed_block_need_not_be_aligned(void **state)
{
    (void)state;
    _Alignas(max_align_t) char block[256];
    struct arena a;
    arena_init_fixed(&a, block + 3, sizeof block - 3);
    assert_int_equal((uintptr_t)arena_alloc(&a, 5) % _Alignof(max_align_t), 0);
    arena_finish(&a);
}

static void fill_a_fixed_block(void)
{
    _Alignas(max_align_t) char block[256];
    struct arena a;
    arena_init_fixed(&a, block, sizeof block);
    for (size_t i = 0; i < 32; i++) {
        arena_alloc(&a, 16);
    }
}

static void ask_for_too_many(void)
{
    struct arena a;
    arena_init(&a);
    arena_array(&a, SIZE_MAX / 4, 8);
}

static void a_full_block_and_an_overflow_abort(void **state)
{
    (void)state;
    assert_true(aborts(fill_a_fixed_block));
    assert_true(aborts(ask_for_too_many));
}

static void finishing_a_zeroed_arena(void **state)
{
    (void)state;
    struct arena a = {0};
    arena_finish(&a);
    assert_null(a.blocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(pieces_keep_their_contents_when_blocks_are_added),
        cmocka_unit_test(a_piece_larger_than_any_block),
        cmocka_unit_test(arrays_are_zeroed_also_in_used_memory),
        cmocka_unit_test(copies_are_copies),
        cmocka_unit_test(c_strings_hold_no_nul),
        cmocka_unit_test(cleanups_run_last_in_first_out_and_once),
        cmocka_unit_test(emptying_runs_cleanups_and_starts_anew),
        cmocka_unit_test(a_fixed_block_need_not_be_aligned),
        cmocka_unit_test(a_full_block_and_an_overflow_abort),
        cmocka_unit_test(finishing_a_zeroed_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
