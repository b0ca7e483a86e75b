// SPDX-License-Identifier: MIT
#include "scratch.h"

#include "base/file.h"

#include <errno.h>

static void reads_a_file_whole(void **state)
{
    (void)state;
    struct arena a;
    struct span content;
    arena_init(&a);
    scratch_write("f", SPAN("one\0two\n"));
    assert_int_equal(file_read(&a, "f", 100, &content), FILE_OK);
    assert_span_is(content, "one\0two\n");
    scratch_write("empty", (struct span){"", 0});
    assert_int_equal(file_read(&a, "empty", 100, &content), FILE_OK);
    assert_int_equal(content.len, 0);
    arena_finish(&a);
}

static void the_bound_is_exact(void **state)
{
    (void)state;
    struct arena a;
    struct span content = SPAN("untouched");
    arena_init(&a);
    scratch_write("f", SPAN("12345"));
    assert_int_equal(file_read(&a, "f", 4, &content), FILE_TOO_LARGE);
    assert_span_is(content, "untouched");
    assert_int_equal(file_read(&a, "f", 5, &content), FILE_OK);
    arena_finish(&a);
}

// Files of /proc say that they are empty.
static void reads_on_when_a_file_is_longer_than_it_says(void **state)
{
    (void)state;
    struct arena a;
    struct span content;
    arena_init(&a);
    assert_int_equal(file_read(&a, "/proc/self/maps", 1024 * 1024, &content), FILE_OK);
    assert_true(content.len > 500 && span_ends_with(content, SPAN("\n")));
    assert_int_equal(file_read(&a, "/proc/self/maps", 100, &content), FILE_TOO_LARGE);
    arena_finish(&a);
}

static void what_is_no_readable_file(void **state)
{
    (void)state;
    struct arena a;
    struct span content;
    arena_init(&a);
    scratch_write("f", SPAN("x"));
    assert_int_equal(mkfifo("fifo", 0600), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_int_equal(file_read(&a, "absent", 100, &content), FILE_MISSING);
    assert_int_equal(file_read(&a, "f/below", 100, &content), FILE_MISSING);
    assert_int_equal(file_read(&a, "dangling", 100, &content), FILE_MISSING);
    assert_int_equal(file_read(&a, ".", 100, &content), FILE_NOT_FILE);
    assert_int_equal(file_read(&a, "fifo", 100, &content), FILE_NOT_FILE); // and does not wait
    assert_int_equal(file_read(&a, "/dev/null", 100, &content), FILE_NOT_FILE);
    assert_int_equal(file_read(&a, "loop", 100, &content), FILE_UNREADABLE);
    if (geteuid() != 0) { // root may read all
        assert_int_equal(chmod("f", 0), 0);
        assert_int_equal(file_read(&a, "f", 100, &content), FILE_FORBIDDEN);
    }
    arena_finish(&a);
}

static void every_error_has_words(void **state)
{
    (void)state;
    for (int error = FILE_OK; error <= FILE_UNREADABLE; error++) {
        assert_true(strlen(file_error_text((enum file_error)error)) > 4);
    }
}

static void patterns_give_sorted_names(void **state)
{
    (void)state;
    struct arena a;
    const char **paths;
    arena_init(&a);
    assert_int_equal(mkdir("d", 0700), 0);
    scratch_write("d/b.yaml", SPAN(""));
    scratch_write("d/a.yaml", SPAN(""));
    scratch_write("d/B.yaml", SPAN(""));
    scratch_write("d/c.txt", SPAN(""));
    scratch_write("d/.hidden.yaml", SPAN(""));
    assert_int_equal(file_glob(&a, "d/*.yaml", &paths), 3);
    assert_string_equal(paths[0], "d/B.yaml");
    assert_string_equal(paths[1], "d/a.yaml");
    assert_string_equal(paths[2], "d/b.yaml");
    assert_int_equal(file_glob(&a, "d/?.txt", &paths), 1);
    assert_int_equal(file_glob(&a, "d/*.none", &paths), 0);
    assert_int_equal(file_glob(&a, "none/*", &paths), 0);
    assert_true(file_is_glob("a*.yaml"));
    assert_true(file_is_glob("a?.yaml"));
    assert_false(file_is_glob("providers.d/a.yaml"));
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(reads_a_file_whole),
        IN_SCRATCH(the_bound_is_exact),
        cmocka_unit_test(reads_on_when_a_file_is_longer_than_it_says),
        IN_SCRATCH(what_is_no_readable_file),
        cmocka_unit_test(every_error_has_words),
        IN_SCRATCH(patterns_give_sorted_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
