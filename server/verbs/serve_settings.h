// SPDX-License-Identifier: MIT
// serve_settings: the options of `serve` as values. Floor: verbs.
#pragma once

#include "base/log.h"
#include "http/server.h"
#include "verbs/options.h"

struct serve_settings {
    struct server_settings server; // but for log, slot and certificates, which serve.c fills in
    enum log_level log_level;
    bool log_json;
    const char *tls_dir; // NULL: no TLS
    const char *user;    // NULL: stay who we are
    bool require_sandbox;
    uint64_t drain_s;
};

// False: *error is one line for the user.
MUST_USE bool serve_settings_read(
    struct arena *a, const struct options *options, struct serve_settings *out, struct span *error);
