// SPDX-License-Identifier: MIT
// autoconfig_servers: the elements of autoconfig that tell of a server. Floor: beside answers
// (import); pure.
#pragma once

#include "import/entry.h"
#include "import/xml.h"

struct server_reading {
    struct entry *e;
    bool told_guess;      // that "password-encrypted" may be several methods
    bool has_url_servers; // jmap, ews, activesync or graph
};

// <incomingServer>, <outgoingServer>, <calendar> and the like; what it is, `type` says.
void autoconfig_server(struct server_reading *r, const struct xml_element *element);
