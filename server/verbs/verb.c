// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include <stdarg.h>
#include <stdio.h>

const struct verb verb_table[VERB_COUNT] = {
    [VERB_SERVE] = {"serve", "", 0, "answer clients",
        "Runs in the foreground. SIGHUP or a changed file reloads; SIGTERM answers what is in\n"
        "flight, then stops. A wrong file never takes the place of a good one.\n",
        verb_serve},
    [VERB_CHECK] = {"check", "[FILE]", 1, "is providers.yaml right?",
        "Tells every error with file, line and column, in providers.yaml and what it includes, and "
        "in\n"
        "the templates, translations and certificates that the options name, as `serve` loads "
        "them.\n"
        "Exit code 0: right; 1: wrong, or --strict and a warning; 66: no such file; 77: it may not "
        "be\n"
        "read.\n",
        verb_check},
    [VERB_SHOW] = {"show", "ADDRESS|DOMAIN", 1, "what a client would get, offline",
        "Prints a table for people; with --as the very bytes that the client gets. A DOMAIN is "
        "asked\n"
        "without an address, of autoconfig.DOMAIN.\n"
        "Exit code 1: not served.\n",
        verb_show},
    [VERB_CONFIG] = {"config", "[DOMAIN]", 1, "the configuration as it takes effect", NULL,
        verb_config},
    [VERB_DNS] = {"dns", "DOMAIN...", SIZE_MAX, "the DNS records to publish",
        "Prints what leads mail programs to the daemon and to the servers that the provider "
        "offers;\n"
        "a target of \".\" says that something is not offered. Where PACC is switched on, its "
        "digest "
        "too.\n"
        "Exit code 1: one of the domains is not served; then nothing is printed.\n",
        verb_dns},
    [VERB_EXPORT] = {"export", "DIR", 1, "all answers as files, for a CDN or a plain web server",
        "Writes what clients get where they give no address: autoconfig for each domain and mx\n"
        "name, as a public data base (ISPDB) has it, too, PACC where it is on, and index.json. A\n"
        "tree that 'export' wrote earlier is replaced at once, anything else in DIR never.\n"
        "deploy/nginx-static.conf serves it. Exit code 1: there is nothing to write.\n",
        verb_export},
    [VERB_HEALTH] = {"health", "", 0, "is the running daemon ready?",
        "Asks /readyz of the admin listener, within a second. Exit code 0: ready; 1: not.\n",
        verb_health},
    [VERB_HELP] = {"help", "[VERB]", 1, "this text, or a verb's", NULL, verb_help},
    [VERB_VERSION] = {"version", "", 0, "the version, and those of its libraries", NULL,
        verb_version},
};

int verb_fail(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("autoconfigd: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return code;
}

int verb_print(struct span text)
{
    bool written = text.len == 0 || fwrite(text.ptr, text.len, 1, stdout) == 1;
    return written && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

int verb_print_json(json_t *value)
{
    bool written = json_dumpf(value, stdout, JSON_INDENT(2)) == 0;
    json_decref(value);
    written = written && fputc('\n', stdout) != EOF && fflush(stdout) == 0;
    return written ? EX_OK : EX_IOERR;
}
