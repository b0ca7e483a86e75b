// SPDX-License-Identifier: MIT
// autodiscover_json: Autodiscover v2, where Outlook and phones ask which URL speaks a protocol.
// Floor: answers; pure. Sources: what Outlook and iOS ask, and what Exchange Online answers;
// Microsoft publishes no description.
#pragma once

#include "answers/answer.h"

// `?Email=&Protocol=`, or the address at the end of the path.
answer_function autodiscover_json_answer;
