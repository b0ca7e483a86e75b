// SPDX-License-Identifier: MIT
// asking: the web questions of a visit, all at once, and whatever their answers lead to: a redirect
// of HTTP's, RedirectUrl in an answer to Outlook, RedirectAddr, for which everything that Outlook
// asks is asked anew about another address. Floor: doctor.
#pragma once

#include "doctor/visit.h"

// Fills v->legs.
void asking_run(struct visit *v);
