// SPDX-License-Identifier: MIT
#include "doctor/schema.h"

#include "template/embedded.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlreader.h>

extern const struct embedded_file schema_files[]; // tests/schemas, by embed.cmake
extern const size_t schema_count;

enum { MESSAGE_MAX_BYTES = 1024 };

static const int options =
    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC;

static const struct {
    const char *name; // of the file
    int (*load)(xmlTextReaderPtr reader, const char *name);
} schemas[] = {
    [SCHEMA_AUTOCONFIG_1_1] = {"autoconfig-1.1.rng", xmlTextReaderRelaxNGValidate},
    [SCHEMA_AUTOCONFIG_1_2] = {"autoconfig-1.2.rng", xmlTextReaderRelaxNGValidate},
    [SCHEMA_AUTODISCOVER] = {"autodiscover.xsd", xmlTextReaderSchemaValidate},
};

// The only files there are: the schemas in the program. What else a schema or a document might name
// is not there.
static xmlParserInputPtr load_built_in(const char *url, const char *id, xmlParserCtxtPtr parser)
{
    (void)id;
    for (size_t i = 0; i < schema_count; i++) {
        if (span_equal_c(span_from_c(url), schema_files[i].name)) { // its bytes end in a NUL
            return xmlNewStringInputStream(parser, (const xmlChar *)schema_files[i].bytes);
        }
    }
    return NULL;
}

struct verdict {
    struct arena *arena;
    struct span first;  // what is wrong
    struct span reason; // of a value, before it is said of which element
};

// "Element '{http://schemas.microsoft.com/...}SSL'" without the name spaces that are right there.
static struct span without_name_spaces(struct arena *a, struct span message)
{
    static const char *const ends[] = {"responseschema/2006", "responseschema/2006a"};
    struct span before;
    struct span name;
    struct span rest = message;
    struct span text = SPAN("");
    while (span_cut(rest, '{', &before, &rest)) {
        bool right = false;
        struct span behind = rest;
        for (size_t i = 0; span_cut(rest, '}', &name, &behind) && i < COUNT_OF(ends); i++) {
            right |= span_ends_with(name, span_from_c(ends[i]));
        }
        text = arena_format(a, "%.*s%.*s%s", SPAN_ARGS(text), SPAN_ARGS(before), right ? "" : "{");
        rest = right ? behind : rest;
    }
    return arena_format(a, "%.*s%.*s", SPAN_ARGS(text), SPAN_ARGS(rest));
}

// "Error validating datatype integer", "failed to compare type string": the next one says where.
static bool is_of_value(struct span message)
{
    return span_starts_with(message, SPAN("Error validating")) ||
           span_starts_with(message, SPAN("failed to compare"));
}

static void on_invalid(void *context, xmlErrorPtr error)
{
    struct verdict *v = context;
    struct span message = span_trim(span_from_c(error->message)); // it may quote all of a document
    if (v->first.len != 0) {
        return;
    }
    message =
        span_until(message, message.len < MESSAGE_MAX_BYTES ? message.len : MESSAGE_MAX_BYTES);
    message = without_name_spaces(v->arena, message);
    if (v->reason.len == 0 && is_of_value(message)) {
        v->reason = message;
    } else {
        v->first = arena_format(v->arena, "line %d: %.*s%s%.*s", error->line, SPAN_ARGS(message),
            v->reason.len == 0 ? "" : ": ", SPAN_ARGS(v->reason));
    }
}

struct span schema_check(struct arena *a, struct span text, enum schema schema)
{
    struct verdict verdict = {.arena = a};
    xmlSetExternalEntityLoader(load_built_in);
    xmlTextReaderPtr reader = xmlReaderForMemory(text.ptr, (int)text.len, NULL, NULL, options);
    if (reader == NULL || schemas[schema].load(reader, schemas[schema].name) != 0) {
        xmlFreeTextReader(reader); // NULL is fine
        return SPAN("the schema cannot be loaded");
    }
    // Not the reader's own handler: while a schema looks on, what the parser itself minds, such as
    // a prefix that nobody declared, reaches that with an object that is not the reader's.
    xmlSetStructuredErrorFunc(&verdict, on_invalid);
    while (xmlTextReaderRead(reader) == 1) {
    }
    xmlSetStructuredErrorFunc(NULL, NULL);
    xmlFreeTextReader(reader);
    return verdict.first.len != 0 ? verdict.first : verdict.reason;
}
