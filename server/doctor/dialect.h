// SPDX-License-Identifier: MIT
// dialect: how servers of IMAP, POP3 and SMTP say what they can do. Floor: doctor; pure. Sources:
// RFC 3501, RFC 1939 with 2449 and 2595, RFC 5321 with 3207 and 4954.
#pragma once

#include "model/words.h"

struct dialect {
    enum service service;
    const char *greeting; // begins the first line
    const char *ask;      // what can you do?
    const char *end;      // begins the last line of the answer
    const char *starttls; // its word among what the server can do, and ...
    const char *start;    // ... how it is asked for
    const char *go_ahead; // begins the answer
    const char *bye;
};

struct abilities {
    bool starttls;
    bool login_disabled; // IMAP: no password by LOGIN here
    bool user;           // POP3: a password by USER and PASS
    unsigned auths;      // bits of 1 << enum auth: mechanisms
};

// NULL: a service that has no such conversation.
const struct dialect *dialect_find(enum service service);
// Takes down what one line of the answer to `ask` says: "* CAPABILITY IMAP4rev1 AUTH=PLAIN",
// "SASL PLAIN LOGIN", "250-AUTH PLAIN LOGIN".
void dialect_read_line(const struct dialect *dialect, struct span line, struct abilities *out);
// All methods of logging in, mechanisms or not.
unsigned dialect_auths(const struct dialect *dialect, const struct abilities *abilities);
