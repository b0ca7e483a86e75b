// SPDX-License-Identifier: MIT
// shared: what all loops of a server have in common. Floor: http. Const while loops run, but for
// what says otherwise.
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "http/asked.h"
#include "http/clients.h"
#include "http/metrics.h"
#include "http/server.h"
#include "http/tls.h"

enum phase {
    PHASE_RUN,
    PHASE_DRAIN, // told to end: answers end their connections
    PHASE_STOP,  // no new connections
};

struct status {
    struct server_report report;
    char message[LOG_VALUE_MAX_BYTES]; // that the report's span points to
    int64_t good_time_s;               // of the last reload that succeeded
    uint64_t reloads_ok, reloads_failed;
    struct source_report sources[SOURCES_MAX];
    char source_errors[SOURCES_MAX][LOG_VALUE_MAX_BYTES]; // that their spans point to
    size_t source_count;
};

struct shared {
    struct server_settings settings;
    struct access_log access_log;
    struct tls tls;
    bool has_tls;                   // somebody listens for it
    struct clients clients;         // locks by itself
    const struct metrics **metrics; // of each loop
    struct asked **asked;           // likewise
    size_t loop_count;
    size_t connections_max; // of all loops
    int64_t start_time_s;
    _Atomic enum phase phase;
    pthread_mutex_t status_lock;
    struct status status; // under its lock
};
