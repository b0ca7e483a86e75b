// SPDX-License-Identifier: MIT
#include "http/access_log.h"

#include <inttypes.h>

enum {
    METHOD_SHOWN_BYTES = 16,
    NET_V4_BITS = IP_V4_SKIPPED_BITS + 24,
    NET_V6_BITS = 48,
    HASH_TEXT_BYTES = 16 + 1,
};

static void write_client(struct log_line *line, enum log_clients how, const struct ip *client)
{
    char text[IP_TEXT_BYTES];
    struct ip shown = *client;
    switch (how) {
    case LOG_CLIENTS_NONE:
        return;
    case LOG_CLIENTS_NET:
        shown = ip_network(client, ip_is_v4(client) ? NET_V4_BITS : NET_V6_BITS);
        break;
    case LOG_CLIENTS_FULL:
        break;
    }
    log_text(line, "client", ip_text(&shown, text));
}

static void write_address(struct log_line *line, const struct access_log *log, struct span address)
{
    char memory[HASH_TEXT_BYTES];
    struct buffer text;
    switch (log->addresses) {
    case LOG_ADDRESSES_NONE:
        return;
    case LOG_ADDRESSES_FULL:
        log_text(line, "address", address);
        return;
    case LOG_ADDRESSES_HASH:
        buffer_init_fixed(&text, memory, sizeof memory);
        buffer_format(&text, "%016" PRIx64, siphash(&log->key, address));
        log_text(line, "address", buffer_span(&text));
        return;
    }
}

void access_log_write(const struct access_log *log, const struct access *access)
{
    enum log_level level = access->endpoint == ENDPOINT_ADMIN ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO;
    if (!log_wants(log->log, level)) {
        return;
    }
    struct log_line line;
    log_begin(&line, log->log, level, "request");
    log_text(&line, "endpoint", span_from_c(endpoint_words[access->endpoint]));
    struct span method = access->method;
    log_text(&line, "method",
        method.len > METHOD_SHOWN_BYTES ? span_until(method, METHOD_SHOWN_BYTES) : method);
    log_number(&line, "status", access->status);
    if (access->result != NULL) {
        log_text(&line, "result", span_from_c(access->result));
    }
    if (access->domain.len > 0) {
        log_text(&line, "domain", access->domain);
    }
    if (access->address.len > 0) {
        write_address(&line, log, access->address);
    }
    if (access->client != NULL) {
        write_client(&line, log->clients, access->client);
    }
    log_number(&line, "bytes", access->bytes);
    log_number(&line, "us", access->duration_us > 0 ? (uint64_t)access->duration_us : 0);
    log_end(&line);
}
