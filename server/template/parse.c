// SPDX-License-Identifier: MIT
#include "template/parse.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>

// An element that is not yet closed.
struct open {
    struct document_node *element;
    struct document_node **tail; // where the next child goes
    struct open *outer;
};

struct parse {
    xmlParserCtxtPtr xml;
    struct arena *arena;
    struct diagnostics *d;
    struct document *document;
    struct open *open;
    struct buffer text; // gathered since the last tag or comment ...
    size_t text_at;     // ... which ended here; at first the XML declaration
    bool failed;
};

// libxml2's messages that a reader would not understand.
struct reworded {
    const char *theirs; // how it begins
    const char *ours;
};

static const struct reworded reworded[] = {
    {"xmlParseEntityRef: no name", "'&' begins no name: a literal one is written &amp;"},
    {"EntityRef: expecting ';'", "'&' and a name without ';': a literal '&' is written &amp;"},
    {"StartTag: invalid element name", "'<' begins no element: a literal one is written &lt;"},
    {"AttValue: \" or ' expected", "the value of an attribute stands in quotes"},
    {"Excessive depth in document", "elements are nested too deep"},
};

// xmlChar is unsigned char; both hold bytes of UTF-8.
static struct span span_of(const xmlChar *text)
{
    return span_from_c((const char *)text);
}

static size_t offset_now(const struct parse *p)
{
    long at = xmlByteConsumed(p->xml);
    size_t len = p->document->text.len;
    return at < 0 ? 0 : (size_t)at < len ? (size_t)at : len;
}

// Offset of the last `c` before what libxml2 has taken.
static size_t last_before_now(const struct parse *p, char c)
{
    size_t at = offset_now(p);
    while (at > 0 && p->document->text.ptr[at - 1] != c) {
        at--;
    }
    return at > 0 ? at - 1 : 0;
}

static struct span qualified(struct parse *p, struct span prefix, struct span local)
{
    return prefix.len == 0
               ? arena_copy(p->arena, local)
               : arena_format(p->arena, "%.*s:%.*s", SPAN_ARGS(prefix), SPAN_ARGS(local));
}

static void add_node(struct parse *p, struct document_node *node)
{
    *p->open->tail = node;
    p->open->tail = &node->next;
}

static void end_text(struct parse *p)
{
    if (p->text.len != 0 && p->open != NULL) {
        struct document_node *node = arena_array(p->arena, 1, sizeof *node);
        node->kind = DOCUMENT_TEXT;
        node->at = p->text_at;
        node->text = arena_copy(p->arena, buffer_span(&p->text));
        add_node(p, node);
    }
    buffer_empty(&p->text);
}

static void check_prefix(struct parse *p, struct span prefix, const xmlChar *uri, size_t at)
{
    if (prefix.len == 0 || uri != NULL) {
        return;
    }
    p->failed = true;
    struct place place = document_place(p->document, at, prefix.len);
    if (span_equal(prefix, SPAN("t"))) {
        diag_error(p->d, place, "prefix 't' is not declared: the root element lacks xmlns:t=\"%s\"",
            TEMPLATE_NAMESPACE);
    } else {
        diag_error(p->d, place, "prefix '%.*s' is not declared", SPAN_ARGS(prefix));
    }
}

// Offset of the value of an attribute. The start tag is well-formed and has it: the element's name,
// then a blank, a name, '=' and a quoted value, again and again.
static size_t find_value(const struct document *document, size_t tag_at, struct span name)
{
    struct span rest = span_from(document->text, tag_at);
    for (;;) {
        struct span before;
        struct span value;
        bool more = span_cut(rest, '=', &before, &rest);
        assert(more);
        while (rest.ptr[0] != '"' && rest.ptr[0] != '\'') {
            rest = span_from(rest, 1);
        }
        size_t at = (size_t)(rest.ptr + 1 - document->text.ptr);
        more = span_cut(span_from(rest, 1), rest.ptr[0], &value, &rest);
        assert(more);
        before = span_trim(before);
        if (span_ends_with(before, name) &&
            (before.len == name.len || ascii_is_blank(before.ptr[before.len - name.len - 1]))) {
            return at;
        }
    }
}

// To the element whose tag begins at `tag_at`.
static struct attribute *add_attribute(
    struct parse *p, struct attribute ***tail, size_t tag_at, struct span prefix, struct span local)
{
    struct attribute *attribute = arena_array(p->arena, 1, sizeof *attribute);
    attribute->name = qualified(p, prefix, local);
    attribute->local = span_from(attribute->name, attribute->name.len - local.len);
    attribute->at = find_value(p->document, tag_at, attribute->name);
    **tail = attribute;
    *tail = &attribute->next;
    return attribute;
}

// libxml2 hands over the '&' in a value of an attribute as "&#38;", however it was written.
static struct span copy_value(struct parse *p, const xmlChar *start, const xmlChar *end)
{
    // xmlChar is unsigned char, see span_of().
    struct span rest = {(const char *)start, (size_t)(end - start)};
    char *copy = arena_alloc(p->arena, rest.len);
    size_t len = 0;
    while (rest.len != 0) {
        copy[len++] = rest.ptr[0];
        rest = span_from(rest, span_starts_with(rest, SPAN("&#38;")) ? SPAN("&#38;").len : 1);
    }
    return (struct span){copy, len};
}

static void take_declarations(
    struct parse *p, struct attribute ***tail, size_t tag_at, int count, const xmlChar **pairs)
{
    for (int i = 0; i < count; i++) {
        struct span prefix = span_of(pairs[2 * i]);
        struct span uri = span_of(pairs[2 * i + 1]);
        if (!span_equal_c(uri, TEMPLATE_NAMESPACE)) {
            struct attribute *one = prefix.len == 0
                                        ? add_attribute(p, tail, tag_at, SPAN(""), SPAN("xmlns"))
                                        : add_attribute(p, tail, tag_at, SPAN("xmlns"), prefix);
            one->value = arena_copy(p->arena, uri);
        }
    }
}

static void start_element(void *context, const xmlChar *local, const xmlChar *prefix,
    const xmlChar *uri, int declaration_count, const xmlChar **declarations, int attribute_count,
    int defaulted_count, const xmlChar **attributes)
{
    (void)defaulted_count; // comes with an internal subset, which is refused
    struct parse *p = context;
    end_text(p);
    struct document_node *node = arena_array(p->arena, 1, sizeof *node);
    node->kind = DOCUMENT_ELEMENT;
    node->at = last_before_now(p, '<');
    node->name = qualified(p, span_of(prefix), span_of(local));
    node->local = span_from(node->name, node->name.len - span_of(local).len);
    node->ours = span_equal_c(span_of(uri), TEMPLATE_NAMESPACE);
    check_prefix(p, span_of(prefix), uri, node->at + 1);

    struct attribute **tail = &node->attributes;
    take_declarations(p, &tail, node->at, declaration_count, declarations);
    for (int i = 0; i < attribute_count; i++) {
        const xmlChar **five = attributes + 5 * i; // local name, prefix, URI, value, its end
        struct attribute *one =
            add_attribute(p, &tail, node->at, span_of(five[1]), span_of(five[0]));
        one->value = copy_value(p, five[3], five[4]);
        one->ours = span_equal_c(span_of(five[2]), TEMPLATE_NAMESPACE);
        check_prefix(p, span_of(five[1]), five[2], one->at);
    }

    if (p->open == NULL) {
        p->document->root = node;
    } else {
        add_node(p, node);
    }
    struct open *open = arena_alloc(p->arena, sizeof *open);
    *open = (struct open){node, &node->children, p->open};
    p->open = open;
    p->text_at = offset_now(p);
}

static void end_element(
    void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    (void)local, (void)prefix, (void)uri; // libxml2 has compared them
    struct parse *p = context;
    end_text(p);
    p->open = p->open->outer;
    p->text_at = offset_now(p);
}

static void characters(void *context, const xmlChar *text, int len)
{
    struct parse *p = context;
    // xmlChar is unsigned char, see span_of().
    buffer_add(&p->text, (struct span){(const char *)text, (size_t)len});
}

static void comment(void *context, const xmlChar *text)
{
    (void)text;
    struct parse *p = context;
    end_text(p);
    p->text_at = offset_now(p);
}

static void processing_instruction(void *context, const xmlChar *target, const xmlChar *data)
{
    (void)data;
    struct parse *p = context;
    p->failed = true;
    diag_error(p->d, document_place(p->document, last_before_now(p, '<'), 2),
        "processing instruction '<?%s' has no place in a template", (const char *)target);
}

// Called for all entities but the five of XML itself.
static xmlEntityPtr get_entity(void *context, const xmlChar *name)
{
    struct parse *p = context;
    struct span text = span_of(name);
    p->failed = true;
    diag_error(p->d, document_place(p->document, last_before_now(p, '&'), text.len + 2),
        "unknown entity '&%.*s;': there are &amp; &lt; &gt; &quot; &apos; and numbers like &#160;",
        SPAN_ARGS(text));
    return NULL;
}

static void doctype(
    void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name, (void)public_id, (void)system_id;
    struct parse *p = context;
    struct span text = p->document->text;
    size_t start = p->text_at; // blanks aside: a '<' may also stand in a quoted name
    size_t end = offset_now(p);
    if (end < text.len && text.ptr[end] == '[') {
        p->failed = true;
        diag_error(p->d, document_place(p->document, end, 1), "a DOCTYPE here has no '[' part");
        xmlStopParser(p->xml);
    } else if (end < text.len) {
        p->document->doctype = span_trim(span_until(span_from(text, start), end + 1 - start));
    }
}

static void start_document(void *context)
{
    struct parse *p = context;
    p->text_at = offset_now(p);
    struct span encoding = span_of(p->xml->input->encoding);
    if (encoding.len != 0 && !span_equal_fold(encoding, SPAN("UTF-8"))) {
        p->failed = true;
        diag_error(p->d, document_place(p->document, 0, 0),
            "declared as '%.*s': templates are in UTF-8", SPAN_ARGS(encoding));
        xmlStopParser(p->xml); // places could not be found any more
    }
}

// `format` is libxml2's and its message is with the parser already. What follows a first error is
// often its echo, so only that one is told.
static void PRINTF_LIKE(2, 3) error(void *context, const char *format, ...)
{
    (void)format;
    struct parse *p = context;
    const xmlError *last = xmlCtxtGetLastError(p->xml);
    if (p->failed || last == NULL || last->domain == XML_FROM_NAMESPACE) {
        return; // name spaces are looked at in check_prefix()
    }
    p->failed = true;
    struct span message = span_trim(span_from_c(last->message));
    for (size_t i = 0; i < COUNT_OF(reworded); i++) {
        if (span_starts_with(message, span_from_c(reworded[i].theirs))) {
            message = span_from_c(reworded[i].ours);
        }
    }
    struct place at = {p->document->file, last->line < 0 ? 0 : (uint32_t)last->line,
        last->int2 < 0 ? 0 : (uint32_t)last->int2, 0};
    char first = message.len == 0 ? ' ' : ascii_lower(message.ptr[0]);
    diag_error(p->d, at, "not well-formed: %c%.*s", first,
        SPAN_ARGS(span_from(message, message.len != 0)));
}

static bool check_bytes(const struct document *document, struct diagnostics *d)
{
    size_t at;
    struct span before;
    struct span after;
    if (document->text.len > TEMPLATE_FILE_MAX_BYTES) {
        diag_error(d, (struct place){.file = document->file}, "larger than %d KiB",
            TEMPLATE_FILE_MAX_BYTES / 1024);
    } else if (span_trim(document->text).len == 0) {
        diag_error(d, (struct place){.file = document->file}, "the file is empty");
    } else if (span_cut(document->text, '\0', &before, &after)) {
        diag_error(d, document_place(document, before.len, 1), "a NUL byte in a template");
    } else if (!utf8_check(document->text, &at)) {
        diag_error(d, document_place(document, at, 1), "not UTF-8");
    } else {
        return true;
    }
    return false;
}

static bool run(struct parse *p)
{
    struct span text = p->document->text;
    p->xml = xmlCreateMemoryParserCtxt(text.ptr, (int)text.len);
    assert(p->xml != NULL); // no memory
    *p->xml->sax = (xmlSAXHandler){
        .initialized = XML_SAX2_MAGIC,
        .startDocument = start_document,
        .internalSubset = doctype,
        .getEntity = get_entity,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters,
        .ignorableWhitespace = characters,
        .cdataBlock = characters,
        .comment = comment,
        .processingInstruction = processing_instruction,
        .error = error,
    };
    p->xml->userData = p;
    xmlCtxtUseOptions(p->xml, XML_PARSE_NONET);
    // The options took the message handlers they know; ours is set after them.
    p->xml->sax->error = error;
    bool whole = xmlParseDocument(p->xml) == 0 && !p->failed;
    xmlFreeDoc(p->xml->myDoc); // made for entities that are declared after an error
    xmlFreeParserCtxt(p->xml);
    return whole;
}

const struct document *parse_document(
    struct arena *a, struct span name, struct span shown, struct span text, struct diagnostics *d)
{
    struct document *document = arena_array(a, 1, sizeof *document);
    document->name = arena_copy(a, name);
    document->text = text;
    document->file = diag_file(d, shown, text.len <= TEMPLATE_FILE_MAX_BYTES ? text : SPAN(""));
    if (!check_bytes(document, d)) {
        return NULL;
    }
    struct parse p = {.arena = a, .d = d, .document = document};
    buffer_init(&p.text, TEMPLATE_FILE_MAX_BYTES);
    bool whole = run(&p);
    buffer_finish(&p.text);
    return whole ? document : NULL;
}

const char *parse_library_version(void)
{
    return LIBXML_DOTTED_VERSION;
}
