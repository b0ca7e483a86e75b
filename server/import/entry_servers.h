// SPDX-License-Identifier: MIT
// entry_servers: the servers and services that were found for a provider, as values of its keys.
// Floor: beside answers (import); pure. What holds for most of them is said once, of the provider.
#pragma once

#include "import/entry.h"

// To be called when all are found.
void entry_servers_settle(struct entry *e);
