// SPDX-License-Identifier: MIT
// domain: domain names as they are compared: lower-case A-labels, no last dot. Floor: model; pure.
// Sources: RFC 1035 section 2.3.1 (letters, digits, hyphens), RFC 5891 (IDNA2008, by libidn2).
#pragma once

#include "base/arena.h"

// Any writing of a name (capitals, Unicode, a last dot) to its normal form in `a` (or to `text`
// itself). False: not a domain name (empty label, over 63 or 253 bytes, underscore, IP address,
// bytes that are no UTF-8); *why is for people ("label longer than 63 bytes"), static.
MUST_USE bool domain_normalize(
    struct arena *a, struct span text, struct span *out, const char **why);

// True for "com", "co.uk", "github.io": names below which strangers register (Public Suffix List).
bool domain_is_public_suffix(struct span domain);

// "1.2.3.4" with each part in 0..255.
bool domain_is_ipv4(struct span text);

// The part of a name that clients ask by: a leading "autoconfig.", "autodiscover." or
// "ua-auto-config." label off, when one was there (*prefixed).
struct span domain_without_prefix(struct span domain, bool *prefixed);

// Host header to domain: port and last dot off, lower case, A-labels. False: no domain name
// (absent, an IP address, rubbish).
MUST_USE bool domain_from_host(struct arena *a, struct span host, struct span *out);
