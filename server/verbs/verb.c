// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "base/suggest.h"

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
    [VERB_CONFIG] = {"config", "[DOMAIN]", 1, "the configuration as it takes effect",
        "Prints each value and its origin: the file and line, 'override' where a row of 'domains'\n"
        "gives it, or 'default'; with --diff what another file would change. No secret is shown.\n"
        "Exit code 1: the domain is not served.\n",
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
    [VERB_IMPORT] = {"import", "FILE...", SIZE_MAX, "other programs' settings as providers.yaml",
        "Reads Thunderbird's autoconfig (XML, as in its public data base), automx2's seed data\n"
        "(JSON), go-autoconfig's settings (YAML), and the environment variables of Monogramm's\n"
        "autodiscover-email-settings (.env, docker-compose.yml); '-' is standard input. Prints "
        "one\n"
        "providers.yaml; comments tell what was dropped, repaired or guessed.\n"
        "Exit code 1: a file could not be used.\n",
        verb_import},
    [VERB_HEALTH] = {"health", "", 0, "is the running daemon ready?",
        "Asks /readyz of the admin listener, within a second. Exit code 0: ready; 1: not.\n",
        verb_health},
    [VERB_HELP] = {"help", "[VERB]", 1, "this text, or a verb's", NULL, verb_help},
    [VERB_VERSION] = {"version", "", 0, "the version, and those of its libraries", NULL,
        verb_version},
    [VERB_COMPLETE] = {"complete", "WORD...", SIZE_MAX, NULL, NULL, verb_complete},
};

const struct verb_example verb_examples[VERB_EXAMPLE_COUNT] = {
    {VERB_SERVE, "serve --listen 127.0.0.1:8080 --trust-proxy 127.0.0.0/8",
        "behind a web server on the same machine"},
    {VERB_SERVE, "serve --tls-listen '[::]:443' --tls-dir /etc/letsencrypt/live",
        "with TLS of its own"},
    {VERB_CHECK, "check", "the file that serve would take"},
    {VERB_CHECK, "check --strict customers.yaml", "another one, in a script: a warning fails, too"},
    {VERB_CHECK, "check --json", "for an editor"},
    {VERB_SHOW, "show anna@example.com", "the settings, as a table"},
    {VERB_SHOW, "show anna@example.com --as outlook", "the very bytes that Outlook gets"},
    {VERB_CONFIG, "config example.com", "each value, with the line that says so"},
    {VERB_CONFIG, "config --diff new.yaml", "before new.yaml takes its place"},
    {VERB_CONFIG, "config --json", "all, with every default written out"},
    {VERB_DNS, "dns example.com --host mail.example.net", "the daemon is on mail.example.net"},
    {VERB_DNS, "dns example.com example.org --format nsupdate", "for nsupdate to send"},
    {VERB_EXPORT, "export /var/www/autoconfig", "for nginx, as deploy/nginx-static.conf has it"},
    {VERB_IMPORT, "import *.xml", "of all files of Thunderbird's autoconfig"},
    {VERB_IMPORT, "import seed.json", "of what automx2 was set up with"},
    {VERB_HEALTH, "health", "in a container's HEALTHCHECK"},
    {VERB_HEALTH, "health --admin unix:/run/autoconfigd/admin.sock",
        "where serve has the same option"},
};

bool verb_has_options(enum verb_id id)
{
    bool has_one = false;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        has_one = has_one || options_takes(&option_table[i], id);
    }
    return has_one;
}

bool verb_find(const char *name, enum verb_id *id)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (span_equal_c(span_from_c(name), verb_table[i].name)) {
            *id = (enum verb_id)i;
            return true;
        }
    }
    return false;
}

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

int verb_fail_unknown(struct span name)
{
    struct suggestion nearest;
    suggest_init(&nearest, name);
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (verb_table[i].summary != NULL) {
            suggest_offer(&nearest, span_from_c(verb_table[i].name));
        }
    }
    if (nearest.best.len == 0) {
        return verb_fail(EX_USAGE, "no such verb: '%.*s'; try 'autoconfigd help'", SPAN_ARGS(name));
    }
    return verb_fail(EX_USAGE, "no such verb: '%.*s' (did you mean '%.*s'?)", SPAN_ARGS(name),
        SPAN_ARGS(nearest.best));
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
