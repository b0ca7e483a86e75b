// SPDX-License-Identifier: MIT
// pacc: what the PACC format can say of a provider. Floor: model; pure. Asked by the check of
// `pacc: true` and by the answer, so that the one warns of what the other refuses.
// Source: draft-ietf-mailmaint-pacc. A server is a host and nothing more, so: TLS from the first
// byte on the protocol's own port, the mail address as user name. Methods of logging in are said
// once, for all services.
#pragma once

#include "model/provider.h"

struct pacc {
    const struct server *imap, *pop3, *smtp; // NULL: not said
    bool password, oauth2;                   // each service that is said takes these, at least one
};

// False: no incoming server can be said, or there are smtp servers and none can.
MUST_USE bool pacc_choose(const struct provider *provider, struct pacc *out);

// Whether one logs in at `endpoint` as the chosen ones say.
bool pacc_fits(const struct pacc *pacc, const struct endpoint *endpoint);
