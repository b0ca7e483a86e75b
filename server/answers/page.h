// SPDX-License-Identifier: MIT
// page: the settings for people to read, in their language. Floor: answers; pure.
// It asks for no password, sets no cookie, runs no program and loads nothing from elsewhere.
#pragma once

#include "answers/answer.h"

// `email` (or `emailaddress`) and `lang`: in the query, or in the form of a POST, which keeps the
// address out of URLs and logs. Without an address the Host decides whose settings are shown.
answer_function page_answer;

// The policy that browsers are told, for load_options.prepare (state/reload.h): it names the page's
// style sheet by its hash. Without it the page is sent without one.
void page_prepare(struct snapshot *snapshot);
