// SPDX-License-Identifier: MIT
// mobileconfig: configuration profiles, the only way to tell Apple's programs exact settings.
// Floor: answers; pure.
#pragma once

#include "answers/answer.h"

// GET with parameters in the query, POST with them in a form: `email` (or `emailaddress`), or
// `addresses` ("a,b": an account each, all of them served); `name`, `type`, `dav`, `lang`. Signed
// where the snapshot has a signer and the provider does not forbid it.
answer_function mobileconfig_answer;
