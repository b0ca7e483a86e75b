// SPDX-License-Identifier: MIT
// autodiscover: Outlook's format in XML, and its mobilesync part for phones. Floor: answers; pure.
// Sources: MS-OXDSCLI, MS-ASCMD. Errors are documents, too, with HTTP status 200: a client takes
// any other status for "ask the next server". Of the codes 500 is a domain that is not served, 501
// one with nothing to tell, 600 no address, 601 another kind of settings, 602 an answer that is too
// large. 603, an error of the server, is never sent: without a defect there is none left for it,
// and a defect ends the program.
#pragma once

#include "answers/answer.h"

// POST with a request document; GET with `?Email=` or by the Host.
answer_function autodiscover_answer;

// The names of its templates (those of settings are in autodiscover_view.h).
extern const struct record mobilesync_record;
extern const struct record autodiscover_error_record;
