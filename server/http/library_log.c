// SPDX-License-Identifier: MIT
#include "http/library_log.h"

#include <stdio.h>
#include <string.h>

#include "http/loop.h"

enum {
    BETWEEN_LINES_MS = 1000,
};

void library_log_write(void *argument, const char *format, va_list arguments)
{
    struct loop *loop = argument;
    struct log *log = loop->shared->settings.log;
    bool is_grave = strstr(format, "resource limit") != NULL || strstr(format, "epoll") != NULL;
    enum log_level level = is_grave ? LOG_LEVEL_WARNING : LOG_LEVEL_DEBUG;
    int64_t now_ms = loop_now_ms();
    // "… request for %s": a path may hold somebody's address.
    if (!log_wants(log, level) || strstr(format, "request for") != NULL) {
        return;
    }
    if (now_ms - loop->library_log_ms < BETWEEN_LINES_MS) {
        loop->library_log_skipped++;
        return;
    }
    char text[LOG_VALUE_MAX_BYTES];
    int len = vsnprintf(text, sizeof text, format, arguments);
    struct span message = {text, len < 0 ? 0 : (size_t)len};
    struct log_line line;
    log_begin(&line, log, level, "libmicrohttpd");
    log_text(&line, "text",
        span_trim(span_until(message, message.len < sizeof text ? message.len : sizeof text - 1)));
    log_number(&line, "skipped", loop->library_log_skipped);
    log_end(&line);
    loop->library_log_ms = now_ms;
    loop->library_log_skipped = 0;
}
