// SPDX-License-Identifier: MIT
// dns_forms: DNS records as text for people, name servers and programs. Floor: verbs; pure.
#pragma once

#include <jansson.h>

#include "answers/dns.h"

// Lines of a zone file (RFC 1035 section 5), with comments.
void dns_form_zone(struct arena *a, struct buffer *out, const struct dns_records *records);
void dns_form_table(struct arena *a, struct buffer *out, const struct dns_records *records);
// Commands of nsupdate(1): what stands under those names and types is replaced.
void dns_form_nsupdate(struct arena *a, struct buffer *out, const struct dns_records *records);

// An object more in the list `all`.
void dns_form_json(struct arena *a, json_t *all, const struct dns_records *records);
// Resources of Terraform's provider hashicorp/dns, put into the object `all`.
void dns_form_terraform(struct arena *a, json_t *all, const struct dns_records *records);
