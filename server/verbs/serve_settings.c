// SPDX-License-Identifier: MIT
#include "verbs/serve_settings.h"

#include "base/file.h"
#include "base/limits.h"
#include "verbs/public_url.h"

#include <unistd.h>

enum {
    CONNECTIONS_MAX = 1000 * 1000,
    DRAIN_MAX_S = 3600,
};

static const char *const log_forms[] = {"text", "json", NULL};
// In the order of their enums.
static const char *const log_levels[] = {"error", "warning", "info", "debug", NULL};
static const char *const log_addresses_words[] = {"none", "hash", "full", NULL};
static const char *const log_clients_words[] = {"none", "net", "full", NULL};

static bool read_log(
    struct arena *a, const struct options *options, struct serve_settings *out, struct span *error)
{
    size_t form;
    size_t level;
    size_t addresses;
    size_t clients;
    if (!options_word(a, options, OPTION_LOG, log_forms, &form, error) ||
        !options_word(a, options, OPTION_LOG_LEVEL, log_levels, &level, error) ||
        !options_word(a, options, OPTION_LOG_ADDRESSES, log_addresses_words, &addresses, error) ||
        !options_word(a, options, OPTION_LOG_CLIENTS, log_clients_words, &clients, error)) {
        return false;
    }
    out->log_json = form == 1;
    out->log_level = (enum log_level)level;
    out->server.log_addresses = (enum log_addresses)addresses;
    out->server.log_clients = (enum log_clients)clients;
    return true;
}

static bool read_threads(
    struct arena *a, const struct options *options, struct serve_settings *out, struct span *error)
{
    uint64_t threads = 0;
    if (options_given(options, OPTION_THREADS)) {
        if (!options_number(a, options, OPTION_THREADS, THREADS_MAX, &threads, error)) {
            return false;
        }
    }
    if (threads == 0) {
        long cpus = sysconf(_SC_NPROCESSORS_ONLN);
        threads = cpus < 1 ? 1 : (uint64_t)cpus;
    }
    out->server.threads = threads > THREADS_MAX ? THREADS_MAX : (size_t)threads;
    return true;
}

static bool read_limits(
    struct arena *a, const struct options *options, struct serve_settings *out, struct span *error)
{
    uint64_t connections;
    uint64_t per_ip;
    uint64_t rate;
    if (!read_threads(a, options, out, error) ||
        !options_number(a, options, OPTION_MAX_CONNECTIONS, CONNECTIONS_MAX, &connections, error) ||
        !options_number(a, options, OPTION_PER_IP_CONNECTIONS, CONNECTIONS_MAX, &per_ip, error) ||
        !options_number(a, options, OPTION_PER_IP_RATE, CONNECTIONS_MAX, &rate, error)) {
        return false;
    }
    if (connections == 0) {
        *error = SPAN("option '--max-connections': 0 would answer nobody");
        return false;
    }
    out->server.connections_max = (size_t)connections;
    out->server.per_ip_connections = (uint32_t)per_ip;
    out->server.per_ip_rate = (uint32_t)rate;
    return true;
}

static bool read_proxies(
    struct arena *a, const struct options *options, struct serve_settings *out, struct span *error)
{
    for (size_t i = 0; i < options->counts[OPTION_TRUST_PROXY]; i++) {
        const char *value = options->values[OPTION_TRUST_PROXY][i];
        const char *why;
        if (!proxies_add(&out->server.proxies, span_from_c(value), &why)) {
            *error = arena_format(a, "option '--trust-proxy': '%s': %s", value, why);
            return false;
        }
    }
    return true;
}

// One that is made only later would let the daemon read all that is beside it, too.
static bool read_acme_dir(
    struct arena *a, const struct options *options, const char **out, struct span *error)
{
    *out = options_value(options, OPTION_ACME_DIR);
    if (*out != NULL && !file_is_directory(*out)) {
        *error = arena_format(a, "option '--acme-dir': '%s': no such folder", *out);
        return false;
    }
    return true;
}

// A whole https URL, its last '/' off: links are put together as URL + path.
bool serve_settings_read(
    struct arena *a, const struct options *options, struct serve_settings *out, struct span *error)
{
    *out = (struct serve_settings){
        .server =
            {
                .listen = options->values[OPTION_LISTEN],
                .listen_count = options->counts[OPTION_LISTEN],
                .admin = options_given(options, OPTION_ADMIN) ? options_value(options, OPTION_ADMIN)
                                                              : NULL, // systemd may hand one over
                .tls_listen = options->values[OPTION_TLS_LISTEN],
                .tls_listen_count = options->counts[OPTION_TLS_LISTEN],
                .version = AUTOCONFIGD_VERSION,
            },
        .tls_dir = options_value(options, OPTION_TLS_DIR),
        .user = options_value(options, OPTION_USER),
        .require_sandbox = options_given(options, OPTION_REQUIRE_SANDBOX),
    };
    return read_log(a, options, out, error) && read_limits(a, options, out, error) &&
           read_proxies(a, options, out, error) &&
           read_acme_dir(a, options, &out->server.acme_dir, error) &&
           public_url_read(a, options, &out->server.public_url, error) &&
           options_seconds(a, options, OPTION_DRAIN, DRAIN_MAX_S, &out->drain_s, error);
}
