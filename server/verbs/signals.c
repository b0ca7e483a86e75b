// SPDX-License-Identifier: MIT
#include "verbs/signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

int signals_open(void)
{
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGHUP);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    // Blocked here, before there are threads, so that they all come by the descriptor.
    if (sigprocmask(SIG_BLOCK, &wanted, NULL) != 0) {
        return -1;
    }
    const struct sigaction ignored = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGPIPE, &ignored, NULL);
    (void)sigaction(SIGCHLD, &ignored, NULL); // no end of a process is waited for
    return signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
}

struct arrivals signals_take(int signals)
{
    struct arrivals came = {false, false};
    struct signalfd_siginfo one;
    while (read(signals, &one, sizeof one) == sizeof one) {
        came.hangup = came.hangup || one.ssi_signo == SIGHUP;
        came.stop = came.stop || one.ssi_signo != SIGHUP;
    }
    return came;
}
