// SPDX-License-Identifier: MIT
#include "doctor/probe.h"

#include "doctor/clock.h"
#include "doctor/dialect.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum {
    THREADS_AT_ONCE = 16,
    LINES_MAX = 64, // of one answer
    MUTE_SHARE = 2, // a server that has not greeted after the n-th part of the patience is mute
};

static bool read_abilities(
    struct connection *c, const struct dialect *dialect, struct abilities *out)
{
    *out = (struct abilities){0};
    struct span line;
    if (!connection_write(c, span_from_c(dialect->ask))) {
        return false;
    }
    for (int i = 0; i < LINES_MAX && connection_read_line(c, &line); i++) {
        if (span_starts_with(line, SPAN("-ERR"))) { // POP3 without CAPA
            out->user = true;
            return true;
        }
        dialect_read_line(dialect, line, out);
        if (span_starts_with_fold(line, span_from_c(dialect->end))) {
            return true;
        }
        // Three digits and a blank end an answer of SMTP, whatever it says.
        if (dialect->service == SERVICE_SMTP && line.len > 3 && line.ptr[3] == ' ') {
            return false;
        }
    }
    return false;
}

static void keep_greeting(struct probe *p, struct span line)
{
    size_t len = line.len < sizeof p->greeting ? line.len : sizeof p->greeting - 1;
    memcpy(p->greeting, line.ptr, len);
    p->greeting[len] = '\0';
}

// The first words of the server. PROBE_FINE: it speaks the language.
static enum probe_result hear_greeting(
    struct probe *p, struct connection *c, const struct dialect *dialect)
{
    struct span line;
    if (!connection_read_line(c, &line)) {
        return PROBE_MUTE;
    }
    keep_greeting(p, line);
    // SMTP's may have several lines.
    for (int i = 0; i < LINES_MAX && line.len > 3 && line.ptr[3] == '-'; i++) {
        if (!connection_read_line(c, &line)) {
            return PROBE_MUTE;
        }
    }
    return span_starts_with_fold(line, span_from_c(dialect->greeting)) ? PROBE_FINE : PROBE_OTHER;
}

static enum probe_result shake_hands(
    struct probe *p, struct connection *c, const struct trust *trust)
{
    switch (connection_start_tls(c, trust, p->host, &p->certificate)) {
    case HANDSHAKE_DONE:
        return PROBE_FINE;
    case HANDSHAKE_PLAIN:
        return PROBE_PLAIN;
    case HANDSHAKE_SILENT:
        return PROBE_MUTE;
    case HANDSHAKE_FAILED:
        break;
    }
    return PROBE_TLS_FAILED;
}

static enum probe_result upgrade(struct probe *p, struct connection *c,
    const struct dialect *dialect, const struct trust *trust, struct abilities *abilities)
{
    struct span line;
    p->plain_password = (dialect_auths(dialect, abilities) & 1U << AUTH_PASSWORD) != 0;
    if (!abilities->starttls) {
        return PROBE_NO_STARTTLS;
    }
    if (!connection_write(c, span_from_c(dialect->start)) || !connection_read_line(c, &line)) {
        return PROBE_MUTE;
    }
    if (!span_starts_with_fold(line, span_from_c(dialect->go_ahead))) {
        return PROBE_NO_STARTTLS;
    }
    enum probe_result result = shake_hands(p, c, trust);
    if (result == PROBE_FINE && !read_abilities(c, dialect, abilities)) {
        return PROBE_OTHER;
    }
    return result == PROBE_PLAIN ? PROBE_TLS_FAILED : result;
}

// `until_ms`: for all of it; `c` has less patience with the first word.
static enum probe_result converse(
    struct probe *p, struct connection *c, const struct trust *trust, int64_t until_ms)
{
    const struct dialect *dialect = dialect_find(p->service);
    struct abilities abilities = {0};
    enum probe_result result = PROBE_FINE;
    if (p->security == SECURITY_TLS) {
        result = shake_hands(p, c, trust);
    }
    if (result != PROBE_FINE || dialect == NULL) {
        return result;
    }
    result = hear_greeting(p, c, dialect);
    c->until_ms = until_ms;
    if (result == PROBE_FINE && !read_abilities(c, dialect, &abilities)) {
        result = PROBE_OTHER;
    }
    if (result == PROBE_FINE && p->security == SECURITY_STARTTLS) {
        result = upgrade(p, c, dialect, trust, &abilities);
    }
    p->auths = dialect_auths(dialect, &abilities);
    if (result == PROBE_FINE) {
        (void)!connection_write(c, span_from_c(dialect->bye));
    }
    return result;
}

// A server that waits for the client's first word may well be one that wants TLS.
static bool wants_tls(const struct probe *p, const struct trust *trust, int64_t until_ms)
{
    struct connection c = {.fd = -1};
    struct certificate certificate;
    bool refused;
    bool wants = connection_open(&c, p->addresses, p->port, until_ms, &refused) &&
                 connection_start_tls(&c, trust, p->host, &certificate) == HANDSHAKE_DONE;
    connection_close(&c);
    return wants;
}

static void run_one(struct probe *p, const struct trust *trust, int64_t patience_ms, int64_t end_ms)
{
    struct connection c = {.fd = -1};
    bool refused;
    int64_t now_ms = clock_now_ms();
    int64_t until_ms = now_ms + patience_ms < end_ms ? now_ms + patience_ms : end_ms;
    int64_t mute_ms =
        p->security == SECURITY_TLS ? until_ms : now_ms + (until_ms - now_ms) / MUTE_SHARE;
    if (p->addresses.len == 0) {
        p->result = PROBE_NO_ADDRESS;
    } else if (!connection_open(&c, p->addresses, p->port, mute_ms, &refused)) {
        p->result = refused ? PROBE_REFUSED : PROBE_SILENT;
    } else {
        p->result = converse(p, &c, trust, until_ms);
        if (p->result == PROBE_MUTE && p->security != SECURITY_TLS &&
            wants_tls(p, trust, until_ms)) {
            p->result = PROBE_TLS_AT_ONCE;
        }
    }
    connection_close(&c);
}

// The work that threads share.
struct work {
    struct probe *const *all;
    size_t count;
    _Atomic size_t next;
    const struct trust *trust;
    int64_t patience_ms, until_ms;
};

static void *labour(void *context)
{
    struct work *w = context;
    for (size_t i = atomic_fetch_add(&w->next, 1); i < w->count;
         i = atomic_fetch_add(&w->next, 1)) {
        run_one(w->all[i], w->trust, w->patience_ms, w->until_ms);
    }
    return NULL;
}

void probe_all(struct probe *const *all, size_t count, const struct trust *trust,
    int64_t patience_ms, int64_t until_ms)
{
    struct work work = {all, count, 0, trust, patience_ms, until_ms};
    pthread_t threads[THREADS_AT_ONCE];
    size_t started = 0;
    while (started < THREADS_AT_ONCE && started < count &&
           pthread_create(&threads[started], NULL, labour, &work) == 0) {
        started++;
    }
    if (started == 0) {
        (void)labour(&work);
    }
    for (size_t i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
}
