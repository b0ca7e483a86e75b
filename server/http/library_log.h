// SPDX-License-Identifier: MIT
// library_log: what libmicrohttpd has to say, as lines of our log. Floor: http.
// Mostly of clients that went away (debug); at times that the system is out of descriptors
// (warning).
#pragma once

#include <stdarg.h>

// The library's callback; `loop` is the struct loop. One line a second at most: it can write
// hundreds of thousands.
void library_log_write(void *loop, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
