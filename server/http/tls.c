// SPDX-License-Identifier: MIT
#include "http/tls.h"

#include <assert.h>

#include "http/certificates.h"

#define PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

void tls_init(struct tls *tls, struct slot *certificates)
{
    *tls = (struct tls){.certificates = certificates};
    int error = gnutls_session_ticket_key_generate(&tls->ticket_key);
    assert(error == 0); // only without memory or random bytes
}

void tls_finish(struct tls *tls)
{
    if (tls->ticket_key.data != NULL) {
        gnutls_memset(tls->ticket_key.data, 0, tls->ticket_key.size);
    }
    gnutls_free(tls->ticket_key.data);
    tls->ticket_key.data = NULL;
}

static struct span server_name(gnutls_session_t session, char *memory, size_t size)
{
    unsigned type;
    size_t len = size;
    bool named = gnutls_server_name_get(session, memory, &len, &type, 0) == 0;
    return named && type == GNUTLS_NAME_DNS ? (struct span){memory, len} : SPAN("");
}

// GnuTLS asks in the middle of a handshake; what it is given must live until the end of that.
static int choose_certificate(gnutls_session_t session, const gnutls_datum_t *authorities,
    int authority_count, const gnutls_pk_algorithm_t *algorithms, int algorithm_count,
    gnutls_pcert_st **chain, unsigned *chain_len, gnutls_privkey_t *key)
{
    (void)authorities, (void)authority_count, (void)algorithms, (void)algorithm_count;
    const struct connection *connection = gnutls_session_get_ptr(session);
    if (connection->certificates == NULL) { // none yet: say so, the library would just hang up
        (void)gnutls_alert_send(session, GNUTLS_AL_FATAL, GNUTLS_A_UNRECOGNIZED_NAME);
        return -1;
    }
    char memory[DOMAIN_MAX_BYTES + 2]; // with its last dot, and a NUL
    struct span host = server_name(session, memory, sizeof memory);
    const struct certificate *found = certificate_find(connection->certificates, host);
    found = found == NULL ? certificate_default(connection->certificates) : found;
    *chain = (gnutls_pcert_st *)(uintptr_t)found->chain; // GnuTLS only reads it
    *chain_len = found->chain_len;
    *key = found->key;
    return 0;
}

void tls_options(struct MHD_OptionItem options[TLS_OPTIONS])
{
    options[0] =
        (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)PRIORITIES};
    options[1] = (struct MHD_OptionItem){
        MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)(intptr_t)choose_certificate};
    options[2] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
}

void tls_begin(const struct tls *tls, struct MHD_Connection *library, struct connection *connection)
{
    gnutls_session_t session =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session;
    connection->certificates = slot_take(tls->certificates);
    gnutls_session_set_ptr(session, connection);
    (void)gnutls_session_ticket_enable_server(session, &tls->ticket_key); // without: no resumption
}

void tls_end(const struct tls *tls, struct connection *connection)
{
    slot_drop(tls->certificates, connection->certificates);
    connection->certificates = NULL;
}

bool tls_has_host(const struct tls *tls, struct span host)
{
    const struct certificate_set *set = slot_take(tls->certificates);
    bool has = set != NULL && certificate_find(set, host) != NULL;
    slot_drop(tls->certificates, set);
    return has;
}
