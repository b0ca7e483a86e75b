// SPDX-License-Identifier: MIT
// challenge: what an ACME client beside us lays down for a certificate authority to fetch. Floor:
// http. Source: RFC 8555 section 8.3, http-01: GET /.well-known/acme-challenge/TOKEN, which certbot
// and lego in webroot mode write below --acme-dir under that very path.
#pragma once

#include "answers/answer.h"

#define CHALLENGE_PATH "/.well-known/acme-challenge/"

// `directory`: --acme-dir, NULL: nobody lays challenges down. A token is base64url, so that no path
// leads out of the folder.
void challenge_answer(const char *directory, const struct request *request, struct answer *answer);
