// SPDX-License-Identifier: MIT
// What a daemon that somebody took over could still do. Each question is asked in a child that has
// gone into the sandbox.
#include "scratch.h"

#include "verbs/landlock.h"
#include "verbs/privileges.h"
#include "verbs/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WENT = 0, REFUSED = 1, NO_SANDBOX = 2 };

static int verdict(long result)
{
    return result < 0 && (errno == EPERM || errno == EACCES) ? REFUSED : WENT;
}

static int open_socket(void)
{
    return verdict(socket(AF_INET, SOCK_STREAM, 0));
}

static int start_program(void)
{
    char *const none[] = {NULL};
    return verdict(execve("/bin/true", none, none));
}

static int fork_process(void)
{
    long child = syscall(SYS_fork);
    if (child == 0) {
        _exit(WENT);
    }
    return verdict(child);
}

static int write_file(void)
{
    return verdict(open("written", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int make_folder(void)
{
    return verdict(mkdir("made", 0700));
}

static int connect_by_sending(void)
{
    const struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = 9};
    return verdict(
        sendto(STDIN_FILENO, "x", 1, MSG_FASTOPEN, (const struct sockaddr *)&there, sizeof there));
}

static int kill_another(void)
{
    return verdict(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

static int look_into_another(void)
{
    return verdict(syscall(SYS_ptrace, 16 /* PTRACE_ATTACH */, getppid(), NULL, NULL));
}

static int truncate_file(void)
{
    return verdict(truncate("kept/file", 0));
}

static int remove_elsewhere(void)
{
    return verdict(unlink("other/file"));
}

static int remove_file(void)
{
    return verdict(unlink("kept/file"));
}

static int remove_socket(void)
{
    return verdict(unlink("sockets/file"));
}

static int read_file(void)
{
    int fd = open("kept/file", O_RDONLY | O_CLOEXEC);
    return fd < 0 ? REFUSED : WENT;
}

static int list_folder(void)
{
    DIR *folder = opendir("kept");
    return folder == NULL ? REFUSED : WENT;
}

static int read_elsewhere(void)
{
    return verdict(open("other/file", O_RDONLY | O_CLOEXEC));
}

static int list_elsewhere(void)
{
    return verdict(open("other", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static int get_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct all[_LINUX_CAPABILITY_U32S_3] = {
        {.effective = 1, .permitted = 1}};
    return verdict(syscall(SYS_capset, &header, all));
}

// Asked by one that may read in the folder "kept", and remove what is in "sockets".
static int in_sandbox(int (*question)(void))
{
    pid_t child = fork();
    if (child == 0) {
        const char *why;
        struct arena a;
        struct folders readable;
        struct folders removable;
        arena_init(&a);
        folders_init(&readable, &a);
        folders_add(&readable, "kept");
        folders_init(&removable, &a);
        folders_add(&removable, "sockets");
        bool dropped = privileges_drop(NULL, &why) == 0;
        struct sandbox_state state = sandbox_enter(&readable, &removable);
        bool complete = dropped && state.privileges && state.landlock_abi > 0 && state.seccomp;
        _exit(complete ? question() : NO_SANDBOX);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void nothing_but_reading_and_answering(void **state)
{
    (void)state;
    int (*const refused[])(void) = {open_socket, start_program, fork_process, write_file,
        make_folder, connect_by_sending, kill_another, look_into_another, truncate_file,
        read_elsewhere, list_elsewhere, remove_elsewhere, remove_file, get_capabilities};
    assert_int_equal(mkdir("kept", 0700), 0);
    assert_int_equal(mkdir("other", 0700), 0);
    assert_int_equal(mkdir("sockets", 0700), 0);
    scratch_write("kept/file", SPAN("x"));
    scratch_write("sockets/file", SPAN("x"));
    scratch_write("other/file", SPAN("x"));
    print_message("Landlock's ABI here: %d\n", landlock_abi());
    if (in_sandbox(read_file) == NO_SANDBOX) {
        skip(); // this kernel, or the container around it, has none
    }
    assert_int_equal(in_sandbox(read_file), WENT);
    assert_int_equal(in_sandbox(list_folder), WENT);
    assert_int_equal(in_sandbox(remove_socket), WENT);
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        assert_int_equal(in_sandbox(refused[i]), REFUSED);
    }
}

// A bit that a kernel does not know makes it refuse the whole: nothing would be forbidden then.
static void each_abi_has_its_own_bits(void **state)
{
    (void)state;
    const struct {
        int abi;
        uint64_t files, network, scopes; // all that the ABI knows
    } known[] = {
        {0, 0, 0, 0},
        {1, 0x1fff, 0, 0},
        {2, 0x3fff, 0, 0},
        {3, 0x7fff, 0, 0},
        {4, 0x7fff, 3, 0},
        {5, 0xffff, 3, 0},
        {6, 0xffff, 3, 3},
        {7, 0xffff, 3, 3},
        {1000, 0xffff, 3, 3},
    };
    const uint64_t signals = 1 << 1;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        struct landlock_rights rights = landlock_rights_of(known[i].abi);
        assert_int_equal(rights.files, known[i].files);
        assert_int_equal(rights.network, known[i].network);
        assert_int_equal(rights.scopes, known[i].scopes & ~signals);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_but_reading_and_answering),
        cmocka_unit_test(each_abi_has_its_own_bits),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
