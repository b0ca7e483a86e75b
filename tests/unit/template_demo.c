// SPDX-License-Identifier: MIT
#include "template_demo.h"

#include <stddef.h>

#define TEXT(literal)                                                                              \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

static const struct field support_fields[] = {
    {"url", FIELD_URL, AT(support, url)},
    {"email", FIELD_ADDRESS, AT(support, email)},
    {"phone", FIELD_TEXT, AT(support, phone)},
};
static const struct record support_record = {RECORD("support", support_fields, support)};

static const struct field demo_fields[] = {
    {"plain", FIELD_TEXT, AT(demo, plain)},
    {"nasty", FIELD_TEXT, AT(demo, nasty)},
    {"empty", FIELD_TEXT, AT(demo, empty)},
    {"broken", FIELD_TEXT, AT(demo, broken)},
    {"label", FIELD_LABEL, AT(demo, label)},
    {"url", FIELD_URL, AT(demo, url)},
    {"link", FIELD_URL, AT(demo, link)},
    {"login", FIELD_LOGIN, AT(demo, login)},
    {"host", FIELD_HOST, AT(demo, host)},
    {"none", FIELD_URL, AT(demo, none)},
    {"port", FIELD_PORT, AT(demo, port)},
    {"no_port", FIELD_PORT, AT(demo, no_port)},
    {"number", FIELD_NUMBER, AT(demo, number)},
    {"zero", FIELD_NUMBER, AT(demo, zero)},
    {"ttl", FIELD_SECONDS, AT(demo, ttl_s)},
    {"yes", FIELD_BOOL, AT(demo, yes)},
    {"no", FIELD_BOOL, AT(demo, no)},
    {"security", FIELD_WORD, AT(demo, security), .words = &security_words},
    {"kind", FIELD_WORD, AT(demo, kind), .words = &note_words},
    {"auth", FIELD_WORDS, AT(demo, auth), .words = &auth_words},
    {"unsaid", FIELD_WORDS, AT(demo, unsaid), .words = &http_auth_words},
    {"domains", FIELD_NAMES, AT(demo, domains), .record = &name_record},
    {"scopes", FIELD_SPANS, AT(demo, scopes), .record = &span_record},
    {"texts", FIELD_TEXTS, AT(demo, texts), .record = &text_record},
    {"servers", FIELD_SERVERS, AT(demo, servers), .record = &server_record},
    {"pages", FIELD_RECORDS, AT(demo, pages), .record = &help_page_record},
    {"pointers", FIELD_POINTERS, AT(demo, pointers), .record = &server_record},
    {"nothing", FIELD_SPANS, AT(demo, nothing), .record = &span_record},
    {"self", FIELD_RECORD, AT(demo, self), .record = &demo_record},
    {"nobody", FIELD_RECORD, AT(demo, nobody), .record = &demo_record},
    {"support", FIELD_INLINE, AT(demo, support), .record = &support_record},
};
const struct record demo_record = {RECORD("a demo", demo_fields, demo)};

static const struct piece label_pieces[] = {
    {PIECE_LITERAL, TEXT("Mail & more of ")}, {PIECE_DOMAIN, TEXT("%EMAILDOMAIN%")}};
static const struct pattern label = {label_pieces, COUNT_OF(label_pieces), TEXT("label"), false};

static const struct piece url_pieces[] = {{PIECE_LITERAL, TEXT("https://dav.example.com/?a=1&b=")},
    {PIECE_ADDRESS, TEXT("%EMAILADDRESS%")}, {PIECE_LITERAL, TEXT("/")}};
static const struct pattern url = {url_pieces, COUNT_OF(url_pieces), TEXT("url"), false};

static const struct piece link_pieces[] = {{PIECE_LITERAL, TEXT("https://example.com/help")}};
static const struct pattern link_pattern = {
    link_pieces, COUNT_OF(link_pieces), TEXT("link"), false};

static const struct piece login_pieces[] = {{PIECE_LOCALPART, TEXT("%EMAILLOCALPART%")}};
static const struct pattern login = {login_pieces, COUNT_OF(login_pieces), TEXT("login"), false};

static const struct piece host_pieces[] = {
    {PIECE_LITERAL, TEXT("mail.")}, {PIECE_DOMAIN, TEXT("%EMAILDOMAIN%")}};
static const struct pattern host = {host_pieces, COUNT_OF(host_pieces), TEXT("host"), false};

static struct name names[] = {{.text = TEXT("example.com")}, {.text = TEXT("*.example.org")}};
static struct span spans[] = {TEXT("mail"), TEXT("offline<>")};
static struct text texts[] = {
    {TEXT(""), TEXT("for all")}, {TEXT("ru"), TEXT("\xD0\xB4\xD0\xBB\xD1\x8F")}};
static struct server servers[] = {
    {.type = SERVICE_IMAP,
        .security = SECURITY_TLS,
        .port = 993,
        .host = &host,
        .auth = {{AUTH_SCRAM, AUTH_CRAM_MD5, AUTH_PASSWORD}, 3},
        .username = &login},
    {.type = SERVICE_SMTP,
        .security = SECURITY_STARTTLS,
        .port = 587,
        .host = &host,
        .auth = {{AUTH_PASSWORD}, 1}},
};
static struct help_page pages[] = {{&link_pattern, {texts, COUNT_OF(texts)}}, {&url, {NULL, 0}}};
static const struct server *pointers[] = {&servers[1], &servers[0]};

const struct demo demo_view = {
    .plain = TEXT("plain"),
    .nasty = TEXT("<a href=\"x\">&amp; 'q' \r]]> \xC3\xA9"),
    .broken = TEXT("a\x01\xFF\xC0\xAF"
                   "b"),
    .label = &label,
    .url = &url,
    .link = &link_pattern,
    .login = &login,
    .host = &host,
    .port = 993,
    .number = 4000000000,
    .ttl_s = 3600,
    .yes = true,
    .security = SECURITY_STARTTLS,
    .kind = NOTE_APP_PASSWORD,
    .auth = {{AUTH_CRAM_MD5, AUTH_SCRAM, AUTH_OAUTH2, AUTH_DIGEST_MD5, AUTH_PASSWORD}, 5},
    .unsaid = {{AUTH_NTLM, AUTH_SCRAM}, 2},
    .domains = {names, COUNT_OF(names)},
    .scopes = {spans, COUNT_OF(spans)},
    .texts = {texts, COUNT_OF(texts)},
    .servers = {servers, COUNT_OF(servers)},
    .pages = {pages, COUNT_OF(pages)},
    .pointers = {pointers, COUNT_OF(pointers)},
    .self = &demo_view,
    .support = {.url = &link_pattern, .email = TEXT("help@example.com")},
};

const struct filling demo_filling = {
    .address = TEXT("a b+c&d@example.com"),
    .local = TEXT("a b+c&d"),
    .domain = TEXT("example.com"),
};

struct demo_text {
    size_t language;
    struct span key, text;
};

static const struct demo_text demo_text_rows[] = {
    {0, TEXT("title"), TEXT("Settings & help")},
    {1, TEXT("title"),
        TEXT("\xD0\x9D\xD0\xB0\xD1\x81\xD1\x82\xD1\x80\xD0\xBE\xD0\xB9\xD0\xBA\xD0\xB8")},
    {2, TEXT("title"), TEXT("<b> is no markup")},
    {0, TEXT("hello"), TEXT("Hello {nasty}, of {label}!")},
    {1, TEXT("hello"), TEXT("{label}: {nasty}")},
    {0, TEXT("wrong-in-hebrew"), TEXT("fine: {plain}")},
    {2, TEXT("wrong-in-hebrew"), TEXT("{plan} and {domains} and { x")},
    {0, TEXT("of-server"), TEXT("port {s.port}")},
};

void demo_texts(struct arena *a, struct translations *out)
{
    static const char *const tags[] = {"en", "ru", "he"};
    struct language *languages = arena_array(a, COUNT_OF(tags), sizeof *languages);
    for (size_t i = 0; i < COUNT_OF(tags); i++) {
        languages[i].tag = span_from_c(tags[i]);
        map_init(&languages[i].keys, a);
    }
    for (size_t i = 0; i < COUNT_OF(demo_text_rows); i++) {
        const struct demo_text *row = &demo_text_rows[i];
        struct span *text = arena_alloc(a, sizeof *text);
        *text = row->text;
        map_add(&languages[row->language].keys, row->key, text);
    }
    *out = (struct translations){languages, COUNT_OF(tags)};
}
