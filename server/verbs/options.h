// SPDX-License-Identifier: MIT
// options: those of autoconfigd, and its verbs. Floor: verbs. Read by base/options.h.
#pragma once

#include "base/options.h"

enum option_id {
    OPTION_CONFIG,
    OPTION_TEMPLATES,
    OPTION_DOMAINS_FROM,
    OPTION_DOMAINS_REFRESH,
    OPTION_STATE_DIR,
    OPTION_JSON,
    OPTION_COLOR,
    OPTION_STRICT,
    OPTION_DIFF,
    OPTION_AS,
    OPTION_FORMAT,
    OPTION_HOST,
    OPTION_LISTEN,
    OPTION_ADMIN,
    OPTION_TLS_LISTEN,
    OPTION_TLS_DIR,
    OPTION_ACME_DIR,
    OPTION_PUBLIC_URL,
    OPTION_SIGN_CERT,
    OPTION_SIGN_KEY,
    OPTION_SIGN_CHAIN,
    OPTION_TRUST_PROXY,
    OPTION_LOG,
    OPTION_LOG_LEVEL,
    OPTION_LOG_ADDRESSES,
    OPTION_LOG_CLIENTS,
    OPTION_THREADS,
    OPTION_MAX_CONNECTIONS,
    OPTION_PER_IP_CONNECTIONS,
    OPTION_PER_IP_RATE,
    OPTION_USER,
    OPTION_REQUIRE_SANDBOX,
    OPTION_DRAIN,
    OPTION_COUNT,
};

enum verb_id {
    VERB_SERVE,
    VERB_CHECK,
    VERB_SHOW,
    VERB_CONFIG,
    VERB_DNS,
    VERB_EXPORT,
    VERB_IMPORT,
    VERB_HEALTH,
    VERB_HELP,
    VERB_VERSION,
    VERB_COMPLETE,
    VERB_COUNT,
};

extern const struct option option_table[OPTION_COUNT];
extern const struct option_table autoconfigd_options;
