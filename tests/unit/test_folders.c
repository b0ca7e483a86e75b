// SPDX-License-Identifier: MIT
#include "scratch.h"

#include "verbs/folders.h"

static int make_tree(void **state)
{
    static const char *const folders[] = {"etc", "etc/more.d", "srv", "srv/one", "srv/two", "certs",
        "certs/live", "certs/live/a", "certs/archive", "certs/archive/a"};
    if (scratch_make(state) != 0) {
        return -1;
    }
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        assert_int_equal(mkdir(folders[i], 0700), 0);
    }
    scratch_write("etc/providers.yaml", SPAN(""));
    scratch_write("srv/one/file", SPAN(""));
    scratch_write("certs/archive/a/chain1.pem", SPAN(""));
    assert_int_equal(symlink("one", "srv/current"), 0);
    assert_int_equal(symlink("../srv/current/file", "etc/linked"), 0);
    assert_int_equal(symlink("../../archive/a/chain1.pem", "certs/live/a/chain.pem"), 0);
    assert_int_equal(symlink("round", "round"), 0);
    return 0;
}

// What is printed, without the folder that the tree stands in.
static void expect(const struct folders *r, const char *top, const char *expected)
{
    char memory[4096];
    char wanted[4096] = "";
    char real[4096];
    struct buffer out;
    assert_non_null(realpath(top, real));
    buffer_init_fixed(&out, memory, sizeof memory);
    folders_print(r, &out);
    struct span rest = span_from_c(expected);
    struct span name;
    struct buffer all;
    buffer_init_fixed(&all, wanted, sizeof wanted);
    while (span_cut(rest, ' ', &name, &rest)) {
        buffer_format(&all, "%s%s%.*s", all.len == 0 ? "" : ", ", real, SPAN_ARGS(name));
    }
    assert_span_equal(buffer_span(&out), buffer_span(&all));
}

static void the_folders_of_what_was_named(void **state)
{
    static const struct {
        const char *path;
        const char *expected; // below the tree, a blank behind each
    } cases[] = {
        {"etc/providers.yaml", "/etc "}, {"./etc/../etc//providers.yaml", "/etc "},
        {"etc/more.d", "/etc/more.d "}, {"etc/more.d/", "/etc/more.d "},
        {"etc/more.d/none.yaml", "/etc/more.d "}, {"etc/none.d/deeper/none.yaml", "/etc "},
        {"none.yaml", " "}, {"srv/current/file", "/srv "}, // which may be "two" in a moment
        {"srv/current", "/srv "},                          // likewise
        {"srv/current/", "/srv "},                         // likewise
        {"etc/linked", "/etc /srv "}, // of the link, of its target, of that one's
        {"certs/live/a/chain.pem", "/certs/live/a /certs/archive/a "}, {"round", " "},
        {"/none", ""}, {"/etc", NULL}, // a folder in "/" is itself only
    };
    const char *top = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena a;
        struct folders r;
        arena_init(&a);
        folders_init(&r, &a);
        folders_add(&r, cases[i].path);
        if (cases[i].expected != NULL) {
            expect(&r, top, cases[i].expected);
        } else {
            assert_int_equal(r.count, 1);
            assert_string_equal(r.paths[0], cases[i].path);
        }
        arena_finish(&a);
    }
}

static void what_lies_in_another_is_not_listed_twice(void **state)
{
    const char *top = *state;
    struct arena a;
    struct folders r;
    arena_init(&a);
    folders_init(&r, &a);
    folders_add(&r, "certs/live/a");
    folders_add(&r, "srv/two");
    folders_add(&r, "certs/archive/a");
    expect(&r, top, "/certs/live/a /srv/two /certs/archive/a ");
    folders_add_around(&r, "certs/live");
    expect(&r, top, "/srv/two /certs ");
    folders_add(&r, "certs/live/a/chain.pem");
    expect(&r, top, "/srv/two /certs ");
    folders_add(&r, "srv");
    assert_int_equal(mkdir("srv-b", 0700), 0);
    folders_add(&r, "srv-b");
    expect(&r, top, "/certs /srv /srv-b ");
    arena_finish(&a);
}

static void many(void **state)
{
    const char *top = *state;
    struct arena a;
    struct folders r;
    char path[32];
    arena_init(&a);
    folders_init(&r, &a);
    for (int i = 0; i < 100; i++) {
        (void)snprintf(path, sizeof path, "m%d", i);
        assert_int_equal(mkdir(path, 0700), 0);
        folders_add(&r, path);
        assert_int_equal(r.count, i + 1);
    }
    folders_add(&r, ".");
    expect(&r, top, " ");
    arena_finish(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folders_of_what_was_named),
        cmocka_unit_test(what_lies_in_another_is_not_listed_twice),
        cmocka_unit_test(many),
    };
    return cmocka_run_group_tests(tests, make_tree, scratch_remove);
}
