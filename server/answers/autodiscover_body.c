// SPDX-License-Identifier: MIT
#include "answers/autodiscover_body.h"

#include "base/limits.h"

#include <libxml/parser.h>
#include <string.h>

enum position {
    IN_NOTHING,
    IN_ROOT,
    IN_REQUEST,
    IN_ADDRESS,
    IN_SCHEMA,
};

struct reading {
    xmlParserCtxtPtr parser;
    struct arena *arena;
    bool refused;
    size_t depth;
    size_t skipped_depth; // of an element that nobody asks for, while in it; 0: in none
    enum position position;
    bool root_is_mobilesync;
    bool request_seen, address_seen;
    bool schema_seen[AUTODISCOVER_UNKNOWN + 1];
    struct span address;
    char text[BODY_TEXT_MAX_BYTES]; // of the open address or schema
    size_t text_len;
};

static void refuse(struct reading *r)
{
    r->refused = true;
    xmlStopParser(r->parser);
}

// Enters the element `name`; false: it is one too many or stands where none may be.
static bool enter(struct reading *r, struct span name)
{
    switch (r->position) {
    case IN_NOTHING:
        r->position = IN_ROOT;
        return span_equal_fold(name, SPAN("Autodiscover"));
    case IN_ROOT:
        if (span_equal_fold(name, SPAN("Request"))) {
            bool first = !r->request_seen;
            r->position = IN_REQUEST;
            r->request_seen = true;
            return first;
        }
        break;
    case IN_REQUEST:
        r->text_len = 0;
        if (span_equal_fold(name, SPAN("EMailAddress"))) {
            bool first = !r->address_seen;
            r->position = IN_ADDRESS;
            r->address_seen = true;
            return first;
        }
        if (span_equal_fold(name, SPAN("AcceptableResponseSchema"))) {
            r->position = IN_SCHEMA;
            return true;
        }
        break;
    case IN_ADDRESS:
    case IN_SCHEMA:
        return false;
    }
    r->skipped_depth = r->depth;
    return true;
}

static void start_element(void *context, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int namespace_count, const xmlChar **namespaces, int attribute_count,
    int defaulted_count, const xmlChar **attributes)
{
    struct reading *r = context;
    (void)prefix, (void)namespace_count, (void)namespaces;
    (void)attribute_count, (void)defaulted_count, (void)attributes;
    r->depth++;
    if (r->depth == 1) {
        r->root_is_mobilesync = span_equal_fold(
            span_from_c((const char *)uri), SPAN("http://schemas.microsoft.com/exchange/"
                                                 "autodiscover/mobilesync/requestschema/2006"));
    }
    if (r->depth > BODY_DEPTH_MAX ||
        (r->skipped_depth == 0 && !enter(r, span_from_c((const char *)name)))) {
        refuse(r);
    }
}

// The address without blanks and the "mailto:" that some programs leave on it.
static struct span bare_address(struct span text)
{
    struct span address = span_trim(text);
    struct span scheme = SPAN("mailto:");
    return span_starts_with_fold(address, scheme) ? span_trim(span_from(address, scheme.len))
                                                  : address;
}

static enum autodiscover_schema schema_of(struct span url)
{
    static const struct {
        const char *name;
        enum autodiscover_schema schema;
    } known[] = {
        {"//schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a",
            AUTODISCOVER_OUTLOOK},
        {"//schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006",
            AUTODISCOVER_OUTLOOK},
        {"//schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006",
            AUTODISCOVER_MOBILESYNC},
    };
    struct span scheme;
    struct span name;
    if (!span_cut(url, ':', &scheme, &name) ||
        (!span_equal_fold(scheme, SPAN("http")) && !span_equal_fold(scheme, SPAN("https")))) {
        return AUTODISCOVER_UNKNOWN;
    }
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (span_equal_fold(name, span_from_c(known[i].name))) {
            return known[i].schema;
        }
    }
    return AUTODISCOVER_UNKNOWN;
}

static void leave(struct reading *r)
{
    struct span text = span_trim((struct span){r->text, r->text_len});
    switch (r->position) {
    case IN_NOTHING:
        break;
    case IN_ROOT:
        r->position = IN_NOTHING;
        break;
    case IN_REQUEST:
        r->position = IN_ROOT;
        break;
    case IN_ADDRESS:
        r->address = arena_copy(r->arena, bare_address(text));
        r->position = IN_REQUEST;
        break;
    case IN_SCHEMA:
        if (text.len != 0) {
            r->schema_seen[schema_of(text)] = true;
        }
        r->position = IN_REQUEST;
        break;
    }
}

static void end_element(
    void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct reading *r = context;
    (void)name, (void)prefix, (void)uri;
    if (r->skipped_depth == 0) {
        leave(r);
    } else if (r->skipped_depth == r->depth) {
        r->skipped_depth = 0;
    }
    r->depth--;
}

static void add_text(void *context, const xmlChar *text, int len)
{
    struct reading *r = context;
    size_t count = (size_t)len; // libxml2 counts bytes it has
    if (r->position != IN_ADDRESS && r->position != IN_SCHEMA) {
        return;
    }
    if (count > sizeof r->text - r->text_len) {
        refuse(r); // neither an address nor a schema is so long
        return;
    }
    memcpy(r->text + r->text_len, text, count);
    r->text_len += count;
}

// A DOCTYPE: nobody needs one here, and all the attacks on XML parsers begin with it.
static void refuse_doctype(
    void *context, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
    (void)name, (void)external_id, (void)system_id;
    refuse(context);
}

static const xmlSAXHandler handlers = {
    .internalSubset = refuse_doctype,
    .characters = add_text,
    .cdataBlock = add_text,
    .startElementNs = start_element,
    .endElementNs = end_element,
    .initialized = XML_SAX2_MAGIC,
};

// What `name="value"` says in the XML declaration that begins `body`; empty: nothing.
static struct span declared_encoding(struct span body)
{
    struct span declaration;
    struct span rest;
    struct span found = SPAN("");
    if (!span_starts_with(body, SPAN("<?xml")) || !span_cut(body, '>', &declaration, &rest)) {
        return found;
    }
    while (span_cut(declaration, '=', &rest, &declaration)) {
        char quote = '"';
        struct span value = span_trim(declaration);
        if (value.len != 0 && value.ptr[0] == '\'') {
            quote = '\'';
        }
        if (span_ends_with(span_trim(rest), SPAN("encoding")) &&
            span_cut(value, quote, &rest, &value) && span_cut(value, quote, &found, &rest)) {
            break;
        }
    }
    return found;
}

// libxml2 is shown only what it decodes by itself: for any other encoding it would go to iconv,
// which loads modules from the disk.
static bool encoding_is_ours(struct span body)
{
    static const char *const names[] = {"", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1"};
    struct span declared = declared_encoding(body);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (span_equal_fold(declared, span_from_c(names[i]))) {
            return true;
        }
    }
    return false;
}

// Takes off what may stand before the declaration; false: this is not the beginning of XML.
static bool find_start(struct span *body)
{
    struct span start = *body;
    bool utf16 =
        span_starts_with(start, SPAN("\xFF\xFE")) || span_starts_with(start, SPAN("\xFE\xFF"));
    if (utf16) {
        return start.len > 4 && (start.ptr[2] != '\0' || start.ptr[3] != '\0'); // not UTF-32
    }
    if (span_starts_with(start, SPAN("\xEF\xBB\xBF"))) {
        start = span_from(start, 3);
    }
    start = span_trim(start);
    *body = start;
    return start.len > 4 && start.ptr[0] == '<' && !span_has(start, '\0') &&
           encoding_is_ours(start);
}

static enum autodiscover_schema schema_wanted(const struct reading *r)
{
    for (size_t i = 0; i < COUNT_OF(r->schema_seen); i++) {
        if (r->schema_seen[i]) {
            return (enum autodiscover_schema)i; // of several Outlook's, if it is among them
        }
    }
    return r->root_is_mobilesync ? AUTODISCOVER_MOBILESYNC : AUTODISCOVER_OUTLOOK;
}

bool autodiscover_body_parse(struct arena *a, struct span body, struct autodiscover_request *out)
{
    struct reading r = {.arena = a};
    xmlSAXHandler sax = handlers;
    if (body.len > BODY_MAX_BYTES || !find_start(&body)) {
        return false;
    }
    r.parser = xmlCreatePushParserCtxt(&sax, &r, NULL, 0, NULL);
    if (r.parser == NULL) {
        return false;
    }
    xmlCtxtUseOptions(
        r.parser, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
    xmlParseChunk(r.parser, body.ptr, (int)body.len, 1); // at most BODY_MAX_BYTES
    bool fine = r.parser->wellFormed && !r.refused && r.request_seen;
    xmlFreeParserCtxt(r.parser);
    if (!fine) {
        return false;
    }
    *out = (struct autodiscover_request){r.address, schema_wanted(&r)};
    return true;
}
