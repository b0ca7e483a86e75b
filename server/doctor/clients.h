// SPDX-License-Identifier: MIT
// clients: how each mail program goes about it: what it asks, in which order, what it does not
// take, where it gives up. A row a program. Floor: doctor; pure.
#pragma once

#include "doctor/visit.h"

enum {
    ROUTES_MAX = 16,
    STEPS_MAX = 64, // those of Outlook about eleven addresses, and to spare
};

enum verdict {
    VERDICT_OK,
    VERDICT_WARN,
    VERDICT_FAIL,
    VERDICT_COUNT,
};
extern const char *const verdict_words[VERDICT_COUNT];

enum habit { // bits
    // An answer of 200 that it cannot use ends its questions of that kind.
    HABIT_BELIEVES_200 = 1,
    // At a 401 it asks for the password, and does not go on.
    HABIT_ENDS_AT_401 = 2,
    // A wrong certificate is shown to the person as an alert.
    HABIT_SHOWS_CERTIFICATE = 4,
    // Any XML without servers is taken for "there are none".
    HABIT_BELIEVES_XML = 8,
    // Of plain http it wants a redirect only.
    HABIT_REDIRECT_ONLY = 16,
    // It looks nothing up: the profile is installed by hand.
    HABIT_BY_HAND = 32,
    // Goes where RedirectUrl says.
    HABIT_FOLLOWS_URL = 64,
};

struct client {
    const char *name;
    unsigned habits;
    size_t addresses;    // how often it goes by RedirectAddr
    unsigned refused[2]; // flaws that make a document worthless to it: autoconfig's, Autodiscover's
    enum question routes[ROUTES_MAX]; // in its order; QUESTION_NONE ends them
};
extern const struct client client_table[];
extern const size_t client_count;

enum step_result {
    STEP_FOUND,
    STEP_NOTHING, // it goes on
    STEP_SENT_ON, // it begins anew, with another address
    STEP_STOPS,
};

struct step {
    const struct answer *answer;
    enum step_result result;
    struct span why;
    bool sent_on; // by the document, whatever came of it
};

struct journey {
    const struct client *client;
    enum verdict verdict;
    struct step steps[STEPS_MAX];
    size_t count;
    const struct settings *found; // NULL: nothing
    bool useless;                 // what it found does not work
};

// What a program would do with what was seen.
struct journey clients_follow(const struct visit *v, const struct client *client);
// Whether a server offers a method of those that it is advertised with.
bool clients_can_log_in(const struct claim *claim, const struct probe *probe);
