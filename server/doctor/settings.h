// SPDX-License-Identifier: MIT
// settings: servers as an answer advertises them, whatever its language. Floor: doctor; pure.
#pragma once

#include "import/xml.h"
#include "model/words.h"

enum { CLAIMS_MAX = 24 };

struct claim {            // "mail is read there, so"
    enum service service; // imap, pop3, smtp
    struct span host;     // as written
    uint16_t port;        // 0: none that is a number
    enum security security;
    unsigned auths; // bits of 1 << enum auth; 0: not said
    struct span username;
};

// What is wrong with an answer's text: bits, since programs differ in what they mind.
enum flaw {
    FLAW_TYPE = 1,   // Content-Type is none that begins text/xml, application/xml, text/rdf
    FLAW_BROKEN = 2, // no well-formed XML
    FLAW_HTML = 4,   // a web page
    FLAW_OTHER = 8,  // XML, but another language than was asked for
    FLAW_BYTE_ORDER_MARK = 16,
    FLAW_NO_DECLARATION = 32, // does not begin with <?xml
    FLAW_NO_ID = 64,          // no emailProvider id that is a host name
    FLAW_NO_DOMAIN = 128,
    FLAW_NO_INCOMING = 256,
    FLAW_NO_OUTGOING = 512,
    FLAW_REDIRECTS = 1024,     // Outlook is sent somewhere else
    FLAW_ERROR = 2048,         // Outlook is told of an error
    FLAW_EMPTY_ELEMENT = 4096, // Outlook hangs up at an empty SSL
    FLAW_PASSWORD = 8192,      // a password in it
    FLAW_PLACEHOLDER = 16384,  // %SOMETHING% that nobody fills in
    FLAW_DOCTYPE = 32768,
    FLAW_PLAIN = 65536, // a server without encryption
};

struct settings {
    struct claim claims[CLAIMS_MAX];
    size_t count;
    unsigned flaws;
    struct span why; // of FLAW_BROKEN, FLAW_ERROR, FLAW_PLACEHOLDER, FLAW_REDIRECTS
    struct span redirect_url, redirect_address; // where FLAW_REDIRECTS leads: one of them
    struct span activesync;                     // its URL, of FORMAT_POINTER
    struct span schema;                         // what our schema minds first; empty: nothing
};

enum format {
    FORMAT_AUTOCONFIG,
    FORMAT_AUTODISCOVER,
    FORMAT_PROFILE,
    FORMAT_POINTER, // Autodiscover v2, in JSON: where something else is
    FORMAT_ANY,     // only looked at from outside
};

// Reads `content`, which came as `content_type`.
struct settings *settings_read(
    struct arena *a, enum format format, struct span content_type, struct span content);

// The first claim of that service; NULL: none.
const struct claim *settings_find(const struct settings *s, enum service service);
// What security a port means where nobody says: 993, 995, 465 TLS, else STARTTLS.
enum security security_of_port(uint16_t port);
// A web page.
bool settings_is_html(struct span content);
// The document's root element; NULL: it is no XML that anybody should read, *why says what is wrong
// and where.
const struct xml_element *settings_document(struct arena *a, struct span content, struct span *why);
