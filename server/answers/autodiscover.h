// SPDX-License-Identifier: MIT
// autodiscover: Outlook's format in XML, and its mobilesync part for phones. Floor: answers; pure.
// Sources: MS-OXDSCLI, MS-ASCMD. Errors are documents, too, with HTTP status 200: a client takes
// any other status for "ask the next server".
#pragma once

#include "answers/answer.h"

// POST with a request document; GET with `?Email=` or by the Host.
answer_function autodiscover_answer;

// The names of its templates (those of settings are in autodiscover_view.h).
extern const struct record mobilesync_record;
extern const struct record autodiscover_error_record;
