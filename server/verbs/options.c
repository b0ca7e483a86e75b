// SPDX-License-Identifier: MIT
#include "verbs/options.h"

#include "base/suggest.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define V(verb)      (1U << VERB_##verb)
#define LOADERS      (V(SERVE) | V(CHECK) | V(SHOW) | V(CONFIG) | V(DNS) | V(EXPORT))
#define EVERY_TABLE  (V(CHECK) | V(SHOW) | V(CONFIG) | V(DNS))
#define SERVE_HEALTH (V(SERVE) | V(HEALTH))
#define SIGNERS      (V(SERVE) | V(CHECK) | V(SHOW))

const struct option option_table[OPTION_COUNT] = {
    [OPTION_CONFIG] = {"config", 'c', "FILE", false, LOADERS,
        "./providers.yaml, then /etc/autoconfigd/providers.yaml", "the providers file"},
    [OPTION_TEMPLATES] = {"templates", 0, "DIR", false, LOADERS, NULL,
        "files there replace built-in templates of the same name"},
    [OPTION_JSON] = {"json", 0, NULL, false, EVERY_TABLE, NULL, "print JSON instead of text"},
    [OPTION_COLOR] = {"color", 0, "auto|always|never", false, LOADERS, "auto",
        "colour messages; NO_COLOR switches it off, too"},
    [OPTION_STRICT] = {"strict", 0, NULL, false, V(CHECK), NULL, "warnings are errors, too"},
    [OPTION_AS] = {"as", 0, "CLIENT", false, V(SHOW), "settings",
        "whose answer: thunderbird, outlook, apple, json (Autodiscover v2), pacc, qr (what both "
        "codes hold), or settings, a table for people"},
    [OPTION_FORMAT] = {"format", 0, "zone|table|json|nsupdate|terraform", false, V(DNS), "zone",
        "what the records are written as: lines of a zone file, a table for people, JSON, commands "
        "of nsupdate, or a Terraform file (.tf.json) of the provider hashicorp/dns"},
    [OPTION_HOST] = {"host", 0, "NAME", false, V(DNS), "autoconfig.DOMAIN",
        "the daemon's own name, which other names lead to"},
    [OPTION_LISTEN] = {"listen", 0, "ADDR:PORT|unix:/PATH", true, V(SERVE), "[::]:8080",
        "where to answer clients"},
    [OPTION_ADMIN] = {"admin", 0, "ADDR:PORT|unix:/PATH|none", false, SERVE_HEALTH,
        "127.0.0.1:8081", "where health, metrics and status are told"},
    [OPTION_TLS_LISTEN] = {"tls-listen", 0, "ADDR:PORT", true, V(SERVE), NULL,
        "where to answer clients over https, too"},
    [OPTION_TLS_DIR] = {"tls-dir", 0, "DIR", false, V(SERVE) | V(CHECK), NULL,
        "certificates for https: DIR/NAME/fullchain.pem and privkey.pem; read again when they "
        "change"},
    [OPTION_ACME_DIR] = {"acme-dir", 0, "DIR", false, V(SERVE), NULL,
        "webroot that certbot or lego writes challenges to"},
    [OPTION_PUBLIC_URL] = {"public-url", 0, "URL", false, V(SERVE) | V(SHOW), NULL,
        "https URL that absolute links begin with"},
    [OPTION_SIGN_CERT] = {"sign-cert", 0, "FILE", false, SIGNERS, NULL,
        "certificate (PEM, with its chain) that profiles are signed by"},
    [OPTION_SIGN_KEY] = {"sign-key", 0, "FILE", false, SIGNERS, NULL, "its private key (PEM)"},
    [OPTION_SIGN_CHAIN] = {"sign-chain", 0, "FILE", false, SIGNERS, NULL,
        "its intermediate certificates (PEM), where they have a file of their own"},
    [OPTION_TRUST_PROXY] = {"trust-proxy", 0, "CIDR|unix", true, V(SERVE), NULL,
        "whose Forwarded or X-Forwarded headers count"},
    [OPTION_LOG] = {"log", 0, "text|json", false, V(SERVE), "text", "form of log lines"},
    [OPTION_LOG_LEVEL] = {"log-level", 0, "error|warning|info|debug", false, V(SERVE), "info",
        "least urgent lines that are written; a line a request is info"},
    [OPTION_LOG_ADDRESSES] = {"log-addresses", 0, "none|hash|full", false, V(SERVE), "none",
        "mail addresses in log lines; hash: salted anew at each start"},
    [OPTION_LOG_CLIENTS] = {"log-clients", 0, "none|net|full", false, V(SERVE), "net",
        "clients' IP addresses in log lines; net: /24, /48"},
    [OPTION_THREADS] = {"threads", 0, "N", false, V(SERVE), "one a CPU", "threads that answer"},
    [OPTION_MAX_CONNECTIONS] = {"max-connections", 0, "N", false, V(SERVE), "4096",
        "connections in all"},
    [OPTION_PER_IP_CONNECTIONS] = {"per-ip-connections", 0, "N", false, V(SERVE), "64",
        "connections a client address (IPv6: /64); 0: any number"},
    [OPTION_PER_IP_RATE] = {"per-ip-rate", 0, "N", false, V(SERVE), "0",
        "requests a second a client address; 0: any number"},
    [OPTION_USER] = {"user", 0, "NAME", false, V(SERVE), NULL, "run as this user after binding"},
    [OPTION_REQUIRE_SANDBOX] = {"require-sandbox", 0, NULL, false, V(SERVE), NULL,
        "do not start where the kernel cannot confine the daemon"},
    [OPTION_DRAIN] = {"drain", 0, "DURATION", false, V(SERVE), "0s",
        "after SIGTERM, say 'not ready' for so long before the last request is taken"},
};

// Options that mean nothing without another.
static const struct {
    enum option_id id, needs;
} needs[] = {
    {OPTION_TLS_LISTEN, OPTION_TLS_DIR},
    {OPTION_SIGN_CERT, OPTION_SIGN_KEY},
    {OPTION_SIGN_KEY, OPTION_SIGN_CERT},
    {OPTION_SIGN_CHAIN, OPTION_SIGN_CERT},
};

enum { VALUES_MAX = 64 }; // of one option

static void add_value(struct arena *a, struct options *o, size_t id, const char *value)
{
    if (o->values[id] == NULL) {
        o->values[id] = arena_array(a, VALUES_MAX, sizeof **o->values);
    }
    if (!option_table[id].repeatable) {
        o->counts[id] = 0;
    }
    if (o->counts[id] < VALUES_MAX) {
        o->values[id][o->counts[id]++] = value;
    }
}

static bool find_long(enum verb_id verb, struct span name, size_t *id)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (span_equal_c(name, option_table[i].name) && (option_table[i].verbs >> verb & 1) != 0) {
            *id = i;
            return true;
        }
    }
    return false;
}

static struct span unknown_option(struct arena *a, enum verb_id verb, struct span name)
{
    struct suggestion nearest;
    suggest_init(&nearest, name);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if ((option_table[i].verbs >> verb & 1) != 0) {
            suggest_offer(&nearest, span_from_c(option_table[i].name));
        }
    }
    if (nearest.best.len == 0) {
        return arena_format(a, "unknown option '--%.*s'", SPAN_ARGS(name));
    }
    return arena_format(a, "unknown option '--%.*s' (did you mean '--%.*s'?)", SPAN_ARGS(name),
        SPAN_ARGS(nearest.best));
}

// One word that begins with '-'; *next is the index behind what it used up.
static bool parse_one(struct arena *a, enum verb_id verb, int argc, char *const *argv, int *next,
    struct options *o, struct span *error)
{
    struct span word = span_from_c(argv[*next]);
    struct span name = span_from(word, 2);
    struct span value = {NULL, 0};
    bool has_value = false;
    size_t id = 0;
    *next += 1;
    if (!span_starts_with(word, SPAN("--"))) {
        // Letters: -c FILE, -cFILE
        while (id < OPTION_COUNT && (option_table[id].letter != word.ptr[1] ||
                                        (option_table[id].verbs >> verb & 1) == 0)) {
            id++;
        }
        if (id == OPTION_COUNT) {
            *error = arena_format(a, "unknown option '%.*s'", SPAN_ARGS(word));
            return false;
        }
        value = name;
        has_value = name.len != 0;
    } else {
        has_value = span_cut(name, '=', &name, &value);
        if (!find_long(verb, name, &id)) {
            *error = unknown_option(a, verb, name);
            return false;
        }
    }
    const struct option *option = &option_table[id];
    if (option->argument == NULL) {
        if (has_value) {
            *error = arena_format(a, "option '--%s' takes no value", option->name);
            return false;
        }
        add_value(a, o, id, "1");
        return true;
    }
    if (!has_value && *next >= argc) {
        *error = arena_format(a, "option '--%s' wants a value: %s", option->name, option->argument);
        return false;
    }
    add_value(a, o, id, has_value ? value.ptr : argv[(*next)++]);
    return true;
}

// AUTOCONFIGD_LOG_LEVEL for log-level.
static const char *variable_of(struct arena *a, const struct option *option)
{
    char name[64] = "AUTOCONFIGD_";
    size_t len = strlen(name);
    for (const char *c = option->name; *c != '\0' && len + 1 < sizeof name; c++) {
        name[len++] = *c == '-' ? '_' : (char)(ascii_is_alpha(*c) ? *c - 'a' + 'A' : *c);
    }
    name[len] = '\0';
    const char *value = getenv(name);
    return value == NULL || value[0] == '\0'
               ? NULL
               : arena_copy(a, (struct span){value, strlen(value) + 1}).ptr;
}

static void add_variable(struct arena *a, struct options *o, size_t id, const char *text)
{
    struct span rest = span_from_c(text);
    struct span line;
    for (bool more = true; more;) {
        more = option_table[id].repeatable && span_cut(rest, '\n', &line, &rest);
        const char *value;
        struct span trimmed = span_trim(more ? line : rest);
        if (trimmed.len != 0 && arena_to_c(a, trimmed, &value)) {
            add_value(a, o, id, value);
        }
    }
}

static bool switched_off(const struct option *option, const char *value)
{
    return option->argument == NULL &&
           (strcmp(value, "0") == 0 || strcmp(value, "false") == 0 || strcmp(value, "no") == 0);
}

// Looked at by whoever prints: too late to be told of a slip.
static bool check_color(struct arena *a, const struct options *o, struct span *error)
{
    static const char *const words[] = {"auto", "always", "never", NULL};
    size_t any;
    return !options_given(o, OPTION_COLOR) || options_word(a, o, OPTION_COLOR, words, &any, error);
}

bool options_parse(struct arena *a, enum verb_id verb, int argc, char *const *argv,
    struct options *out, struct span *error)
{
    *out = (struct options){.operands = arena_array(a, (size_t)argc + 1, sizeof *out->operands)};
    bool only_operands = false;
    for (int i = 0; i < argc;) {
        if (only_operands || argv[i][0] != '-' || argv[i][1] == '\0') {
            out->operands[out->operand_count++] = argv[i++];
        } else if (strcmp(argv[i], "--") == 0) {
            only_operands = true;
            i++;
        } else if (!parse_one(a, verb, argc, argv, &i, out, error)) {
            return false;
        }
    }
    for (size_t id = 0; id < OPTION_COUNT; id++) {
        const char *value = variable_of(a, &option_table[id]);
        if (out->counts[id] == 0 && value != NULL && (option_table[id].verbs >> verb & 1) != 0 &&
            !switched_off(&option_table[id], value)) {
            add_variable(a, out, id, value);
        }
    }
    for (size_t i = 0; i < COUNT_OF(needs); i++) {
        if (out->counts[needs[i].id] != 0 && out->counts[needs[i].needs] == 0) {
            *error = arena_format(a, "option '--%s' needs '--%s', too",
                option_table[needs[i].id].name, option_table[needs[i].needs].name);
            return false;
        }
    }
    return check_color(a, out, error);
}

const char *options_value(const struct options *o, enum option_id id)
{
    return o->counts[id] == 0 ? option_table[id].fallback : o->values[id][o->counts[id] - 1];
}

bool options_given(const struct options *o, enum option_id id)
{
    return o->counts[id] != 0;
}

static struct span bad_value(
    struct arena *a, enum option_id id, const char *value, const char *expected)
{
    return arena_format(a, "option '--%s': '%s' is not %s", option_table[id].name, value, expected);
}

bool options_number(struct arena *a, const struct options *o, enum option_id id, uint64_t max,
    uint64_t *out, struct span *error)
{
    const char *value = options_value(o, id);
    if (!span_to_u64(span_from_c(value), max, out)) {
        struct span expected = arena_format(a, "a number from 0 to %llu", (unsigned long long)max);
        *error = bad_value(a, id, value, expected.ptr);
        return false;
    }
    return true;
}

bool options_word(struct arena *a, const struct options *o, enum option_id id,
    const char *const *words, size_t *index, struct span *error)
{
    const char *value = options_value(o, id);
    struct suggestion nearest;
    suggest_init(&nearest, span_from_c(value));
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], value) == 0) {
            *index = i;
            return true;
        }
        suggest_offer(&nearest, span_from_c(words[i]));
    }
    struct buffer expected;
    buffer_init(&expected, 512);
    buffer_add_c(&expected, "one of");
    for (size_t i = 0; words[i] != NULL; i++) {
        buffer_format(&expected, " %s", words[i]);
    }
    if (nearest.best.len != 0) {
        buffer_format(&expected, " (did you mean '%.*s'?)", SPAN_ARGS(nearest.best));
    }
    buffer_add_char(&expected, '\0');
    *error = bad_value(a, id, value, expected.ptr);
    buffer_finish(&expected);
    return false;
}

bool options_seconds(struct arena *a, const struct options *o, enum option_id id, uint64_t max,
    uint64_t *out, struct span *error)
{
    static const struct {
        char letter;
        uint64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    struct span value = span_from_c(options_value(o, id));
    for (size_t i = 0; i < COUNT_OF(units) && value.len != 0; i++) {
        uint64_t number;
        if (value.ptr[value.len - 1] == units[i].letter &&
            span_to_u64(span_until(value, value.len - 1), max / units[i].seconds, &number)) {
            *out = number * units[i].seconds;
            return true;
        }
    }
    *error = bad_value(a, id, value.ptr, "a duration such as 30s or 5m");
    return false;
}

bool options_color(const struct options *o, int fd)
{
    const char *when = options_value(o, OPTION_COLOR);
    if (strcmp(when, "auto") != 0) {
        return strcmp(when, "always") == 0;
    }
    const char *no_color = getenv("NO_COLOR");
    return (no_color == NULL || no_color[0] == '\0') && isatty(fd) == 1;
}

void options_help(enum verb_id verb, struct buffer *out)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &option_table[i];
        if ((option->verbs >> verb & 1) == 0) {
            continue;
        }
        buffer_add_c(out, "  ");
        if (option->letter != 0) {
            buffer_format(out, "-%c, ", option->letter);
        }
        buffer_format(out, "--%s%s%s%s\n      %s", option->name,
            option->argument == NULL ? "" : " ", option->argument == NULL ? "" : option->argument,
            option->repeatable ? "  (repeatable)" : "", option->help);
        if (option->fallback != NULL) {
            buffer_format(out, "\n      default: %s", option->fallback);
        }
        buffer_add_char(out, '\n');
    }
}
