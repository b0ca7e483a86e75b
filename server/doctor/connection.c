// SPDX-License-Identifier: MIT
#include "doctor/connection.h"

#include "base/buffer.h"
#include "doctor/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    SECONDS_A_DAY = 24 * 3600,
    NAMES_MAX = 16, // of a certificate, told
    ADDRESSES_MAX = 4,
};

struct trust {
    gnutls_certificate_credentials_t credentials;
};

static void release(void *object)
{
    struct trust *t = object;
    gnutls_certificate_free_credentials(t->credentials);
}

struct trust *trust_new(struct arena *a, const char *ca)
{
    struct trust *t = arena_array(a, 1, sizeof *t);
    if (gnutls_certificate_allocate_credentials(&t->credentials) != 0) {
        return NULL;
    }
    arena_on_free(a, release, t);
    int count = ca == NULL ? gnutls_certificate_set_x509_system_trust(t->credentials)
                           : gnutls_certificate_set_x509_trust_file(
                                 t->credentials, ca, GNUTLS_X509_FMT_PEM);
    return count > 0 || (ca == NULL && count == 0) ? t : NULL;
}

// Until the socket is ready or the time is over.
static bool wait_ready(const struct connection *c, bool to_write)
{
    struct pollfd ready = {.fd = c->fd, .events = to_write ? POLLOUT : POLLIN};
    int64_t left_ms = c->until_ms - clock_now_ms();
    return left_ms > 0 && poll(&ready, 1, (int)left_ms) > 0;
}

static bool connect_one(struct connection *c, struct span address, uint16_t port, bool *refused)
{
    char host[INET6_ADDRSTRLEN + 1] = "";
    char service[8];
    struct buffer number;
    if (address.len >= sizeof host) {
        return false;
    }
    memcpy(host, address.ptr, address.len);
    buffer_init_fixed(&number, service, sizeof service);
    buffer_format(&number, "%u", port);
    const struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, service, &hints, &found) != 0) {
        return false;
    }
    int error = ETIMEDOUT;
    socklen_t len = sizeof error;
    c->fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (c->fd >= 0 && connect(c->fd, found->ai_addr, found->ai_addrlen) != 0) {
        error = errno;
        if (error == EINPROGRESS) {
            error = ETIMEDOUT;
            if (wait_ready(c, true)) {
                (void)getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &len);
            }
        }
    } else if (c->fd >= 0) {
        error = 0;
    }
    freeaddrinfo(found);
    if (error != 0 && c->fd >= 0) {
        close(c->fd);
        c->fd = -1;
    }
    *refused = error != 0 && error != ETIMEDOUT;
    return error == 0;
}

bool connection_open(
    struct connection *c, struct span addresses, uint16_t port, int64_t until_ms, bool *refused)
{
    struct span one;
    struct span rest = addresses;
    *refused = false;
    bool more = addresses.len != 0;
    for (size_t left = ADDRESSES_MAX; more && left > 0; left--) {
        int64_t now_ms = clock_now_ms();
        more = span_cut(rest, ',', &one, &rest);
        one = more ? one : rest;
        // Each may use up half of what is left, so that a dead one does not hide a living one.
        *c = (struct connection){
            .fd = -1, .until_ms = more ? now_ms + (until_ms - now_ms) / 2 : until_ms};
        if (connect_one(c, one, port, refused)) {
            c->until_ms = until_ms;
            return true;
        }
    }
    return false;
}

void connection_close(struct connection *c)
{
    if (c->session != NULL) {
        (void)gnutls_bye(c->session, GNUTLS_SHUT_WR);
        gnutls_deinit(c->session);
        c->session = NULL;
    }
    if (c->fd > 0) {
        close(c->fd);
    }
    c->fd = -1;
}

static void read_names(gnutls_x509_crt_t leaf, struct certificate *out)
{
    struct buffer names;
    buffer_init_fixed(&names, out->names, sizeof out->names - 1);
    for (unsigned i = 0; i < NAMES_MAX; i++) {
        char name[256];
        size_t len = sizeof name;
        int kind = gnutls_x509_crt_get_subject_alt_name(leaf, i, name, &len, NULL);
        if (kind == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) {
            break;
        }
        if (kind == GNUTLS_SAN_DNSNAME && names.len + 1 + len < sizeof out->names) {
            buffer_add_c(&names, names.len == 0 ? "" : " ");
            buffer_add(&names, (struct span){name, len});
        }
    }
    out->names[names.len] = '\0';
    size_t len = sizeof out->issuer;
    if (gnutls_x509_crt_get_issuer_dn(leaf, out->issuer, &len) != 0) {
        out->issuer[0] = '\0';
    }
}

static unsigned flaws_of(gnutls_session_t session, gnutls_x509_crt_t leaf, const char *host)
{
    static const struct {
        unsigned theirs, ours;
    } words[] = {
        {GNUTLS_CERT_SIGNER_NOT_FOUND, CERTIFICATE_ISSUER},
        {GNUTLS_CERT_SIGNER_NOT_CA, CERTIFICATE_ISSUER},
        {GNUTLS_CERT_INSECURE_ALGORITHM, CERTIFICATE_WEAK},
        {GNUTLS_CERT_UNEXPECTED_OWNER, CERTIFICATE_NAME},
        {GNUTLS_CERT_EXPIRED, CERTIFICATE_EXPIRED},
        {GNUTLS_CERT_NOT_ACTIVATED, CERTIFICATE_FUTURE},
    };
    unsigned status = 0;
    unsigned flaws = 0;
    if (gnutls_certificate_verify_peers3(session, host, &status) != 0) {
        return CERTIFICATE_INVALID;
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        flaws |= (status & words[i].theirs) != 0 ? words[i].ours : 0;
    }
    // An unknown signer hides the rest.
    int64_t now = time(NULL);
    flaws |= gnutls_x509_crt_get_expiration_time(leaf) < now ? CERTIFICATE_EXPIRED : 0;
    flaws |= gnutls_x509_crt_get_activation_time(leaf) > now ? CERTIFICATE_FUTURE : 0;
    flaws |= gnutls_x509_crt_check_hostname(leaf, host) == 0 ? CERTIFICATE_NAME : 0;
    if ((flaws & CERTIFICATE_ISSUER) != 0 && gnutls_x509_crt_check_issuer(leaf, leaf) != 0) {
        flaws = (flaws & ~(unsigned)CERTIFICATE_ISSUER) | CERTIFICATE_SELF;
    }
    return status != 0 && flaws == 0 ? CERTIFICATE_INVALID : flaws;
}

static void look_at(gnutls_session_t session, const char *host, struct certificate *out)
{
    gnutls_x509_crt_t leaf;
    const gnutls_datum_t *chain = gnutls_certificate_get_peers(session, &out->chain_len);
    if (chain == NULL || out->chain_len == 0 || gnutls_x509_crt_init(&leaf) != 0) {
        return;
    }
    if (gnutls_x509_crt_import(leaf, &chain[0], GNUTLS_X509_FMT_DER) == 0) {
        int64_t left_s = gnutls_x509_crt_get_expiration_time(leaf) - (int64_t)time(NULL);
        out->seen = true;
        out->days_left = left_s / SECONDS_A_DAY;
        out->old_tls = gnutls_protocol_get_version(session) < GNUTLS_TLS1_2;
        out->flaws = flaws_of(session, leaf, host);
        read_names(leaf, out);
    }
    gnutls_x509_crt_deinit(leaf);
}

static enum handshake handshake_of(int error)
{
    switch (error) {
    case GNUTLS_E_SUCCESS:
        return HANDSHAKE_DONE;
    case GNUTLS_E_UNEXPECTED_PACKET_LENGTH:
    case GNUTLS_E_UNSUPPORTED_VERSION_PACKET:
    case GNUTLS_E_UNEXPECTED_PACKET:
    case GNUTLS_E_RECORD_OVERFLOW:
        return HANDSHAKE_PLAIN;
    case GNUTLS_E_AGAIN:
    case GNUTLS_E_INTERRUPTED:
    case GNUTLS_E_PREMATURE_TERMINATION:
    case GNUTLS_E_PULL_ERROR:
    case GNUTLS_E_PUSH_ERROR:
        return HANDSHAKE_SILENT;
    default:
        return HANDSHAKE_FAILED;
    }
}

enum handshake connection_start_tls(
    struct connection *c, const struct trust *trust, const char *host, struct certificate *out)
{
    gnutls_session_t session;
    *out = (struct certificate){0};
    if (gnutls_init(&session, GNUTLS_CLIENT | GNUTLS_NONBLOCK) != 0) {
        return HANDSHAKE_FAILED;
    }
    c->session = session;
    c->begin = c->end = 0;
    // Old versions, too: that they are old is told.
    (void)gnutls_priority_set_direct(
        session, "NORMAL:+VERS-TLS1.0:+VERS-TLS1.1:%COMPAT:%VERIFY_ALLOW_SIGN_WITH_SHA1", NULL);
    (void)gnutls_server_name_set(session, GNUTLS_NAME_DNS, host, strlen(host));
    (void)gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, trust->credentials);
    gnutls_transport_set_int(session, c->fd);
    int error = gnutls_handshake(session);
    while (error != 0 && gnutls_error_is_fatal(error) == 0) {
        if ((error == GNUTLS_E_AGAIN || error == GNUTLS_E_INTERRUPTED) &&
            !wait_ready(c, gnutls_record_get_direction(session) != 0)) {
            break;
        }
        error = gnutls_handshake(session);
    }
    if (error == 0) {
        look_at(session, host, out);
    }
    return handshake_of(error);
}

bool connection_write(struct connection *c, struct span text)
{
    while (text.len != 0) {
        ssize_t sent = c->session != NULL ? gnutls_record_send(c->session, text.ptr, text.len)
                                          : send(c->fd, text.ptr, text.len, MSG_NOSIGNAL);
        bool again = sent < 0 && (c->session != NULL ? gnutls_error_is_fatal((int)sent) == 0
                                                     : errno == EAGAIN || errno == EINTR);
        if ((sent <= 0 && !again) || (again && !wait_ready(c, true))) {
            return false;
        }
        text = span_from(text, again ? 0 : (size_t)sent);
    }
    return true;
}

// Adds what has come; false: nothing more will.
static bool read_more(struct connection *c)
{
    char *free_space = c->bytes + c->end;
    size_t room = sizeof c->bytes - c->end;
    ssize_t got;
    do {
        got = c->session != NULL ? gnutls_record_recv(c->session, free_space, room)
                                 : recv(c->fd, free_space, room, 0);
        bool again = got < 0 && (c->session != NULL ? gnutls_error_is_fatal((int)got) == 0
                                                    : errno == EAGAIN || errno == EINTR);
        if (got == 0 || (got < 0 && !again) || (again && !wait_ready(c, false))) {
            return false;
        }
    } while (got < 0);
    c->end += (size_t)got;
    return true;
}

bool connection_read_line(struct connection *c, struct span *line)
{
    struct span rest;
    while (!span_cut((struct span){c->bytes + c->begin, c->end - c->begin}, '\n', line, &rest)) {
        memmove(c->bytes, c->bytes + c->begin, c->end - c->begin);
        c->end -= c->begin;
        c->begin = 0;
        if (c->end == sizeof c->bytes || !read_more(c)) {
            return false;
        }
    }
    c->begin = c->end - rest.len;
    *line = span_trim(*line);
    return true;
}
