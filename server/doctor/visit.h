// SPDX-License-Identifier: MIT
// visit: one look at a domain, from the first DNS question to the last server. Floor: doctor.
// It gathers what is there, in five rounds, each of them asking everything at once: names; web
// servers; where those redirect to; the advertised servers' names; the servers themselves. What is
// made of it is for clients.h and checks.h.
#pragma once

#include "doctor/fetch.h"
#include "doctor/probe.h"
#include "doctor/questions.h"
#include "doctor/resolver.h"

enum {
    HOPS_MAX = 11,   // a question and ten redirects, after which Outlook gives up, too
    LEGS_MAX = 11,   // the same, of addresses
    PROBES_MAX = 64, // servers looked at
};

enum mail_srv { // the names of RFC 6186 and RFC 8314
    MAIL_SRV_IMAPS,
    MAIL_SRV_IMAP,
    MAIL_SRV_POP3S,
    MAIL_SRV_POP3,
    MAIL_SRV_SUBMISSIONS,
    MAIL_SRV_SUBMISSION,
    MAIL_SRV_COUNT,
};

struct mail_srv_row {
    const char *label; // "_imaps._tcp"
    enum service service;
    enum security security;
};
extern const struct mail_srv_row mail_srv_table[MAIL_SRV_COUNT];

struct hop {
    bool tls, named; // named: the host has an address
    bool inside;     // a document led here (RedirectUrl), not HTTP
    struct fetch fetch;
    const struct settings *settings; // as read; NULL: there is no document
};

enum dead_end { // why a redirect was not followed
    DEAD_END_NONE,
    DEAD_END_FAR,    // there were ten
    DEAD_END_CIRCLE, // to where it was before
    DEAD_END_PLAIN,  // RedirectUrl that is no https
};

struct answer {
    enum question question;
    bool asked; // there was somebody to ask
    struct hop hops[HOPS_MAX];
    size_t hop_count;
    enum dead_end dead_end;
    const struct settings *settings; // of the last hop
    struct leg *onward;              // to where RedirectAddr leads; NULL: nowhere
};

struct leg { // all about one address
    const struct naming *names;
    struct answer answers[QUESTION_COUNT];
};

// What DNS says of calendars, or of contacts (RFC 6764).
struct dav_names {
    const struct lookup *srv, *plain_srv, *txt;
};

struct visit_options {
    const char *resolver;                                        // NULL: the machine's
    const char *ca;                                              // NULL: the machine's
    int64_t patience_ms;                                         // with each server
    int64_t whole_ms;                                            // for all
    void (*progress)(const char *what, size_t done, size_t all); // NULL: nobody looks
};

struct visit {
    struct arena *arena;
    const struct visit_options *options;
    struct address address;
    bool address_given; // else only a domain was
    struct naming names;
    struct resolver *resolver;
    struct fetcher *fetcher;
    struct trust *trust;
    int64_t begin_ms, end_ms, took_ms;
    enum dnssec dnssec;
    const struct lookup *mx, *srv, *mail_srv[MAIL_SRV_COUNT];
    struct dav_names dav[DAV_COUNT];
    const struct lookup *wildcard[2]; // a name that nobody made: A, AAAA
    struct leg *legs[LEGS_MAX];       // the first: of the address or domain that was given
    size_t leg_count;
    struct answer *answers;           // of the first leg
    struct probe *probes[PROBES_MAX]; // of servers that are advertised, and of web servers
    size_t probe_count;
};

// Makes ready. False: *why is for the user.
MUST_USE bool visit_begin(struct visit *v, struct arena *a, const struct visit_options *options,
    struct span who, struct span *why);
void visit_run(struct visit *v);

// Parts of a run, for who needs no more: the names that are known without an answer; all that is
// wanted of DNS by now.
void visit_names(struct visit *v);
void visit_resolve(struct visit *v);
// Where Outlook's SRV record of names->domain leads; the record. Resolves.
const struct lookup *visit_find_srv(struct visit *v, struct naming *names);
void visit_tell(const struct visit *v, const char *what, size_t done, size_t all);

// Of a host: its addresses joined by commas, as far as they are known; empty: none. They are wanted
// of DNS from then on.
struct span visit_addresses(struct visit *v, struct span host);
// Every answer of every leg; NULL: there are not so many.
const struct answer *visit_answer(const struct visit *v, size_t index);
// The document that a question has at its end; NULL: none.
const struct fetch *answer_fetch(const struct answer *answer);
// NULL: nobody looked.
const struct probe *visit_probe(
    const struct visit *v, struct span host, uint16_t port, enum service service, enum security s);
