// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/file.h"
#include "template/embedded.h"

static void the_table_is_sorted_by_name(void **state)
{
    (void)state;
    for (size_t i = 1; i < embedded_count; i++) {
        assert_true(span_compare(span_from_c(embedded_files[i - 1].name),
                        span_from_c(embedded_files[i].name)) < 0);
    }
}

static void every_file_is_found_as_it_is_on_disk(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a);
    assert_true(embedded_count > 0);
    for (size_t i = 0; i < embedded_count; i++) {
        const char *path;
        struct span disk;
        struct span found;
        assert_true(
            arena_to_c(&a, arena_format(&a, "templates/%s", embedded_files[i].name), &path));
        assert_int_equal(file_read(&a, path, 1024 * 1024, &disk), FILE_OK);
        assert_true(embedded_find(span_from_c(embedded_files[i].name), &found));
        assert_span_equal(found, disk);
    }
    arena_finish(&a);
}

static void all_of_the_disk_are_in_it(void **state)
{
    (void)state;
    static const char *const patterns[] = {"templates/*.xml", "templates/*.html",
        "templates/*/*.xml", "templates/*/*.html", "templates/text/*.yaml"};
    struct arena a;
    arena_init(&a);
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        const char **paths;
        count += file_is_glob(patterns[i]) ? file_glob(&a, patterns[i], &paths) : 0;
    }
    arena_finish(&a);
    assert_int_equal(count, embedded_count);
}

static void other_names_are_not_found(void **state)
{
    (void)state;
    struct span text;
    assert_false(embedded_find(SPAN(""), &text));
    assert_false(embedded_find(SPAN("autoconfig"), &text));
    assert_false(embedded_find(SPAN("text"), &text));
    assert_false(embedded_find(SPAN("zzz.xml"), &text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted_by_name),
        cmocka_unit_test(every_file_is_found_as_it_is_on_disk),
        cmocka_unit_test(all_of_the_disk_are_in_it),
        cmocka_unit_test(other_names_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
