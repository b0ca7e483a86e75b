// SPDX-License-Identifier: MIT
#include "verbs/sandbox.h"

#include "verbs/landlock.h"
#include "verbs/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

static const int allowed[] = {
    // memory
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(mmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(mremap),
    SCMP_SYS(munmap),
    // open files and sockets
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(close),
    SCMP_SYS(dup),
    SCMP_SYS(dup3),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(eventfd2),
    SCMP_SYS(fcntl),
    SCMP_SYS(fstat),
    SCMP_SYS(getpeername),
    SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt),
    SCMP_SYS(lseek),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(pread64),
    SCMP_SYS(pselect6),
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(select),
    SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown),
    SCMP_SYS(signalfd4),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    // names of files
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(getcwd),
    SCMP_SYS(getdents64),
    SCMP_SYS(inotify_add_watch),
    SCMP_SYS(inotify_rm_watch),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(stat),
    SCMP_SYS(statx),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    // threads, signals, the end
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(futex),
    SCMP_SYS(getpid),
    SCMP_SYS(getrusage),
    SCMP_SYS(gettid),
    SCMP_SYS(membarrier),
    SCMP_SYS(prctl),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(rseq),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(sigaltstack),
    // time, chance, who we are
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(getegid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getrandom),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getuid),
    SCMP_SYS(nanosleep),
    SCMP_SYS(sysinfo),
    SCMP_SYS(time),
    SCMP_SYS(uname),
};

// Calls that are fine with certain arguments only.
static bool allow_in_part(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp reads =
        SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
    const struct scmp_arg_cmp reads_old =
        SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY);
    const struct scmp_arg_cmp threads =
        SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD | CLONE_VM, CLONE_THREAD | CLONE_VM);
    // MSG_FASTOPEN connects.
    const struct scmp_arg_cmp sends = SCMP_A2(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0);
    const struct scmp_arg_cmp sends_to = SCMP_A3(SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0);
    const struct scmp_arg_cmp own_threads = {
        .arg = 0, .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)getpid()};
    const struct scmp_arg_cmp own_limits = {.arg = 0, .op = SCMP_CMP_EQ, .datum_a = 0};
    const struct scmp_arg_cmp asks_size = SCMP_A1(SCMP_CMP_EQ, FIONREAD, 0);
    const struct scmp_arg_cmp asks_terminal = SCMP_A1(SCMP_CMP_EQ, TCGETS, 0);
    const struct {
        int call;
        struct scmp_arg_cmp fine;
    } rules[] = {
        {SCMP_SYS(openat), reads},
        {SCMP_SYS(open), reads_old},
        {SCMP_SYS(clone), threads},
        {SCMP_SYS(ioctl), asks_size},
        {SCMP_SYS(ioctl), asks_terminal},
        {SCMP_SYS(sendmsg), sends},
        {SCMP_SYS(sendto), sends_to},
        {SCMP_SYS(tgkill), own_threads},
        {SCMP_SYS(prlimit64), own_limits},
    };
    bool complete = true;
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        int added =
            seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, rules[i].call, 1, &rules[i].fine);
        complete = complete && added == 0;
    }
    // Its flags lie in memory, out of a filter's sight: glibc falls back to clone().
    return complete && seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

static bool enter_seccomp(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL) {
        return false;
    }
    bool complete = allow_in_part(filter);
    for (size_t i = 0; i < COUNT_OF(allowed); i++) {
        int added = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
        // A call that this machine's architecture does not have needs no rule.
        complete = complete && (added == 0 || added == -EDOM);
    }
    // Each answer makes this call, and its rule looks at an argument, so that the kernel runs the
    // filter time and again instead of remembering what it said: it is to be found first.
    complete = complete && seccomp_syscall_priority(filter, SCMP_SYS(sendmsg), UINT8_MAX) == 0;
    bool entered = complete && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return entered;
}

struct sandbox_state sandbox_enter(const struct folders *readable, const struct folders *removable)
{
    int abi = landlock_abi();
    return (struct sandbox_state){
        .privileges = privileges_are_gone(),
        .landlock_abi = landlock_enter(abi, readable, removable) ? abi : 0,
        .seccomp = enter_seccomp(), // the last: it forbids what the others need
    };
}
