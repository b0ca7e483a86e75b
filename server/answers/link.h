// SPDX-License-Identifier: MIT
// link: how an absolute link to this daemon begins. Floor: answers; pure.
#pragma once

#include "answers/answer.h"

// "https://mail.example.com", without a last '/': --public-url; else the Host, if that names a
// served domain (never one that a client made up); else `label` ("autoconfig.") before `domain`.
// It lives in the request's arena, or as long as the request.
struct span link_base(const struct snapshot *snapshot, const struct request *request,
    const char *label, struct span domain);
