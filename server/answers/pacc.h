// SPDX-License-Identifier: MIT
// pacc: the JSON form that is to come after autoconfig. Floor: answers; pure.
// Source: draft-ietf-mailmaint-pacc (draft 03, which says "submit" where 02 said "smtp": both are
// written, with the same value). A hash of the bytes stands in the DNS: whatever changes them
// changes what administrators must have published.
#pragma once

#include "answers/answer.h"

// /.well-known/user-agent-configuration.json, by the Host; only where `pacc: true`.
answer_function pacc_answer;
