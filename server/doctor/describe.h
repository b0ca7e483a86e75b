// SPDX-License-Identifier: MIT
// describe: what was seen, in words for people. Floor: doctor; pure. All texts are in `a`, or
// static.
#pragma once

#include "doctor/visit.h"

// "expired 3 days ago", "issued for www.example.com"; empty: nothing is wrong with it.
struct span describe_certificate(struct arena *a, const struct certificate *certificate);
// Of a host whose addresses were asked for: why it has none. "no such name", "has no address".
const char *describe_no_address(const struct visit *v, struct span host);
// What came of a question, short: "404", "no such name", "200, a web page".
struct span describe_answer(const struct visit *v, const struct answer *answer);
// What went wrong in a document, the worst first; empty: none of the flaws in `minded`.
struct span describe_flaws(struct arena *a, const struct settings *s, unsigned minded);
// "imap mail.example.com:993 tls"
struct span describe_claim(struct arena *a, const struct claim *claim);
// "oauth2, password"; empty: none.
struct span describe_auths(struct arena *a, unsigned auths);
