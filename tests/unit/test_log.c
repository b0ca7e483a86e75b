// SPDX-License-Identifier: MIT
#include "span_assert.h"

#include "base/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct pipe_log {
    int ends[2];
    struct log log;
    char text[64 * 1024];
};

static void open_log(struct pipe_log *p, enum log_level level, bool json)
{
    assert_int_equal(pipe2(p->ends, O_CLOEXEC), 0);
    log_init(&p->log, p->ends[1], level, json);
}

static struct span read_log(struct pipe_log *p)
{
    size_t len = 0;
    close(p->ends[1]);
    for (ssize_t got = 1; got > 0; len += (size_t)got) {
        got = read(p->ends[0], p->text + len, sizeof p->text - len);
        assert_true(got >= 0);
    }
    close(p->ends[0]);
    return (struct span){p->text, len};
}

static void write_some(struct log *l)
{
    struct log_line line;
    log_begin(&line, l, LOG_LEVEL_INFO, "request");
    log_text(&line, "domain", SPAN("example.org"));
    log_text(&line, "agent", SPAN("a \"b\"\n\x1B[31m"));
    log_text(&line, "empty", (struct span){NULL, 0});
    log_number(&line, "status", 200);
    log_end(&line);
}

static void write_event(struct log *l, enum log_level level)
{
    struct log_line line;
    log_begin(&line, l, level, "event");
    log_end(&line);
}

// 2026-11-22T12:34:56.789Z
static void check_time(struct span text)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:dd.dddZ";
    assert_int_equal(text.len, sizeof shape - 1);
    for (size_t i = 0; i < text.len; i++) {
        assert_true(shape[i] == 'd' ? ascii_is_digit(text.ptr[i]) : text.ptr[i] == shape[i]);
    }
}

static void a_line_of_text(void **state)
{
    (void)state;
    struct pipe_log p;
    open_log(&p, LOG_LEVEL_INFO, false);
    write_some(&p.log);
    struct span time;
    struct span rest;
    assert_true(span_cut(read_log(&p), ' ', &time, &rest));
    check_time(time);
    assert_span_is(rest,
        "info    request domain=example.org agent=\"a \\\"b\\\"\\u000a\\u001b[31m\" "
        "empty=\"\" status=200\n");
}

static void a_line_of_json(void **state)
{
    (void)state;
    struct pipe_log p;
    open_log(&p, LOG_LEVEL_INFO, true);
    write_some(&p.log);
    struct span text = read_log(&p);
    assert_true(span_starts_with(text, SPAN("{\"time\":\"")));
    text = span_from(text, strlen("{\"time\":\""));
    check_time(span_until(text, 24));
    assert_span_is(span_from(text, 24),
        "\",\"level\":\"info\",\"event\":\"request\",\"domain\":\"example.org\","
        "\"agent\":\"a \\\"b\\\"\\u000a\\u001b[31m\",\"empty\":\"\",\"status\":200}\n");
}

// The pipe stands for the socket that systemd gives a service: what counts is that it is the very
// one that the variable names.
static void journald_is_told_the_priority(void **state)
{
    (void)state;
    static const char *const starts[LOG_LEVEL_COUNT] = {"<3>2", "<4>2", "<6>2", "<7>2"};
    for (ino_t wrong = 0; wrong < 2; wrong++) {
        for (enum log_level level = 0; level < LOG_LEVEL_COUNT; level++) {
            struct pipe_log p;
            struct stat info;
            char stream[64];
            assert_int_equal(pipe2(p.ends, O_CLOEXEC), 0);
            assert_int_equal(fstat(p.ends[1], &info), 0);
            snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)info.st_dev,
                (uintmax_t)(info.st_ino + wrong));
            setenv("JOURNAL_STREAM", stream, 1);
            log_init(&p.log, p.ends[1], LOG_LEVEL_DEBUG, false);
            unsetenv("JOURNAL_STREAM");
            write_event(&p.log, level);
            struct span start = span_until(read_log(&p), 4);
            assert_true(span_equal_c(start, starts[level]) == (wrong == 0));
            assert_true((start.ptr[0] == '2') == (wrong == 1));
        }
    }
}

static void less_urgent_lines_are_left_out(void **state)
{
    (void)state;
    struct pipe_log p;
    open_log(&p, LOG_LEVEL_WARNING, false);
    assert_true(log_wants(&p.log, LOG_LEVEL_ERROR));
    assert_true(log_wants(&p.log, LOG_LEVEL_WARNING));
    assert_false(log_wants(&p.log, LOG_LEVEL_INFO));
    write_some(&p.log);
    write_event(&p.log, LOG_LEVEL_DEBUG);
    write_event(&p.log, LOG_LEVEL_ERROR);
    struct span text = read_log(&p);
    assert_true(span_ends_with(text, SPAN("Z error   event\n")));
    assert_int_equal(text.len, strlen("2026-11-22T12:34:56.789Z error   event\n"));
}

// A line too long loses fields, never its end: a collector reads each as one JSON object.
static void a_long_line_stays_whole(void **state)
{
    (void)state;
    for (int json = 0; json < 2; json++) {
        struct pipe_log p;
        struct log_line line;
        char value[600];
        memset(value, '"', sizeof value); // two bytes each when escaped
        open_log(&p, LOG_LEVEL_INFO, json == 1);
        log_begin(&line, &p.log, LOG_LEVEL_INFO, "event");
        for (int i = 0; i < 10; i++) {
            log_text(&line, "value", (struct span){value, sizeof value});
        }
        log_number(&line, "last", 1);
        log_end(&line);
        struct span text = read_log(&p);
        assert_true(text.len <= LOG_LINE_MAX_BYTES);
        assert_true(span_ends_with(text, json == 1 ? SPAN("\"last\":1}\n") : SPAN(" last=1\n")));
        assert_int_equal(p.log.dropped, 0);
    }
}

static void what_cannot_be_written_is_counted(void **state)
{
    (void)state;
    struct pipe_log p;
    open_log(&p, LOG_LEVEL_INFO, false);
    signal(SIGPIPE, SIG_IGN);
    close(p.ends[0]);
    write_event(&p.log, LOG_LEVEL_INFO);
    assert_int_equal(p.log.dropped, 1);
    close(p.ends[1]);
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(full >= 0);
    log_init(&p.log, full, LOG_LEVEL_INFO, false);
    write_event(&p.log, LOG_LEVEL_INFO);
    assert_int_equal(p.log.dropped, 1);
    close(full);
}

static void a_reader_that_sleeps_stops_nobody(void **state)
{
    (void)state;
    struct pipe_log p;
    open_log(&p, LOG_LEVEL_INFO, false);
    assert_true(fcntl(p.ends[1], F_SETPIPE_SZ, 4096) >= 4096);
    char value[500];
    memset(value, 'a', sizeof value);
    for (int i = 0; i < 12; i++) { // more than the pipe takes
        struct log_line line;
        log_begin(&line, &p.log, LOG_LEVEL_INFO, "event");
        log_text(&line, "value", (struct span){value, sizeof value});
        log_end(&line);
    }
    uint64_t dropped = p.log.dropped;
    assert_in_range(dropped, 1, 11);
    struct span text = read_log(&p);
    assert_int_equal(text.len % (12 - dropped), 0); // whole lines only
    assert_true(span_ends_with(text, SPAN("a\n")));
}

static void *log_a_hundred(void *log)
{
    for (int i = 0; i < 100; i++) {
        write_some(log);
    }
    return NULL;
}

static void lines_of_threads_do_not_mix(void **state)
{
    (void)state;
    struct pipe_log p;
    pthread_t threads[4];
    open_log(&p, LOG_LEVEL_INFO, false);
    assert_true(fcntl(p.ends[1], F_SETPIPE_SZ, 128 * 1024) > 0);
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, log_a_hundred, &p.log), 0);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    struct span rest = read_log(&p);
    struct span line;
    size_t lines = 0;
    while (span_cut(rest, '\n', &line, &rest)) {
        assert_true(
            span_starts_with(line, SPAN("20")) && span_ends_with(line, SPAN(" status=200")));
        lines++;
    }
    assert_int_equal(lines, 400);
    assert_int_equal(rest.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_of_text),
        cmocka_unit_test(a_line_of_json),
        cmocka_unit_test(journald_is_told_the_priority),
        cmocka_unit_test(less_urgent_lines_are_left_out),
        cmocka_unit_test(a_long_line_stays_whole),
        cmocka_unit_test(what_cannot_be_written_is_counted),
        cmocka_unit_test(a_reader_that_sleeps_stops_nobody),
        cmocka_unit_test(lines_of_threads_do_not_mix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
