// SPDX-License-Identifier: MIT
#include "doctor/xml.h"

#include "doctor/schemas.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/relaxng.h>
#include <libxml/xmlschemas.h>

enum {
    DEPTH_MAX = 32,
    TEXT_MAX_BYTES = 4096, // of one element
};

static const int options =
    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC;

struct reading {
    struct arena *arena;
    xmlParserCtxtPtr parser;
    struct element *root, *open;
    int depth;
    const char *refused; // why it was ended
};

static struct span span_of(const xmlChar *text)
{
    return span_from_c((const char *)text); // xmlChar is unsigned char
}

static void refuse(struct reading *r, const char *why)
{
    r->refused = why;
    xmlStopParser(r->parser);
}

static void add_attributes(struct reading *r, struct element *e, int count, const xmlChar **five)
{
    struct attribute **tail = &e->attributes;
    for (int i = 0; i < count; i++, five += 5) { // name, prefix, URI, value, its end
        struct attribute *one = arena_array(r->arena, 1, sizeof *one);
        struct span value = {(const char *)five[3], (size_t)(five[4] - five[3])};
        one->name = arena_copy(r->arena, span_of(five[0]));
        one->value = arena_copy(r->arena, value);
        *tail = one;
        tail = &one->next;
    }
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted_count,
    const xmlChar **attributes)
{
    struct reading *r = context;
    (void)prefix;
    (void)namespace_count;
    (void)namespaces;
    (void)defaulted_count;
    if (++r->depth > DEPTH_MAX) {
        refuse(r, "elements are nested too deep");
        return;
    }
    struct element *e = arena_array(r->arena, 1, sizeof *e);
    e->name = arena_copy(r->arena, span_of(name));
    e->space = arena_copy(r->arena, span_of(uri));
    e->outer = r->open;
    add_attributes(r, e, attribute_count, attributes);
    if (r->open == NULL) {
        r->root = e;
    } else if (r->open->last == NULL) {
        r->open->first = r->open->last = e;
    } else {
        r->open->last = r->open->last->next = e;
    }
    r->open = e;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct reading *r = context;
    (void)name;
    (void)prefix;
    (void)uri;
    r->depth--;
    r->open = r->open == NULL ? NULL : r->open->outer;
}

static void on_text(void *context, const xmlChar *text, int len)
{
    struct reading *r = context;
    struct element *e = r->open;
    struct span more = {(const char *)text, (size_t)len};
    if (e == NULL || (e->text.len == 0 && span_trim(more).len == 0)) {
        return;
    }
    if (e->text.len + more.len > TEXT_MAX_BYTES) {
        refuse(r, "an element with too long a text");
        return;
    }
    e->text = e->text.len == 0
                  ? arena_copy(r->arena, more)
                  : arena_format(r->arena, "%.*s%.*s", SPAN_ARGS(e->text), SPAN_ARGS(more));
}

static void on_doctype(
    void *context, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
    (void)name;
    (void)external_id;
    (void)system_id;
    refuse(context, "a DOCTYPE");
}

static const xmlSAXHandler handlers = {
    .internalSubset = on_doctype,
    .characters = on_text,
    .cdataBlock = on_text,
    .startElementNs = on_start,
    .endElementNs = on_end,
    .initialized = XML_SAX2_MAGIC,
};

static struct span words_of(struct arena *a, const xmlError *error)
{
    struct span message = span_trim(span_from_c(error->message));
    return arena_format(a, "line %d: %.*s", error->line, SPAN_ARGS(message));
}

struct element *xml_read(struct arena *a, struct span text, struct span *why)
{
    struct reading r = {.arena = a};
    xmlSAXHandler sax = handlers;
    r.parser = xmlCreatePushParserCtxt(&sax, &r, NULL, 0, NULL);
    if (r.parser == NULL) {
        *why = SPAN("the XML library has no memory");
        return NULL;
    }
    xmlCtxtUseOptions(r.parser, options);
    xmlParseChunk(r.parser, text.ptr, (int)text.len, 1); // bodies have a limit far below INT_MAX
    bool fine = r.parser->wellFormed && r.refused == NULL && r.root != NULL;
    if (!fine) {
        *why = r.refused != NULL ? span_from_c(r.refused) : words_of(a, &r.parser->lastError);
    }
    xmlFreeParserCtxt(r.parser);
    return fine ? r.root : NULL;
}

// The only files there are: the schemas in the program. What else a schema or a document might name
// is not there.
static xmlParserInputPtr load_built_in(const char *url, const char *id, xmlParserCtxtPtr parser)
{
    struct span text;
    (void)id;
    return schema_find(span_from_c(url), &text)
               ? xmlNewStringInputStream(parser, (const xmlChar *)text.ptr) // ends in a NUL
               : NULL;
}

struct verdict {
    struct arena *arena;
    struct span first; // what is wrong
};

static void on_invalid(void *context, xmlErrorPtr error)
{
    struct verdict *v = context;
    if (v->first.len == 0) {
        v->first = words_of(v->arena, error);
    }
}

static void validate_relaxng(struct verdict *v, xmlDocPtr document, struct span schema)
{
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewMemParserCtxt(schema.ptr, (int)schema.len);
    xmlRelaxNGPtr grammar = parser == NULL ? NULL : xmlRelaxNGParse(parser);
    xmlRelaxNGValidCtxtPtr valid = grammar == NULL ? NULL : xmlRelaxNGNewValidCtxt(grammar);
    if (valid == NULL) {
        v->first = SPAN("the schema cannot be loaded");
    } else {
        xmlRelaxNGSetValidStructuredErrors(valid, on_invalid, v);
        (void)xmlRelaxNGValidateDoc(valid, document);
    }
    xmlRelaxNGFreeValidCtxt(valid); // NULL is fine for all three
    xmlRelaxNGFree(grammar);
    xmlRelaxNGFreeParserCtxt(parser);
}

static void validate_xsd(struct verdict *v, xmlDocPtr document, struct span schema)
{
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(schema.ptr, (int)schema.len);
    xmlSchemaPtr grammar = parser == NULL ? NULL : xmlSchemaParse(parser);
    xmlSchemaValidCtxtPtr valid = grammar == NULL ? NULL : xmlSchemaNewValidCtxt(grammar);
    if (valid == NULL) {
        v->first = SPAN("the schema cannot be loaded");
    } else {
        xmlSchemaSetValidStructuredErrors(valid, on_invalid, v);
        (void)xmlSchemaValidateDoc(valid, document);
    }
    xmlSchemaFreeValidCtxt(valid); // NULL is fine for all three
    xmlSchemaFree(grammar);
    xmlSchemaFreeParserCtxt(parser);
}

struct span xml_validate(struct arena *a, struct span text, enum schema schema)
{
    struct verdict verdict = {a, SPAN("")};
    struct span rules;
    xmlSetExternalEntityLoader(load_built_in);
    xmlDocPtr document = xmlReadMemory(text.ptr, (int)text.len, NULL, NULL, options);
    xmlNodePtr root = document == NULL ? NULL : xmlDocGetRootElement(document);
    if (root == NULL) {
        return SPAN("it cannot be read");
    }
    xmlChar *version = xmlGetProp(root, (const xmlChar *)"version");
    bool newer = span_equal(span_of(version), SPAN("1.2"));
    xmlFree(version);
    switch (schema) {
    case SCHEMA_AUTOCONFIG:
        if (schema_find(newer ? SPAN("autoconfig-1.2.rng") : SPAN("autoconfig-1.1.rng"), &rules)) {
            validate_relaxng(&verdict, document, rules);
        }
        break;
    case SCHEMA_AUTODISCOVER:
        if (schema_find(SPAN("autodiscover.xsd"), &rules)) {
            validate_xsd(&verdict, document, rules);
        }
        break;
    }
    xmlFreeDoc(document);
    return verdict.first;
}

const struct element *xml_find(const struct element *outer, const char *name)
{
    const struct element *one = outer == NULL ? NULL : outer->first;
    while (one != NULL && !span_equal_c(one->name, name)) {
        one = one->next;
    }
    return one;
}

struct span xml_text(const struct element *outer, const char *name)
{
    const struct element *one = xml_find(outer, name);
    return one == NULL ? SPAN("") : span_trim(one->text);
}

struct span xml_attribute(const struct element *element, const char *name)
{
    for (const struct attribute *one = element->attributes; one != NULL; one = one->next) {
        if (span_equal_c(one->name, name)) {
            return one->value;
        }
    }
    return SPAN("");
}
