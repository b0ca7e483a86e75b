// SPDX-License-Identifier: MIT
// What a daemon that somebody took over could still do. Each question is asked in a child that has
// gone into the sandbox.
#include "scratch.h"

#include "verbs/sandbox.h"

#include <errno.h>
#include <fcntl.h>
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

static int read_file(void)
{
    int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    return fd < 0 ? REFUSED : WENT;
}

static int in_sandbox(int (*question)(void))
{
    pid_t child = fork();
    if (child == 0) {
        struct sandbox_state state = sandbox_enter();
        _exit(state.landlock && state.seccomp ? question() : NO_SANDBOX);
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
        make_folder, connect_by_sending, kill_another, look_into_another};
    if (in_sandbox(read_file) == NO_SANDBOX) {
        skip(); // this kernel, or the container around it, has none
    }
    assert_int_equal(in_sandbox(read_file), WENT);
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        assert_int_equal(in_sandbox(refused[i]), REFUSED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_but_reading_and_answering),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
