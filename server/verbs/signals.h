// SPDX-License-Identifier: MIT
// signals: SIGHUP, SIGINT and SIGTERM as something to poll. Floor: verbs.
#pragma once

#include <stdbool.h>

// To be called before there are threads. A descriptor, the caller's; -1: there is none.
int signals_open(void);

// The signals that came since the last call, each once however often it came.
struct arrivals {
    bool hangup;
    bool stop;
};
struct arrivals signals_take(int signals);
