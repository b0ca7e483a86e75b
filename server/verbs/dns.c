// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "model/domain.h"
#include "verbs/dns_forms.h"
#include "verbs/loading.h"
#include "verbs/lookup.h"

enum { TEXT_MAX_BYTES = 256 * 1024 }; // of one domain

enum form_id {
    FORM_ZONE,
    FORM_TABLE,
    FORM_JSON,
    FORM_NSUPDATE,
    FORM_TERRAFORM,
    FORM_COUNT,
};

static const char *const form_words[FORM_COUNT + 1] = {
    [FORM_ZONE] = "zone",
    [FORM_TABLE] = "table",
    [FORM_JSON] = "json",
    [FORM_NSUPDATE] = "nsupdate",
    [FORM_TERRAFORM] = "terraform",
};

static const struct form {
    // Either a text a domain, or a document of all.
    void (*text)(struct arena *a, struct buffer *out, const struct dns_records *records);
    void (*json)(struct arena *a, json_t *all, const struct dns_records *records);
    bool is_list; // the document
} forms[FORM_COUNT] = {
    [FORM_ZONE] = {.text = dns_form_zone},
    [FORM_TABLE] = {.text = dns_form_table},
    [FORM_JSON] = {.json = dns_form_json, .is_list = true},
    [FORM_NSUPDATE] = {.text = dns_form_nsupdate},
    [FORM_TERRAFORM] = {.json = dns_form_terraform},
};

static int print_text(const struct form *form, const struct dns_records *all, size_t count)
{
    struct buffer out;
    int code = EX_OK;
    buffer_init(&out, TEXT_MAX_BYTES);
    for (size_t i = 0; i < count && code == EX_OK; i++) {
        struct arena a;
        arena_init(&a);
        buffer_empty(&out);
        buffer_add_c(&out, i == 0 ? "" : "\n");
        form->text(&a, &out, &all[i]);
        code = verb_print(buffer_span(&out));
        arena_finish(&a);
    }
    buffer_finish(&out);
    return code;
}

static int print_json(
    struct arena *a, const struct form *form, const struct dns_records *all, size_t count)
{
    json_t *document = form->is_list ? json_array() : json_object();
    for (size_t i = 0; i < count; i++) {
        form->json(a, document, &all[i]);
    }
    return verb_print_json(document);
}

// Nothing is printed where one of the domains is wrong: half of them would look like all.
static int print(struct arena *a, const struct snapshot *s, const struct options *options,
    const struct form *form, struct span host)
{
    size_t count = options->operand_count;
    struct dns_records *all = arena_array(a, count, sizeof *all);
    bool fine = true;
    for (size_t i = 0; i < count; i++) {
        struct match match;
        if (lookup_domain(a, s, span_from_c(options->operands[i]), false, &match)) {
            dns_describe(a, s, &match, host, &all[i]);
        } else {
            fine = false;
        }
    }
    if (!fine) {
        return EXIT_WRONG;
    }
    return form->text != NULL ? print_text(form, all, count) : print_json(a, form, all, count);
}

int verb_dns(struct arena *a, const struct options *options)
{
    size_t form;
    struct span error;
    struct span host = span_from_c(
        options_given(options, OPTION_HOST) ? options_value(options, OPTION_HOST) : NULL);
    const char *why;
    if (options->operand_count == 0) {
        return verb_fail(EX_USAGE, "records of which domain? try 'autoconfigd dns example.com'");
    }
    if (!options_word(a, options, OPTION_FORMAT, form_words, &form, &error)) {
        return verb_fail(EX_USAGE, "%.*s", SPAN_ARGS(error));
    }
    if (host.len != 0 && !domain_normalize(a, host, &host, &why)) {
        return verb_fail(
            EX_USAGE, "option '--host': '%.*s' is not a host name: %s", SPAN_ARGS(host), why);
    }
    int code;
    struct snapshot *s = loading_run(options, true, EX_CONFIG, &code);
    if (s != NULL) {
        bool json = options_given(options, OPTION_JSON);
        code = print(a, s, options, &forms[json ? FORM_JSON : form], host);
    }
    snapshot_free(s);
    return code;
}
