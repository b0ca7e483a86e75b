// SPDX-License-Identifier: MIT
// loop: one thread that serves its share of the connections. Floor: http.
// Each listening socket has a library daemon of its own in each loop, without threads; the loop
// waits on their epoll descriptors. (The library's own wait stalls when exactly a multiple of 128
// connections are ready.) It also keeps the deadlines: the library's time-out starts anew with
// every byte, so that a client that sends one a second stays for ever.
#pragma once

#include "base/arena.h"
#include "http/shared.h"

struct MHD_Daemon;

// A listening socket as one loop has it.
struct door {
    struct loop *loop;
    const struct listener *listener;
    int fd; // of the socket
    struct MHD_Daemon *daemon;
    int epoll_fd;
    struct connection_pool *pool;
};

struct loop {
    struct shared *shared;
    struct metrics *metrics;
    struct asked *asked;
    pthread_t thread;
    int wake_fd;                   // eventfd: look at the phase
    _Atomic uint64_t pings, pongs; // asked whether it lives; the last ping it has seen
    struct door doors[LISTENERS_MAX];
    size_t door_count;
    struct connection_pool pool, admin_pool;
    struct arena request_arena; // fixed, emptied after each answer
    struct buffer body;         // memory for the next answer's
    bool is_quiet;              // nobody is connected, nor was at the last sweep
    bool has_room_again;        // all connections were taken, and one was given back
    uint64_t progress;          // calls from the library so far
    // While the library runs: what it answers from, and when it was called (monotonic).
    const struct snapshot *snapshot;
    int64_t run_us;
    int64_t library_log_ms; // when the library's last line was logged
    uint64_t library_log_skipped;
};

// Without doors yet. False: `why` tells; loop_finish() is fine all the same.
MUST_USE bool loop_init(struct loop *loop, struct shared *shared, struct arena *keep,
    size_t connections, struct buffer *why);
// Listens on `fd`, which becomes the loop's in any case.
MUST_USE bool loop_add(
    struct loop *loop, const struct listener *listener, int fd, struct buffer *why);

// Serves until the phase is PHASE_STOP and all is answered. For pthread_create().
void *loop_run(void *loop);
void loop_wake(const struct loop *loop);
// Whether it has come round since the last call, or was never asked; asks again.
bool loop_is_alive(struct loop *loop);
void loop_finish(struct loop *loop);

int64_t loop_now_ms(void); // monotonic
int64_t loop_now_us(void);
