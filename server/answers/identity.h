// SPDX-License-Identifier: MIT
// identity: the names by which a device knows a profile and its parts again. Floor: answers; pure.
// They depend on the mail address alone, in any letter case, so that a profile loaded again after a
// change of settings updates the account instead of doubling it. GnuTLS's door for hashes.
// Sources: RFC 4122 section 4.3 (version 5, SHA-1), Apple's PayloadIdentifier and PayloadUUID.
#pragma once

#include "model/address.h"

// Upper case, 8-4-4-4-12: the UUID of `kind` ("profile", "imap", "caldav", …) for `folded`, in `a`:
// address_folded(), or of several addresses, joined by commas, which are here as one.
struct span identity_uuid(struct arena *a, const char *kind, struct span folded);

// "org.example.jo-3f9a1c.mail", in `a`: `head`, or else the domain, reversed; the local part with
// all that is no letter, digit or hyphen as hyphens; six digits of the address's hash.
struct span identity_name(struct arena *a, struct span head, struct span folded);

// The SHA-256 of `bytes` in base64, in `a`.
struct span identity_digest(struct arena *a, struct span bytes);
