// SPDX-License-Identifier: MIT
// Any bytes as a template, after a NUL a second file that it may include: it is refused with a
// message, or compiled, and then whatever it renders is UTF-8 and, but for HTML, well-formed XML.
#include "fuzz.h"
#include "template_demo.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>
#include <libxml/parser.h>

struct input {
    struct span main, part;
};

static bool find(
    void *context, struct arena *a, struct span name, struct span *text, struct span *shown)
{
    (void)a;
    const struct input *input = context;
    *shown = name;
    *text = span_equal(name, SPAN("main")) ? input->main : input->part;
    return span_equal(name, SPAN("main")) || span_equal(name, SPAN("part"));
}

static void be_silent(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static bool is_html(struct span text)
{
    return !span_starts_with(text, SPAN("<?xml "));
}

static void check_answer(struct span text)
{
    size_t at;
    assert(utf8_check(text, &at));
    assert(text.len != 0 && text.ptr[text.len - 1] == '\n');
    if (!is_html(text)) {
        xmlDocPtr document = xmlReadMemory(text.ptr, (int)text.len, NULL, NULL, XML_PARSE_NONET);
        assert(document != NULL);
        xmlFreeDoc(document);
    }
}

static void check_program(const struct program *program, size_t languages)
{
    static const struct filling nothing;
    for (size_t i = 0; i < languages; i++) {
        struct buffer out;
        buffer_init(&out, ANSWER_MAX_BYTES);
        template_render(program, &demo_view, i == 1 ? &nothing : &demo_filling, i, &out);
        if (buffer_ok(&out)) {
            check_answer(buffer_span(&out));
        }
        buffer_finish(&out);
    }
}

static size_t list(
    void *context, struct arena *a, struct span start, struct span end, const struct span **names)
{
    static const struct span part = {"part", 4};
    (void)context;
    (void)a;
    *names = &part;
    return span_starts_with(part, start) && span_ends_with(part, end) ? 1 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {.main = {(const char *)data, size}};
    if (!span_cut(input.main, '\0', &input.main, &input.part)) {
        input.part = SPAN("<part xmlns:t='urn:autoconfigd:template' t:each='s in servers'/>");
    }
    xmlSetGenericErrorFunc(NULL, be_silent);
    struct arena a;
    arena_init(&a);
    struct translations texts;
    demo_texts(&a, &texts);
    struct diagnostics d;
    diag_init(&d);
    struct template_source source = {"main", &demo_record, WORDS_AUTOCONFIG};
    struct template_files files = {&input, find, list};
    const struct program *program = template_compile(&a, &source, &files, &texts, &d);
    assert((program == NULL) == (d.errors != 0));
    if (program != NULL) {
        check_program(program, texts.count);
    }
    struct buffer printed;
    buffer_init(&printed, SIZE_MAX);
    diag_print(&d, false, &printed);
    buffer_finish(&printed);
    diag_finish(&d);
    arena_finish(&a);
    return 0;
}
