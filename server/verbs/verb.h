// SPDX-License-Identifier: MIT
// verb: what main.c calls. Floor: verbs. One file a verb; to add one: a file and a row in verb.c.
#pragma once

#include <jansson.h>
#include <sysexits.h>

#include "verbs/options.h"

enum { EXIT_WRONG = 1 }; // the thing examined is wrong; all other failures are sysexits(3)

struct verb {
    const char *name;
    const char *operands; // for the usage line
    size_t operands_max;
    const char *summary; // one line; NULL: a verb for programs, of which help tells nothing
    const char *details; // for `help VERB`: a paragraph; may be NULL
    int (*run)(struct arena *a, const struct options *options);
};
extern const struct verb verb_table[VERB_COUNT];

struct verb_example {
    enum verb_id verb;
    const char *command; // behind "autoconfigd "
    const char *what;    // for the manual
};
enum { VERB_EXAMPLE_COUNT = 17 };
extern const struct verb_example verb_examples[VERB_EXAMPLE_COUNT];

// Whether any option is for it.
bool verb_has_options(enum verb_id id);
// False: there is no such verb.
bool verb_find(const char *name, enum verb_id *id);

int verb_serve(struct arena *a, const struct options *options);
int verb_check(struct arena *a, const struct options *options);
int verb_show(struct arena *a, const struct options *options);
int verb_config(struct arena *a, const struct options *options);
int verb_dns(struct arena *a, const struct options *options);
int verb_export(struct arena *a, const struct options *options);
int verb_import(struct arena *a, const struct options *options);
int verb_health(struct arena *a, const struct options *options);
int verb_help(struct arena *a, const struct options *options);
int verb_version(struct arena *a, const struct options *options);
int verb_complete(struct arena *a, const struct options *options);

// show.c: the words of --as, one after another; NULL behind the last.
const char *show_client(size_t number);

// Says so, names the nearest; EX_USAGE.
int verb_fail_unknown(struct span name);
// One line on standard error: "autoconfigd: …"; returns `code`, to be returned.
int verb_fail(int code, const char *format, ...) PRINTF_LIKE(2, 3);
// Writes all of `text` to standard output. EX_OK, or EX_IOERR when it cannot.
int verb_print(struct span text);
// The same for JSON, which is released; exit codes as verb_print().
int verb_print_json(json_t *value);
