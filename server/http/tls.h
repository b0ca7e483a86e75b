// SPDX-License-Identifier: MIT
// tls: what the library leaves open of a TLS connection. Floor: http.
// TLS 1.2 and 1.3, the certificate by the name asked for (SNI), sessions resumed by tickets (by
// default the library resumes none, and each handshake costs some ms), no renegotiation (which the
// library ends the connection over). As long as there is no certificate at all, a handshake is
// refused by the alert unrecognized_name.
#pragma once

#include <gnutls/gnutls.h>
#include <microhttpd.h>

#include "http/connection.h"

struct slot;

struct tls {
    struct slot *certificates;
    gnutls_datum_t ticket_key; // of this process; GnuTLS derives ever new ones from it
};

// `certificates` must outlive it.
void tls_init(struct tls *tls, struct slot *certificates);
void tls_finish(struct tls *tls);

// What MHD_start_daemon() wants besides MHD_USE_TLS, for MHD_OPTION_ARRAY.
enum { TLS_OPTIONS = 3 };
void tls_options(struct MHD_OptionItem options[TLS_OPTIONS]);

// A TLS connection has come, its handshake still to be made; it is gone.
void tls_begin(
    const struct tls *tls, struct MHD_Connection *library, struct connection *connection);
void tls_end(const struct tls *tls, struct connection *connection);

// Whether https is to be had of a host by this name.
bool tls_has_host(const struct tls *tls, struct span host);
