// SPDX-License-Identifier: MIT
// dns: the records that lead mail programs to a domain's answers and servers. Floor: answers; pure.
// What the provider offers is announced, and no more; what of mail it does not offer is denied, by
// the target ".". Sources: RFC 6186 and 8314 (mail), RFC 6764 (CalDAV, CardDAV), RFC 8620 (JMAP),
// RFC 5804 (ManageSieve), Microsoft's Autodiscover, answers/pacc.h.
#pragma once

#include "catalog/match.h"
#include "state/snapshot.h"

enum dns_type {
    DNS_CNAME,
    DNS_SRV,
    DNS_TXT,
    DNS_TYPE_COUNT,
};
extern const char *const dns_type_words[DNS_TYPE_COUNT];

enum dns_group {
    DNS_DAEMON, // the names that this program answers by
    DNS_MAIL,
    DNS_DAV,
    DNS_OTHER,
    DNS_GROUP_COUNT,
};
extern const char *const dns_group_titles[DNS_GROUP_COUNT];

enum { DNS_TTL_S = 3600 }; // of every record

struct dns_record {
    enum dns_group group;
    enum dns_type type;
    uint16_t priority, weight, port; // of SRV
    struct span name;                // without its last dot
    struct span target;              // of CNAME and SRV, without its last dot; empty: "."
    struct span text;                // of TXT: printable ASCII, at most 255 bytes
    const char *about;               // a few words for people
};

struct dns_note { // what the records alone do not say
    enum dns_group group;
    struct span text;
};

struct dns_records {
    struct span domain;
    const struct provider *provider;
    struct list records; // struct dns_record, by group; those of one name and type in a row
    struct list notes;   // struct dns_note, by group
};

// For the domain that *match found, in `a`. `host`: the daemon's own name, in normal form; empty:
// it is the domain's autoconfig name.
void dns_describe(struct arena *a, const struct snapshot *snapshot, const struct match *match,
    struct span host, struct dns_records *out);

// What stands behind name and type in a zone file: "0 1 993 mail.example.com."
struct span dns_data(struct arena *a, const struct dns_record *record);
// "mail.example.com."
struct span dns_name(struct arena *a, struct span name);
