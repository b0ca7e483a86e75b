// SPDX-License-Identifier: MIT
// qr: QR codes that set a phone up. Floor: answers; pure.
// Both want `email` (or `emailaddress`), and hold no password.
#pragma once

#include "answers/answer.h"

// For the camera of an iPhone or iPad: the URL of the address's profile.
answer_function qr_apple_answer;

// For Thunderbird for Android and K-9 Mail: the account (qr_account.h); `name` is the person's.
answer_function qr_thunderbird_answer;

// What the two hold, a line each, without the one that there is none of. Has no path: it is what
// `show` prints.
answer_function qr_text_answer;
