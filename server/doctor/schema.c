// SPDX-License-Identifier: MIT
#include "doctor/schema.h"

#include "template/embedded.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/relaxng.h>
#include <libxml/xmlschemas.h>

extern const struct embedded_file schema_files[]; // tests/schemas, by embed.cmake
extern const size_t schema_count;

static const int options =
    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC;

static bool find(struct span name, struct span *text)
{
    for (size_t i = 0; i < schema_count; i++) {
        if (span_equal_c(name, schema_files[i].name)) {
            *text = (struct span){schema_files[i].bytes, schema_files[i].len};
            return true;
        }
    }
    return false;
}

// The only files there are: the schemas in the program. What else a schema or a document might name
// is not there.
static xmlParserInputPtr load_built_in(const char *url, const char *id, xmlParserCtxtPtr parser)
{
    struct span text;
    (void)id;
    return find(span_from_c(url), &text)
               ? xmlNewStringInputStream(parser, (const xmlChar *)text.ptr) // ends in a NUL
               : NULL;
}

static struct span words_of(struct arena *a, const xmlError *error)
{
    struct span message = span_trim(span_from_c(error->message));
    return arena_format(a, "line %d: %.*s", error->line, SPAN_ARGS(message));
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

struct span schema_check(struct arena *a, struct span text, enum schema schema)
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
    bool newer = span_equal(span_from_c((const char *)version), SPAN("1.2"));
    xmlFree(version);
    switch (schema) {
    case SCHEMA_AUTOCONFIG:
        if (find(newer ? SPAN("autoconfig-1.2.rng") : SPAN("autoconfig-1.1.rng"), &rules)) {
            validate_relaxng(&verdict, document, rules);
        }
        break;
    case SCHEMA_AUTODISCOVER:
        if (find(SPAN("autodiscover.xsd"), &rules)) {
            validate_xsd(&verdict, document, rules);
        }
        break;
    }
    xmlFreeDoc(document);
    return verdict.first;
}
