// SPDX-License-Identifier: MIT
#include "scratch.h"

#include "base/watch.h"

#include <poll.h>

enum { PATIENCE_MS = 5000 }; // an event that is to come is there at once

static bool heard(const struct watch *w, int patience_ms)
{
    struct pollfd ready = {.fd = watch_fd(w), .events = POLLIN};
    return poll(&ready, 1, patience_ms) == 1;
}

// The loop of a daemon: sleep until something happens, then look.
static void assert_change_is_heard(struct watch *w)
{
    assert_true(heard(w, PATIENCE_MS));
    assert_true(watch_changed(w));
    assert_false(watch_changed(w));
}

static void quiet_as_long_as_nothing_happens(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    assert_true(watch_fd(w) >= 0);
    scratch_write("f", SPAN("1"));
    scratch_write("other", SPAN("1"));
    watch_add(w, "f");
    assert_false(watch_changed(w));
    assert_false(heard(w, 0));
    scratch_write("other", SPAN("22"));
    assert_false(watch_changed(w)); // the folder's news, not ours
    watch_free(w);
    watch_free(NULL);
}

static void written_in_place(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    scratch_write("f", SPAN("1"));
    watch_add(w, "f");
    scratch_write("f", SPAN("22"));
    assert_change_is_heard(w);
    watch_free(w);
}

static void renamed_over_a_hundred_times(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    scratch_write("f", SPAN("1"));
    watch_add(w, "f");
    for (int i = 0; i < 100; i++) {
        scratch_write("new", SPAN("1"));
        assert_int_equal(rename("new", "f"), 0);
        assert_change_is_heard(w);
    }
    watch_free(w);
}

static void deleted_and_made_again(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    scratch_write("f", SPAN("1"));
    watch_add(w, "f");
    assert_int_equal(unlink("f"), 0);
    assert_change_is_heard(w);
    scratch_write("f", SPAN("1"));
    assert_change_is_heard(w);
    watch_free(w);
}

static void a_file_that_is_not_there_yet(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    watch_add(w, "later");
    assert_false(watch_changed(w));
    scratch_write("later", SPAN(""));
    assert_change_is_heard(w);
    watch_free(w);
}

// How Kubernetes renews a ConfigMap: providers.yaml -> ..data/providers.yaml, ..data -> ..1, and a
// new folder and link take the place of the old.
static void a_swapped_link_a_hundred_times(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    assert_int_equal(mkdir("..0", 0700), 0);
    scratch_write("..0/providers.yaml", SPAN("same"));
    assert_int_equal(symlink("..0", "..data"), 0);
    assert_int_equal(symlink("..data/providers.yaml", "providers.yaml"), 0);
    watch_add(w, "providers.yaml");
    for (int i = 1; i <= 100; i++) {
        char folder[32];
        char file[64];
        snprintf(folder, sizeof folder, "..%d", i);
        snprintf(file, sizeof file, "%s/providers.yaml", folder);
        assert_int_equal(mkdir(folder, 0700), 0);
        scratch_write(file, SPAN("same"));
        assert_int_equal(symlink(folder, "..data_tmp"), 0);
        assert_int_equal(rename("..data_tmp", "..data"), 0);
        assert_change_is_heard(w);
    }
    watch_free(w);
}

// current/providers.yaml with current -> release: the link is further up the path.
static void a_swapped_link_further_up(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    assert_int_equal(mkdir("one", 0700) + mkdir("two", 0700), 0);
    scratch_write("one/f", SPAN("1"));
    scratch_write("two/f", SPAN("2"));
    assert_int_equal(symlink("one", "current"), 0);
    watch_add(w, "current/f");
    assert_int_equal(symlink("two", "new"), 0);
    assert_int_equal(rename("new", "current"), 0);
    assert_change_is_heard(w);
    watch_free(w);
}

static void a_folder_stands_for_its_entries(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    assert_int_equal(mkdir("d", 0700), 0);
    watch_add(w, "d");
    scratch_write("d/a.yaml", SPAN("1"));
    assert_change_is_heard(w);
    scratch_write("d/a.yaml", SPAN("22"));
    assert_change_is_heard(w);
    assert_int_equal(rename("d/a.yaml", "d/b.yaml"), 0);
    assert_change_is_heard(w);
    assert_int_equal(unlink("d/b.yaml"), 0);
    assert_change_is_heard(w);
    watch_free(w);
}

static int begin_to_write(const char *path, struct span content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content.ptr, content.len), content.len);
    return fd;
}

static void assert_written_until_closed(struct watch *w, const char *path)
{
    int fd = begin_to_write(path, SPAN("half"));
    assert_change_is_heard(w);
    assert_true(watch_written(w));
    close(fd);
    assert_true(heard(w, PATIENCE_MS));
    (void)watch_changed(w); // of the time of the last write, perhaps
    assert_false(watch_written(w));
}

// In place, in the place of one that was deleted, anew in a folder.
static void half_written_until_it_is_closed(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    assert_int_equal(mkdir("d", 0700), 0);
    scratch_write("f", SPAN("1"));
    watch_add(w, "f");
    watch_add(w, "d");
    assert_false(watch_written(w));
    assert_written_until_closed(w, "f");
    assert_int_equal(unlink("f"), 0);
    assert_change_is_heard(w);
    assert_written_until_closed(w, "f");
    assert_written_until_closed(w, "d/a.yaml");
    watch_free(w);
}

// Links, other names of a file, and what an editor keeps for itself.
static void nobody_writes_what_need_not_be_closed(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    assert_int_equal(mkdir("d", 0700), 0);
    scratch_write("g", SPAN("1"));
    watch_add(w, "f");
    watch_add(w, "h");
    watch_add(w, "d");
    assert_int_equal(symlink("g", "f") + link("g", "h"), 0);
    assert_change_is_heard(w);
    assert_false(watch_written(w));
    int fd = begin_to_write("d/.a.yaml.swp", SPAN("1"));
    assert_change_is_heard(w);
    assert_false(watch_written(w));
    close(fd);
    watch_free(w);
}

// mv d old; cp -r new d: the folder moved away is not the one that is meant.
static void a_folder_swapped_whole_ten_times(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    assert_int_equal(mkdir("up", 0700) + mkdir("up/d", 0700), 0);
    scratch_write("up/d/f", SPAN("1"));
    watch_add(w, "up/d/f");
    for (int i = 0; i < 10; i++) {
        char old[32];
        snprintf(old, sizeof old, "up/d.%d", i);
        assert_int_equal(rename("up/d", old), 0);
        assert_change_is_heard(w); // it is gone
        assert_int_equal(mkdir("up/d", 0700), 0);
        assert_true(heard(w, PATIENCE_MS));
        assert_false(watch_changed(w)); // nothing is in it yet
        assert_written_until_closed(w, "up/d/f");
    }
    watch_free(w);
}

// The folder above it, too; and what comes in one go.
static void a_folder_further_up_swapped_whole(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    assert_int_equal(mkdir("up", 0700) + mkdir("up/d", 0700), 0);
    assert_int_equal(mkdir("new", 0700) + mkdir("new/d", 0700), 0);
    scratch_write("up/d/f", SPAN("1"));
    scratch_write("new/d/f", SPAN("2"));
    watch_add(w, "up/d/f");
    assert_int_equal(rename("up", "old") + rename("new", "up"), 0);
    assert_change_is_heard(w);
    scratch_write("up/d/f", SPAN("33"));
    assert_change_is_heard(w);
    watch_free(w);
}

static void forgotten_files_are_nobody_s_news(void **state)
{
    (void)state;
    struct watch *w = watch_new();
    scratch_write("f", SPAN("1"));
    watch_add(w, "f");
    watch_clear(w);
    scratch_write("f", SPAN("22"));
    assert_false(watch_changed(w));
    watch_add(w, "f");
    scratch_write("f", SPAN("333"));
    assert_true(watch_changed(w));
    watch_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(quiet_as_long_as_nothing_happens),
        IN_SCRATCH(written_in_place),
        IN_SCRATCH(renamed_over_a_hundred_times),
        IN_SCRATCH(deleted_and_made_again),
        IN_SCRATCH(a_file_that_is_not_there_yet),
        IN_SCRATCH(a_swapped_link_a_hundred_times),
        IN_SCRATCH(a_swapped_link_further_up),
        IN_SCRATCH(a_folder_stands_for_its_entries),
        IN_SCRATCH(half_written_until_it_is_closed),
        IN_SCRATCH(nobody_writes_what_need_not_be_closed),
        IN_SCRATCH(a_folder_swapped_whole_ten_times),
        IN_SCRATCH(a_folder_further_up_swapped_whole),
        IN_SCRATCH(forgotten_files_are_nobody_s_news),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
