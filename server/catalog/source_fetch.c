// SPDX-License-Identifier: MIT
#include "catalog/source_fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/limits.h"

enum {
    EXIT_NOT_STARTED = 127,
    ERROR_MAX_BYTES = 4096,
    COMPLAINT_MAX_BYTES = 200, // of the last line that it says
    MS_PER_S = 1000,
    NS_PER_MS = 1000 * 1000,
};

// A program under way.
struct child {
    pid_t pid; // and of its group
    int out, error;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

static bool fetch_file(const char *path, struct buffer *out, struct buffer *why)
{
    struct arena a;
    struct span content;
    arena_init(&a);
    enum file_error error = file_read(&a, path, SOURCE_MAX_BYTES, &content);
    if (error == FILE_OK) {
        buffer_add(out, content);
    } else {
        buffer_add_c(why, file_error_text(error));
    }
    arena_finish(&a);
    return error == FILE_OK;
}

// In the child: never returns.
static void become(const struct source *source, int out, int error)
{
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    bool ready = nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
                 dup2(out, STDOUT_FILENO) >= 0 && dup2(error, STDERR_FILENO) >= 0 &&
                 setpgid(0, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    sigaction(SIGPIPE, &usual, NULL);
    ready = ready && (source->url == NULL || setenv(SOURCE_VARIABLE, source->url, 1) == 0);
    if (ready) {
        execvp(source->words[0], (char *const *)(uintptr_t)source->words);
        const char *why = strerror(errno);
        (void)!write(STDERR_FILENO, why, strlen(why));
    }
    _exit(EXIT_NOT_STARTED);
}

static bool start(const struct source *source, struct child *child)
{
    int out[2];
    int error[2];
    if (pipe2(out, O_CLOEXEC) != 0) {
        return false;
    }
    if (pipe2(error, O_CLOEXEC) != 0) {
        close(out[0]);
        close(out[1]);
        return false;
    }
    *child = (struct child){.pid = fork(), .out = out[0], .error = error[0]};
    if (child->pid == 0) {
        become(source, out[1], error[1]);
    }
    close(out[1]);
    close(error[1]);
    (void)setpgid(child->pid, child->pid); // whoever is first
    return child->pid > 0;
}

// Takes what has come; closes at the end.
static void take(int *fd, struct buffer *into)
{
    char bytes[16 * 1024];
    ssize_t got = read(*fd, bytes, sizeof bytes);
    if (got > 0) {
        buffer_add(into, (struct span){bytes, (size_t)got});
    } else if (got == 0 || errno != EINTR) {
        close(*fd);
        *fd = -1;
    }
}

// Reads until both ends are closed. False: the time is over, or it says too much.
static bool listen_to(
    struct child *child, int64_t deadline_ms, struct buffer *out, struct buffer *error)
{
    int64_t end_ms = now_ms() + deadline_ms;
    while (child->out >= 0 || child->error >= 0) {
        struct pollfd fds[] = {
            {.fd = child->out, .events = POLLIN}, {.fd = child->error, .events = POLLIN}};
        int64_t left_ms = end_ms - now_ms();
        if (left_ms <= 0 || !buffer_ok(out)) {
            return false;
        }
        (void)poll(fds, COUNT_OF(fds), (int)left_ms);
        if (fds[0].revents != 0) {
            take(&child->out, out);
        }
        if (fds[1].revents != 0) {
            take(&child->error, error);
        }
    }
    return true;
}

static bool has_ended(pid_t pid)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

// What has closed its output is about to end, and gets the time to. Its exit status.
static int end(struct child *child, bool is_done)
{
    for (int64_t end_ms = now_ms() + SOURCE_END_MS;
         is_done && !has_ended(child->pid) && now_ms() < end_ms;) {
        (void)poll(NULL, 0, 1);
    }
    if (child->out >= 0) {
        close(child->out);
    }
    if (child->error >= 0) {
        close(child->error);
    }
    (void)kill(-child->pid, SIGKILL); // all that it has started, too
    int status = 0;
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

// The last line of what a program complains is what it failed of.
static void add_complaint(struct buffer *why, const struct buffer *error)
{
    struct span text = span_trim(buffer_span(error));
    struct span before;
    struct span last;
    if (span_cut_last(text, '\n', &before, &last)) {
        text = last;
    }
    if (text.len != 0) {
        buffer_add_c(why, ": ");
        size_t len = text.len < COMPLAINT_MAX_BYTES ? text.len : COMPLAINT_MAX_BYTES;
        diag_print_text(span_until(text, len), why);
    }
}

static bool fetch_program(
    const struct source *source, int64_t deadline_ms, struct buffer *out, struct buffer *why)
{
    struct child child;
    struct buffer error;
    char memory[ERROR_MAX_BYTES];
    buffer_init_fixed(&error, memory, sizeof memory);
    if (!start(source, &child)) {
        buffer_format(why, "cannot be started: %s", strerror(errno));
        return false;
    }
    bool is_done = listen_to(&child, deadline_ms, out, &error);
    int status = end(&child, is_done);
    bool ended = is_done && WIFEXITED(status);
    if (ended && WEXITSTATUS(status) == 0) {
        return true;
    }
    if (ended && WEXITSTATUS(status) == EXIT_NOT_STARTED) {
        buffer_format(why, "'%s' cannot be started", source->words[0]);
    } else if (ended) {
        buffer_format(why, "ended with %d", WEXITSTATUS(status));
    } else if (is_done) {
        buffer_format(why, "was ended by signal %d", WTERMSIG(status));
    } else {
        buffer_add_c(why, buffer_ok(out) ? "took too long" : "says too much");
    }
    add_complaint(why, &error);
    return false;
}

bool source_fetch(
    const struct source *source, int64_t deadline_ms, struct buffer *out, struct buffer *why)
{
    buffer_empty(out);
    return source->kind == SOURCE_FILE ? fetch_file(source->path, out, why)
                                       : fetch_program(source, deadline_ms, out, why);
}
