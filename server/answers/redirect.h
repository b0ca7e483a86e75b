// SPDX-License-Identifier: MIT
// redirect: /.well-known names of other services, by the Host's domain. Floor: answers; pure.
// Sources: RFC 6764 section 5 (CalDAV, CardDAV), RFC 8620 section 2.2 (JMAP).
#pragma once

#include "answers/answer.h"

// Any method: clients come with PROPFIND, too.
answer_function redirect_caldav_answer;
answer_function redirect_carddav_answer;
answer_function redirect_jmap_answer;
