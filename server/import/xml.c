// SPDX-License-Identifier: MIT
#include "import/xml.h"

#include "base/limits.h"

#include <assert.h>
#include <libxml/xmlreader.h>

// An element whose end has not come yet.
struct open {
    struct xml_element *element;
    struct xml_element **tail; // of its children
    struct buffer text;
};

struct reading {
    struct arena *arena;
    struct diagnostics *d;
    uint32_t file;
    xmlTextReaderPtr xml;
    struct open open[IMPORT_DEPTH_MAX];
    size_t depth;
    struct buffer comments; // gathered since the last element
    const struct xml_element *root;
    bool failed;
};

// xmlChar is unsigned char; both hold bytes of UTF-8.
static struct span span_of(const xmlChar *text)
{
    return span_from_c((const char *)text);
}

static uint32_t line_now(const struct reading *r)
{
    xmlNodePtr node = xmlTextReaderCurrentNode(r->xml); // the reader itself is some lines ahead
    long line = node == NULL ? 0 : xmlGetLineNo(node);
    return line < 0 ? 0 : (uint32_t)line;
}

static void refuse(struct reading *r, const char *what)
{
    if (!r->failed) {
        diag_error(r->d, (struct place){.file = r->file, .line = line_now(r)}, "%s", what);
    }
    r->failed = true;
}

static void on_error(void *context, xmlErrorPtr error)
{
    struct reading *r = context;
    if (r->failed || error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE) {
        return; // what follows a first error is often its echo
    }
    struct place at = {r->file, error->line < 0 ? 0 : (uint32_t)error->line,
        error->int2 < 0 ? 0 : (uint32_t)error->int2, 0};
    struct span message = span_trim(span_from_c(error->message));
    diag_error(r->d, at, "not well-formed XML: %.*s", SPAN_ARGS(message));
    r->failed = true;
}

// Runs of blanks as one.
static void add_squeezed(struct buffer *out, struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool blank = ascii_is_blank(text.ptr[i]);
        if (!blank || (out->len != 0 && out->ptr[out->len - 1] != ' ')) {
            buffer_add_char(out, blank ? ' ' : text.ptr[i]);
        }
    }
}

static struct span kept(struct reading *r, struct buffer *text)
{
    struct span copy = arena_copy(r->arena, span_trim(buffer_span(text)));
    buffer_empty(text);
    return copy;
}

static void add_attributes(struct reading *r, struct xml_element *element)
{
    struct xml_attribute **tail = &element->attributes;
    while (xmlTextReaderMoveToNextAttribute(r->xml) == 1) {
        if (xmlTextReaderIsNamespaceDecl(r->xml) == 1) {
            continue;
        }
        struct xml_attribute *one = arena_array(r->arena, 1, sizeof *one);
        one->name = arena_copy(r->arena, span_of(xmlTextReaderConstLocalName(r->xml)));
        one->value = arena_copy(r->arena, span_trim(span_of(xmlTextReaderConstValue(r->xml))));
        *tail = one;
        tail = &one->next;
    }
    xmlTextReaderMoveToElement(r->xml);
}

static void end_element(struct reading *r)
{
    struct open *open = &r->open[--r->depth];
    open->element->text = kept(r, &open->text);
    buffer_finish(&open->text);
    if (buffer_span(&r->comments).len != 0) {
        struct span behind = kept(r, &r->comments);
        open->element->comment = arena_format(
            r->arena, "%.*s\n%.*s", SPAN_ARGS(open->element->comment), SPAN_ARGS(behind));
    }
}

static void begin_element(struct reading *r)
{
    if (r->depth == IMPORT_DEPTH_MAX) {
        refuse(r, "elements are nested too deep");
        return;
    }
    bool is_empty = xmlTextReaderIsEmptyElement(r->xml) == 1;
    struct xml_element *element = arena_array(r->arena, 1, sizeof *element);
    element->name = arena_copy(r->arena, span_of(xmlTextReaderConstLocalName(r->xml)));
    element->line = line_now(r);
    element->comment = kept(r, &r->comments);
    add_attributes(r, element);
    if (r->depth == 0) {
        r->root = element;
    } else {
        struct open *outer = &r->open[r->depth - 1];
        *outer->tail = element;
        outer->tail = &element->next;
    }
    struct open *open = &r->open[r->depth++];
    *open = (struct open){.element = element, .tail = &element->children};
    buffer_init(&open->text, IMPORT_XML_MAX_BYTES);
    if (is_empty) {
        end_element(r);
    }
}

static void take_node(struct reading *r)
{
    int type = xmlTextReaderNodeType(r->xml);
    if (type == XML_READER_TYPE_ELEMENT) {
        begin_element(r);
    } else if (type == XML_READER_TYPE_END_ELEMENT) {
        end_element(r);
    } else if (type == XML_READER_TYPE_DOCUMENT_TYPE) {
        refuse(r, "a DOCTYPE: such files are not read");
    } else if (type == XML_READER_TYPE_ENTITY_REFERENCE) {
        refuse(r, "an entity that XML does not know by itself");
    } else if (type == XML_READER_TYPE_COMMENT) {
        buffer_add(&r->comments, span_of(xmlTextReaderConstValue(r->xml)));
        buffer_add_char(&r->comments, '\n');
    } else if ((type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
                   type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE) &&
               r->depth != 0) {
        add_squeezed(&r->open[r->depth - 1].text, span_of(xmlTextReaderConstValue(r->xml)));
    }
}

const struct xml_element *xml_read(
    struct arena *a, struct span name, struct span content, struct diagnostics *d)
{
    struct reading r = {.arena = a, .d = d, .file = diag_file(d, name, SPAN(""))};
    if (content.len > IMPORT_XML_MAX_BYTES) {
        diag_error(
            d, (struct place){.file = r.file}, "larger than %d KiB", IMPORT_XML_MAX_BYTES / 1024);
        return NULL;
    }
    r.xml = xmlReaderForMemory(
        content.ptr, (int)content.len, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    assert(r.xml != NULL); // no memory
    xmlTextReaderSetStructuredErrorHandler(r.xml, on_error, &r);
    buffer_init(&r.comments, IMPORT_XML_MAX_BYTES);
    int more = 1;
    while (!r.failed && (more = xmlTextReaderRead(r.xml)) == 1) {
        take_node(&r);
    }
    if (more < 0) {
        refuse(&r, "not well-formed XML");
    }
    while (r.depth != 0) { // open ones of a file that was refused
        buffer_finish(&r.open[--r.depth].text);
    }
    buffer_finish(&r.comments);
    xmlFreeTextReader(r.xml);
    return r.failed ? NULL : r.root;
}

struct span xml_attribute(const struct xml_element *element, const char *name)
{
    for (const struct xml_attribute *one = element->attributes; one != NULL; one = one->next) {
        if (span_equal_c(one->name, name)) {
            return one->value;
        }
    }
    return SPAN("");
}

const struct xml_element *xml_child(const struct xml_element *element, const char *name)
{
    for (const struct xml_element *one = element->children; one != NULL; one = one->next) {
        if (span_equal_c(one->name, name)) {
            return one;
        }
    }
    return NULL;
}

struct span xml_child_text(const struct xml_element *element, const char *name)
{
    const struct xml_element *child = xml_child(element, name);
    return child == NULL ? SPAN("") : child->text;
}

static void add_comment(struct buffer *all, const struct xml_element *element)
{
    if (element->comment.len != 0) {
        buffer_add(all, element->comment);
        buffer_add_char(all, '\n');
    }
}

struct span xml_comments(struct arena *a, const struct xml_element *element)
{
    struct buffer all;
    buffer_init(&all, 2 * IMPORT_XML_MAX_BYTES); // the comments, and the ends of lines
    add_comment(&all, element);
    for (const struct xml_element *one = element->children; one != NULL; one = one->next) {
        add_comment(&all, one);
        for (const struct xml_element *deep = one->children; deep != NULL; deep = deep->next) {
            add_comment(&all, deep);
        }
    }
    struct span copy = arena_copy(a, buffer_span(&all));
    buffer_finish(&all);
    return copy;
}
