// SPDX-License-Identifier: MIT
// pacc: the JSON form that is to come after autoconfig. Floor: answers; pure.
// Source: draft-ietf-mailmaint-pacc (draft 03, which says "submit" where 02 said "smtp": both are
// written, with the same value). A hash of the bytes stands in the DNS: whatever changes them
// changes what administrators must have published.
#pragma once

#include "answers/answer.h"

// /.well-known/user-agent-configuration.json, by the Host; only where `pacc: true`.
answer_function pacc_answer;

// The TXT record's text at _ua-auto-config.DOMAIN by which programs know the document for the
// daemon's: "v=UAAC1; a=sha256; d=…", in `a`. False: there is no document for `domain`.
MUST_USE bool pacc_proof(
    struct arena *a, const struct snapshot *snapshot, struct span domain, struct span *out);
