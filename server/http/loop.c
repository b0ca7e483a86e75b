// SPDX-License-Identifier: MIT
#include "http/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "http/deadlines.h"
#include "http/exchange.h"
#include "http/library_log.h"

enum {
    MS_PER_S = 1000,
    US_PER_S = 1000 * 1000,
    NS_PER_US = 1000,
    IDLE_TURNS_MAX =
        64, // turns in a row without progress before the loop suspects it is led in circles
    STARVED_WAIT_MS = 10,
    LAST_ACCEPT_TURNS = 1000, // turns to take what the kernel has accepted when listening ends
};

int64_t loop_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / NS_PER_US;
}

int64_t loop_now_ms(void)
{
    return loop_now_us() / (US_PER_S / MS_PER_S);
}

bool loop_init(struct loop *loop, struct shared *shared, struct arena *keep, size_t connections,
    struct buffer *why)
{
    *loop = (struct loop){.shared = shared, .wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    loop->metrics = arena_array(keep, 1, sizeof *loop->metrics);
    loop->asked = asked_new(keep);
    arena_init_fixed(
        &loop->request_arena, arena_alloc(keep, REQUEST_ARENA_BYTES), REQUEST_ARENA_BYTES);
    buffer_init(&loop->body, ANSWER_MAX_BYTES);
    if (loop->wake_fd < 0 || !connection_pool_init(&loop->pool, keep, connections) ||
        !connection_pool_init(&loop->admin_pool, keep, CONNECTIONS_ADMIN_MAX)) {
        buffer_format(
            why, "cannot make a loop for %zu connections: %s", connections, strerror(errno));
        return false;
    }
    return true;
}

bool loop_add(struct loop *loop, const struct listener *listener, int fd, struct buffer *why)
{
    struct door *door = &loop->doors[loop->door_count];
    *door = (struct door){.loop = loop, .listener = listener, .fd = fd};
    door->pool = listener->kind == LISTENER_ADMIN ? &loop->admin_pool : &loop->pool;
    bool is_tls = listener->kind == LISTENER_TLS;
    struct MHD_OptionItem more[TLS_OPTIONS] = {{MHD_OPTION_END, 0, NULL}};
    if (is_tls) {
        tls_options(more);
    }
    unsigned flags = MHD_USE_EPOLL | MHD_USE_ERROR_LOG | (is_tls ? MHD_USE_TLS : 0);
    door->daemon = MHD_start_daemon(flags, 0, exchange_accept, door, exchange_request, door,
        MHD_OPTION_EXTERNAL_LOGGER, library_log_write, loop, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)door->pool->size, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY_BYTES, MHD_OPTION_URI_LOG_CALLBACK, exchange_target, door,
        MHD_OPTION_NOTIFY_CONNECTION, exchange_connection, door, MHD_OPTION_NOTIFY_COMPLETED,
        exchange_completed, door, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_ARRAY, more,
        MHD_OPTION_END);
    if (door->daemon == NULL) {
        buffer_format(why, "cannot start libmicrohttpd: %s", strerror(errno));
        return false;
    }
    door->epoll_fd = MHD_get_daemon_info(door->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    loop->door_count++;
    return true;
}

void loop_wake(const struct loop *loop)
{
    const uint64_t one = 1;
    (void)!write(loop->wake_fd, &one, sizeof one);
}

bool loop_is_alive(struct loop *loop)
{
    bool alive = atomic_load(&loop->pongs) == atomic_load(&loop->pings);
    atomic_fetch_add(&loop->pings, 1);
    loop_wake(loop);
    return alive;
}

// Lets the library handle what is ready. One look at the clock and one borrowed snapshot serve all
// requests of a turn.
static void run(struct door *door)
{
    struct loop *loop = door->loop;
    struct slot *slot = loop->shared->settings.slot;
    loop->run_us = loop_now_us();
    loop->snapshot = slot_take(slot);
    MHD_run(door->daemon);
    slot_drop(slot, loop->snapshot);
    loop->snapshot = NULL;
}

static bool has_pending(const struct door *door)
{
    MHD_UNSIGNED_LONG_LONG timeout_ms;
    return MHD_get_timeout(door->daemon, &timeout_ms) == MHD_YES && timeout_ms == 0;
}

// Waits for something to happen and lets the library handle it. Where it wants to be called at
// once, time and again, and yet gets nowhere (a chunk header without end, a system without
// descriptors), it has to wait a little.
static void turn(struct loop *loop, bool is_starved)
{
    struct pollfd fds[LISTENERS_MAX + 1] = {{.fd = loop->wake_fd, .events = POLLIN}};
    bool pending[LISTENERS_MAX] = {false};
    bool any_pending = false;
    for (size_t i = 0; i < loop->door_count; i++) {
        pending[i] = has_pending(&loop->doors[i]);
        any_pending = any_pending || pending[i];
        fds[i + 1] = (struct pollfd){.fd = loop->doors[i].epoll_fd, .events = POLLIN};
    }
    bool has_room_again = loop->has_room_again;
    loop->has_room_again = false;
    bool may_sleep = loop->is_quiet && atomic_load(&loop->shared->phase) != PHASE_STOP;
    int timeout_ms = may_sleep ? -1 : SWEEP_MS;
    if (is_starved) {
        poll(fds, 1, STARVED_WAIT_MS);
    }
    bool at_once = any_pending || is_starved || has_room_again;
    poll(fds, loop->door_count + 1, at_once ? 0 : timeout_ms);
    uint64_t count;
    if (fds[0].revents != 0) {
        (void)!read(loop->wake_fd, &count, sizeof count);
        atomic_store(&loop->pongs, atomic_load(&loop->pings));
    }
    for (size_t i = 0; i < loop->door_count; i++) {
        if (fds[i + 1].revents != 0 || pending[i] || has_room_again) {
            run(&loop->doors[i]);
        }
    }
}

// What has to be done now and then: also a call of the library without any event, since it looks at
// its listening socket again only when called.
static void keep_time(struct loop *loop, int64_t now_ms)
{
    loop->is_quiet = loop->pool.used == 0 && loop->admin_pool.used == 0;
    for (size_t i = 0; i < loop->door_count; i++) {
        run(&loop->doors[i]);
    }
    deadlines_sweep(loop, &loop->pool, now_ms);
    deadlines_sweep(loop, &loop->admin_pool, now_ms);
}

// Who has connected already, as the kernel sees it, is still taken in.
static void take_waiting(struct door *door)
{
    struct pollfd waiting = {.fd = door->fd, .events = POLLIN};
    for (unsigned i = 0;
         i < LAST_ACCEPT_TURNS && poll(&waiting, 1, 0) > 0 && door->pool->used < door->pool->size;
         i++) {
        run(door);
    }
}

// From now nobody connects.
static void close_door(struct door *door)
{
    MHD_quiesce_daemon(door->daemon);
    close(door->fd);
    door->fd = -1;
}

// Connections between two requests get a moment to send one that is under way, and then are closed.
static void begin_stop(struct loop *loop, int64_t now_ms)
{
    for (size_t i = 0; i < loop->door_count; i++) {
        if (loop->doors[i].listener->kind != LISTENER_ADMIN) {
            take_waiting(&loop->doors[i]);
            close_door(&loop->doors[i]);
        }
    }
    for (size_t i = 0; i < loop->pool.size; i++) {
        struct connection *connection = &loop->pool.items[i];
        if (connection->state == CONNECTION_HEAD && !connection->is_begun &&
            connection->deadline_ms > now_ms + DRAIN_IDLE_MS) {
            connection->deadline_ms = now_ms + DRAIN_IDLE_MS;
        }
    }
}

static void close_all(struct loop *loop)
{
    for (size_t i = 0; i < loop->door_count; i++) {
        if (loop->doors[i].fd >= 0) {
            close_door(&loop->doors[i]);
        }
        MHD_stop_daemon(loop->doors[i].daemon);
    }
    loop->door_count = 0;
}

void *loop_run(void *argument)
{
    struct loop *loop = argument;
    int64_t swept_ms = loop_now_ms();
    int64_t stop_ms = 0; // when the phase was first seen to be PHASE_STOP; 0: not yet
    unsigned idle_turns = 0;
    for (;;) {
        uint64_t progress = loop->progress;
        turn(loop, idle_turns > IDLE_TURNS_MAX);
        idle_turns = loop->progress == progress ? idle_turns + 1 : 0;
        int64_t now_ms = loop_now_ms();
        if (now_ms - swept_ms >= SWEEP_MS) {
            keep_time(loop, now_ms);
            swept_ms = now_ms;
        }
        if (atomic_load(&loop->shared->phase) != PHASE_STOP) {
            continue;
        }
        if (stop_ms == 0) {
            begin_stop(loop, now_ms);
            stop_ms = now_ms;
        }
        if (loop->pool.used == 0 || now_ms - stop_ms >= DRAIN_DEADLINE_MS) {
            break;
        }
    }
    close_all(loop);
    return NULL;
}

void loop_finish(struct loop *loop)
{
    close_all(loop);
    if (loop->wake_fd >= 0) {
        close(loop->wake_fd);
    }
    asked_finish(loop->asked);
    connection_pool_finish(&loop->pool);
    connection_pool_finish(&loop->admin_pool);
    buffer_finish(&loop->body);
    arena_finish(&loop->request_arena);
}
