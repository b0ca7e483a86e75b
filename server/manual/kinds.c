// SPDX-License-Identifier: MIT
#include "manual/kinds.h"

#include "base/limits.h"
#include "config/choices.h"
#include "config/servers.h"

#include <assert.h>
#include <string.h>

// Regular expressions as ECMA-262 and Python read them alike. LETTER is what a label of a host name
// begins and ends with: all but ASCII that is neither letter nor digit, and blanks beyond.
#define LETTER "[^\\x00-/:-@\\[-`{-\\xa0]"
#define INNER  "[^\\x00-,./:-@\\[-`{-\\xa0]"
#define LABEL  LETTER "(" INNER "{0,61}" LETTER ")?"
#define NAME   "(?!(.*\\.)?[0-9]+\\.?$)(" LABEL "\\.)*" LABEL "\\.?"

#define DOMAIN_TOO(part) "(" part "|%EMAILDOMAIN%)"
#define HOST_LABEL       DOMAIN_TOO(LETTER) "(" DOMAIN_TOO(INNER) "{0,61}" DOMAIN_TOO(LETTER) ")?"
#define BYTE             "(25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])"
#define IPV4             BYTE "(\\." BYTE "){3}"
#define HOST                                                                                       \
    "(" IPV4 "|(?!([^/?#:]*\\.)?[0-9]+\\.?([/?#:]|$))(" HOST_LABEL "\\.)*" HOST_LABEL "\\.?)"

#define PORT                                                                                       \
    "([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
#define KNOWN_PLACEHOLDER    "%EMAIL(ADDRESS|LOCALPART|DOMAIN)%"
#define NO_PLACEHOLDER_BEGIN "(?!%[A-Z]+%)"
#define URL_CHARACTER        "[!#-;=?-\\[\\]_a-z~]"
#define URL_BEHIND_SCHEME                                                                          \
    "://" HOST "(:" PORT ")?([/?#](" KNOWN_PLACEHOLDER "|" NO_PLACEHOLDER_BEGIN URL_CHARACTER      \
    ")*)?$"
#define HTTPS "[Hh][Tt][Tt][Pp][Ss]"
#define TAG   "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"

// What is a text and no more, by name.
static const struct {
    const char *name;
    const char *pattern;
    const char *what; // for people whose editor shows it
    bool number_too;  // may be all digits
    int length_max;   // characters; 0: any number
} texts[] = {
    {"line", "^[^\\n]+$", "one line of text", true, 0},
    {"label", "^(" KNOWN_PLACEHOLDER "|" NO_PLACEHOLDER_BEGIN "[^\\n])+$",
        "one line; may hold %EMAILADDRESS%, %EMAILLOCALPART% and %EMAILDOMAIN%", true, 0},
    {"tag", "^" TAG "$", "a language tag (BCP 47), such as en or pt-BR", false, 0},
    {"colour", "^#[0-9A-Fa-f]{6}$", "a colour in quotes, such as \"#005eb8\"", false, 0},
    {"address", "^[^\\x00-\\x1f\\x7f-\\x9f]{1,64}@" NAME "$", "a mail address", false, 0},
    {"name", "^" NAME "$", "a host name", false, 0},
    {"host", "^" HOST "$", "a host name; may hold %EMAILDOMAIN%", false, 0},
    {"domain", "^(\\*|(\\*\\.)?" NAME ")$", "a domain; \"*.example.org\" and \"*\" are wildcards",
        false, 0},
    {"mx", "^(\\*\\.)?" NAME "$", "a host name; \"*.example.org\" is a wildcard", false, 0},
    {"url", "^" HTTPS URL_BEHIND_SCHEME, "an https URL; may hold placeholders", false,
        LOCATION_MAX_BYTES},
    {"http_url", "^" HTTPS "?" URL_BEHIND_SCHEME, "an https or http URL; may hold placeholders",
        false, LOCATION_MAX_BYTES},
    {"wss_url", "^([Ww][Ss][Ss]|" HTTPS ")" URL_BEHIND_SCHEME, "a wss or https URL", false,
        LOCATION_MAX_BYTES},
    {"duration", "^[0-9]+[smhd]$", "digits and s, m, h or d, such as 30m", false, 0},
    {"provider_name", "^[A-Za-z0-9.-]+$", "the name of an entry of 'providers'", true, 0},
};

// HOST or HOST:PORT; a port that is known for no security cannot stand there alone.
static json_t *host_and_port(void)
{
    struct buffer pattern;
    buffer_init(&pattern, 4096);
    buffer_add_c(&pattern, "^" HOST);
    for (size_t i = 0; i < KNOWN_PORT_COUNT; i++) {
        buffer_format(&pattern, "%s%u", i == 0 ? "(:(" : "|", known_ports[i].port);
    }
    buffer_add_c(&pattern, "))?$");
    assert(buffer_ok(&pattern));
    struct span text = buffer_span(&pattern);
    const char *what = "HOST, or HOST:PORT with a port whose security is known";
    json_t *made = json_pack("{s:s, s:s, s:s%, s:s+}", "description", what, "type", "string",
        "pattern", text.ptr, text.len, "patternErrorMessage", "expected: ", what);
    buffer_finish(&pattern);
    return made;
}

json_t *kinds_definitions(void)
{
    json_t *all = json_object();
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        json_t *type =
            texts[i].number_too ? json_pack("[s, s]", "string", "number") : json_string("string");
        json_object_set_new(all, texts[i].name,
            json_pack("{s:s, s:o, s:s, s:s+}", "description", texts[i].what, "type", type,
                "pattern", texts[i].pattern, "patternErrorMessage", "expected: ", texts[i].what));
        if (texts[i].length_max != 0) {
            json_object_set_new(json_object_get(all, texts[i].name), "maxLength",
                json_integer(texts[i].length_max));
        }
    }
    json_object_set_new(all, "host_and_port", host_and_port());
    return all;
}

json_t *kinds_ref(const char *name)
{
    return json_pack("{s:s+}", "$ref", "#/$defs/", name);
}

// In quotes, numbers and truths are what they are without.
static json_t *number(uint32_t max)
{
    return json_pack("{s:[s, s], s:i, s:I, s:s}", "type", "integer", "string", "minimum", 1,
        "maximum", (json_int_t)max, "pattern", max == UINT16_MAX ? "^" PORT "$" : "^[1-9][0-9]*$");
}

static json_t *port_value(const struct field *field)
{
    (void)field;
    return number(UINT16_MAX);
}

static json_t *number_value(const struct field *field)
{
    return number(field->max);
}

static json_t *bool_value(const struct field *field)
{
    (void)field;
    return json_pack("{s:[s, s], s:s, s:s}", "type", "boolean", "string", "pattern",
        "^(true|false)$", "patternErrorMessage", "expected: true or false");
}

// One text, or a map of language to text.
static json_t *texts_value(const struct field *field)
{
    json_t *text = json_pack("{s:[s, s], s:i, s:I}", "type", "string", "number", "minLength", 1,
        "maxLength", (json_int_t)field->max);
    json_t *map = json_pack("{s:s, s:i, s:{s:s}, s:O}", "type", "object", "minProperties", 1,
        "propertyNames", "pattern", "^" TAG "$", "additionalProperties", text);
    return json_pack("{s:[o, o]}", "anyOf", text, map);
}

static json_t *words_of(const struct word_set *words, bool alone)
{
    json_t *all = json_array();
    for (size_t i = 0; i < words->count; i++) {
        const char *text = word_text(words, (unsigned)i, WORDS_YAML);
        json_t *number = json_loads(text, JSON_DECODE_ANY, NULL);
        if (number != NULL) { // 1.1 without quotes is no text to YAML
            json_array_append_new(all, number);
        }
        if (choice_stands_alone(words, (unsigned)i) == alone) {
            json_array_append_new(all, json_string(text));
        }
    }
    return json_pack("{s:o}", "enum", all);
}

static json_t *word_value(const struct field *field)
{
    return words_of(field->words, false);
}

static json_t *list_of(json_t *items)
{
    return json_pack("{s:s, s:o}", "type", "array", "items", items);
}

json_t *kinds_words(const struct word_set *words, bool alone)
{
    json_t *list = list_of(words_of(words, alone));
    json_object_set_new(list, "minItems", json_integer(1));
    json_object_set_new(
        list, alone ? "maxItems" : "uniqueItems", alone ? json_integer(1) : json_true());
    return list;
}

static json_t *words_value(const struct field *field)
{
    return kinds_words(field->words, false);
}

static json_t *spans_value(const struct field *field)
{
    (void)field;
    return list_of(kinds_ref("line"));
}

static json_t *names_value(const struct field *field)
{
    return list_of(kinds_ref((field->flags & FIELD_MAIL_DOMAINS) != 0 ? "domain" : "mx"));
}

// A kind's values: a definition, or written out. The rest needs a record.
static const struct {
    const char *definition;
    const char *what; // of those without a definition
    json_t *(*make)(const struct field *field);
} kinds[FIELD_KIND_COUNT] = {
    [FIELD_TEXT] = {.definition = "line"},
    [FIELD_TAG] = {.definition = "tag"},
    [FIELD_COLOUR] = {.definition = "colour"},
    [FIELD_ADDRESS] = {.definition = "address"},
    [FIELD_FILE] = {.definition = "line"},
    [FIELD_NAME] = {.definition = "name"},
    [FIELD_LABEL] = {.definition = "label"},
    [FIELD_LOGIN] = {.definition = "label"},
    [FIELD_HOST] = {.definition = "host"},
    [FIELD_URL] = {.definition = "url"},
    [FIELD_SECONDS] = {.definition = "duration"},
    [FIELD_PORT] = {.what = "a port", .make = port_value},
    [FIELD_NUMBER] = {.what = "a number", .make = number_value},
    [FIELD_BOOL] = {.what = "true or false", .make = bool_value},
    [FIELD_WORD] = {.make = word_value},
    [FIELD_WORDS] = {.what = "a list of words", .make = words_value},
    [FIELD_SPANS] = {.what = "a list of texts", .make = spans_value},
    [FIELD_NAMES] = {.what = "a list of names", .make = names_value},
    [FIELD_TEXTS] = {.what = "a text, or a map of language to text", .make = texts_value},
    [FIELD_RECORDS] = {.what = "a list of maps"},
};

static const char *definition_of(const struct field *field, bool http_too)
{
    bool both = http_too || (field->flags & FIELD_HTTP_TOO) != 0;
    return field->kind == FIELD_URL && both ? "http_url" : kinds[field->kind].definition;
}

const char *kinds_what(const struct field *field)
{
    const char *name = definition_of(field, false);
    for (size_t i = 0; name != NULL && i < COUNT_OF(texts); i++) {
        if (strcmp(texts[i].name, name) == 0) {
            return (field->flags & FIELD_HOST_TOO) == 0 ? texts[i].what : NULL;
        }
    }
    return kinds[field->kind].what;
}

json_t *kinds_value(const struct field *field, bool http_too)
{
    const char *definition = definition_of(field, http_too);
    if (kinds[field->kind].make != NULL) {
        return kinds[field->kind].make(field);
    }
    assert(definition != NULL);
    if ((field->flags & FIELD_HOST_TOO) != 0) {
        return json_pack("{s:[o, o]}", "anyOf", kinds_ref("host"), kinds_ref(definition));
    }
    json_t *value = kinds_ref(definition);
    if (field->max != 0 && field->kind != FIELD_SECONDS) {
        json_object_set_new(value, "maxLength", json_integer(field->max));
    }
    return value;
}
