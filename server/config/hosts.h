// SPDX-License-Identifier: MIT
// hosts: names of hosts and of mail domains. Floor: config; pure. Rules as in values.h.
// Names become lower-case A-labels without a last dot (model/domain.h).
#pragma once

#include "config/walk.h"

MUST_USE bool host_name(struct walk *w, const struct field *field, struct value v, void *out);
MUST_USE bool host_pattern(struct walk *w, const struct field *field, struct value v, void *out);
// A list of mail domains or mx names, wildcards too.
MUST_USE bool host_domains(struct walk *w, const struct field *field, struct value v, void *out);

// One of these. `mail`: a mail domain, so "*" is one, and a public suffix is a warning.
MUST_USE bool host_domain(
    struct walk *w, struct place at, struct span text, bool mail, struct name *out);

// The normal form, in `scratch`, of a host name or IPv4 address (with a warning), with or without
// %EMAILDOMAIN%. `text` may be a part of what stands at `at`, and its placeholders are known ones.
MUST_USE bool host_normalize(struct walk *w, struct place at, struct span text, struct span *out);
// The same as a pattern in `keep`, of any text.
MUST_USE bool host_pattern_of(
    struct walk *w, struct place at, struct span text, const struct pattern **out);
