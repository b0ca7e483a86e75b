// SPDX-License-Identifier: MIT
#include "verbs/options.h"

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
    [OPTION_DOMAINS_FROM] = {"domains-from", 0, "SOURCE", true, LOADERS, NULL,
        "a list of domains besides the providers file, a line 'DOMAIN [PROVIDER]' each: file:PATH, "
        "exec:PROGRAM ARGUMENTS, or a database: postgresql://..., mysql://..., sqlite:PATH, with "
        "?query= or ?preset=; what is no file only serve reads"},
    [OPTION_DOMAINS_REFRESH] = {"domains-refresh", 0, "DURATION", false, V(SERVE), "60s",
        "how often such lists are read again"},
    [OPTION_STATE_DIR] = {"state-dir", 0, "DIR", false, V(SERVE), NULL,
        "where their last good states are kept, for a start while a source is down"},
    [OPTION_JSON] = {"json", 0, NULL, false, EVERY_TABLE, NULL, "print JSON instead of text"},
    [OPTION_COLOR] = {"color", 0, "auto|always|never", false, LOADERS | V(IMPORT), "auto",
        "colour messages; NO_COLOR switches it off, too"},
    [OPTION_STRICT] = {"strict", 0, NULL, false, V(CHECK), NULL, "warnings are errors, too"},
    [OPTION_DIFF] = {"diff", 0, "FILE", false, V(CONFIG), NULL,
        "what a reload of FILE, in the place of the providers file, would change"},
    [OPTION_AS] = {"as", 0, "CLIENT", false, V(SHOW), "settings",
        "whose answer: thunderbird, outlook, apple, activesync, json (Autodiscover v2), pacc, "
        "page, qr (what both codes hold), or settings, a table for people"},
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
        "change; where there is none yet, https waits for the first"},
    [OPTION_ACME_DIR] = {"acme-dir", 0, "DIR", false, V(SERVE), NULL,
        "webroot that certbot or lego writes challenges to"},
    [OPTION_PUBLIC_URL] = {"public-url", 0, "URL", false, V(SERVE) | V(SHOW), NULL,
        "what absolute links begin with, an https URL"},
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
static const struct option_need needs[] = {
    {OPTION_TLS_LISTEN, OPTION_TLS_DIR},
    {OPTION_SIGN_CERT, OPTION_SIGN_KEY},
    {OPTION_SIGN_KEY, OPTION_SIGN_CERT},
    {OPTION_SIGN_CHAIN, OPTION_SIGN_CERT},
    {OPTION_DOMAINS_REFRESH, OPTION_DOMAINS_FROM},
    {OPTION_STATE_DIR, OPTION_DOMAINS_FROM},
};

// The headings of help and manual.
static const struct option_group groups[] = {
    {"Configuration", OPTION_CONFIG},
    {"Output", OPTION_JSON},
    {"Where it answers", OPTION_LISTEN},
    {"TLS and links", OPTION_TLS_LISTEN},
    {"Signed profiles", OPTION_SIGN_CERT},
    {"Proxies", OPTION_TRUST_PROXY},
    {"Log", OPTION_LOG},
    {"Bounds", OPTION_THREADS},
    {"The process", OPTION_USER},
};

const struct option_table autoconfigd_options = {
    .options = option_table,
    .count = OPTION_COUNT,
    .groups = groups,
    .group_count = COUNT_OF(groups),
    .needs = needs,
    .need_count = COUNT_OF(needs),
    .variables = "AUTOCONFIGD_",
};
