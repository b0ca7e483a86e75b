// SPDX-License-Identifier: MIT
// admin: what the admin listener answers: /livez /readyz /metrics /status /tls-ask. Floor: http.
// Read-only, without a password: it listens where only operators are.
#pragma once

#include "http/loop.h"

// False: the path is known, the method is not: 405.
MUST_USE bool admin_answer(struct loop *loop, const struct snapshot *snapshot,
    const struct request *request, struct answer *answer);
