// SPDX-License-Identifier: MIT
// A server's whole life in this process, where the sanitizers see every byte of it.
#include "span_assert.h"

#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/loop.h"
#include "http/server.h"
#include "scratch.h"

enum {
    THREADS = 2,
    ROUNDS = 50,
    PATH_BYTES = 100,
    UNIX_BYTES = sizeof "unix:" - 1,
};

struct fixture {
    struct log log;
    struct slot slot;
    struct http_server *server;
    char public_text[PATH_BYTES]; // "unix:" and the path
    char admin_text[PATH_BYTES];
};

static struct snapshot *empty_snapshot(void)
{
    static const struct configuration nothing = {.providers = {NULL, 0}};
    struct arena arena;
    arena_init(&arena);
    struct snapshot *s = arena_array(&arena, 1, sizeof *s);
    s->arena = arena;
    s->index = index_build(&s->arena, &nothing, NULL);
    return s;
}

static int connected(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static int ask(const char *path, const char *request, char *answer, size_t room)
{
    int fd = connected(path);
    assert_int_equal(send(fd, request, strlen(request), 0), strlen(request));
    size_t len = 0;
    ssize_t got;
    while ((got = recv(fd, answer + len, room - 1 - len, 0)) > 0) {
        len += (size_t)got;
    }
    answer[len] = '\0';
    close(fd);
    int status = 0;
    if (strncmp(answer, "HTTP/1.1 ", 9) == 0) {
        status = (answer[9] - '0') * 100 + (answer[10] - '0') * 10 + answer[11] - '0';
    }
    return status;
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

static void *swap(void *slot)
{
    for (int i = 0; i < ROUNDS; i++) {
        snapshot_swap(slot, empty_snapshot());
    }
    return NULL;
}

static void serves_and_ends(void **state)
{
    const char *folder = *state;
    struct fixture f = {.server = NULL};
    static char answer[64 * 1024];
    char memory[256];
    struct buffer why;
    enum listen_error error;
    snprintf(f.public_text, sizeof f.public_text, "unix:%s/public", folder);
    snprintf(f.admin_text, sizeof f.admin_text, "unix:%s/admin", folder);
    const char *public_path = f.public_text + UNIX_BYTES;
    const char *admin_path = f.admin_text + UNIX_BYTES;
    const char *listen[] = {f.public_text};
    log_init(&f.log, STDERR_FILENO, LOG_LEVEL_ERROR, false);
    snapshot_slot_init(&f.slot);
    snapshot_swap(&f.slot, empty_snapshot());
    buffer_init_fixed(&why, memory, sizeof memory);

    struct server_settings settings = {.listen = listen,
        .listen_count = 1,
        .admin = f.admin_text,
        .threads = THREADS,
        .connections_max = 64,
        .log = &f.log,
        .slot = &f.slot,
        .version = "0"};
    f.server = server_bind(&settings, &error, &why);
    assert_non_null(f.server);
    assert_true(server_run(f.server, &why));
    server_report(f.server, &(struct server_report){.ok = false, .message = SPAN("a\xff")});

    pthread_t swapper;
    assert_int_equal(pthread_create(&swapper, NULL, swap, &f.slot), 0);
    for (int i = 0; i < ROUNDS; i++) {
        assert_int_equal(
            ask(public_path, GET("/mail/config-v1.1.xml"), answer, sizeof answer), 404);
        assert_int_equal(ask(public_path, GET("/\t"), answer, sizeof answer), 400);
        assert_int_equal(ask(admin_path, GET("/metrics"), answer, sizeof answer), 200);
        assert_int_equal(ask(admin_path, GET("/status"), answer, sizeof answer), 200);
        assert_non_null(strstr(answer, "\"message\": \"a\""));
    }
    pthread_join(swapper, NULL);
    assert_true(server_is_alive(f.server)); // nobody has asked before
    while (!server_is_alive(f.server)) {    // what hangs is ended by the test's time-out
        sched_yield();
    }
    server_drain(f.server);
    assert_int_equal(ask(admin_path, GET("/readyz"), answer, sizeof answer), 503);
    server_stop(f.server);
    server_free(f.server);
    assert_int_equal(access(public_path, F_OK), -1);
    assert_int_equal(access(admin_path, F_OK), -1);
    slot_finish(&f.slot);
}

static void a_thread_that_hangs_is_noticed(void **state)
{
    (void)state;
    struct loop loop = {.wake_fd = -1};
    assert_true(loop_is_alive(&loop));
    assert_false(loop_is_alive(&loop));
    atomic_store(&loop.pongs, atomic_load(&loop.pings));
    assert_true(loop_is_alive(&loop));
}

static void bound_but_never_run(void **state)
{
    const char *folder = *state;
    struct log log;
    struct slot slot;
    char public_text[PATH_BYTES];
    const char *listen[] = {public_text};
    const char *public_path = public_text + UNIX_BYTES;
    snprintf(public_text, sizeof public_text, "unix:%s/public", folder);
    char memory[256];
    struct buffer why;
    enum listen_error error;
    log_init(&log, STDERR_FILENO, LOG_LEVEL_ERROR, false);
    snapshot_slot_init(&slot);
    buffer_init_fixed(&why, memory, sizeof memory);
    struct server_settings settings = {.listen = listen,
        .listen_count = 1,
        .admin = "none",
        .threads = THREADS,
        .connections_max = 64,
        .log = &log,
        .slot = &slot,
        .version = "0"};
    struct http_server *server = server_bind(&settings, &error, &why);
    assert_non_null(server);
    int waiting = connected(public_path); // who came too early is not served from nothing
    server_free(server);
    close(waiting);
    listen[0] = "nowhere";
    assert_null(server_bind(&settings, &error, &why));
    assert_int_equal(error, LISTEN_USAGE);
    server_free(NULL);
    slot_finish(&slot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(serves_and_ends),
        cmocka_unit_test(a_thread_that_hangs_is_noticed),
        IN_SCRATCH(bound_but_never_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
