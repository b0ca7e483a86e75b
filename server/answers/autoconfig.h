// SPDX-License-Identifier: MIT
// autoconfig: Thunderbird's format, which most other clients read, too. Floor: answers; pure.
// Source: draft-ietf-mailmaint-autoconfig; version 1.1 as deployed since 2010, 1.2 where asked for.
#pragma once

#include "answers/answer.h"

// /mail/config-v1.1.xml and its other paths; `?emailaddress=` or else the Host decides.
answer_function autoconfig_answer;

// /v1.1/DOMAIN, as Thunderbird's public data base has it: the path decides.
answer_function autoconfig_ispdb_answer;

// Renders ahead what it can: for load_options.prepare (state/reload.h). Without it every answer is
// rendered when it is asked for, the same to the byte.
void autoconfig_prepare(struct snapshot *snapshot);

extern const struct record autoconfig_record; // the names of its template
