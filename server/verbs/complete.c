// SPDX-License-Identifier: MIT
// complete: what a shell proposes for the last word of a command line of autoconfigd; asked by the
// scripts of deploy/completion/.
#include "base/complete.h"

#include "verbs/loading.h"
#include "verbs/verb.h"

#include <string.h>

enum { PROPOSALS_MAX_BYTES = 16 * 1024 * 1024 };

static void offer_verbs(const struct completion *c)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (verb_table[i].summary != NULL) {
            complete_offer(c, span_from_c(verb_table[i].name), span_from_c(verb_table[i].summary));
        }
    }
}

static void offer_clients(const struct completion *c)
{
    const char *name;
    for (size_t i = 0; (name = show_client(i)) != NULL; i++) {
        complete_offer(c, span_from_c(name), SPAN(""));
    }
}

static void offer_name(const struct completion *c, struct span name, struct span provider)
{
    if (!span_starts_with(name, SPAN("*"))) {
        complete_offer(c, name, provider);
    }
}

// Those of the configuration that the words name, with the provider of each; of a wrong one none.
static void offer_domains(const struct options *options, struct completion *c)
{
    struct diagnostics d;
    enum file_error error;
    struct span local;
    struct load_options load = loading_options(options, loading_path(options));
    diag_init(&d);
    struct snapshot *s = snapshot_load(&load, &d, &error, NULL);
    if (span_cut_last(c->typed, '@', &local, &c->typed)) { // of an address, what is behind the '@'
        c->head = (struct span){local.ptr, local.len + 1};
    }
    for (size_t i = 0; s != NULL && i < s->configuration.providers.len; i++) {
        const struct provider *p =
            ((const struct provider *const *)s->configuration.providers.ptr)[i];
        const struct name *names = p->domains.ptr;
        for (size_t k = 0; k < p->domains.len; k++) {
            offer_name(c, names[k].text, p->key);
        }
    }
    for (size_t i = 0; s != NULL && i < s->configuration.rows.len; i++) {
        const struct domain_row *row = (const struct domain_row *)s->configuration.rows.ptr + i;
        offer_name(c, row->name.text, row->provider->key);
    }
    snapshot_free(s);
    diag_finish(&d);
}

// The operands' names say what they are: "[FILE]", "DOMAIN...", "ADDRESS|DOMAIN".
static void offer_operands(
    const struct options *options, const struct verb *verb, struct completion *c)
{
    if (options->operand_count >= verb->operands_max) {
        return;
    }
    if (strstr(verb->operands, "FILE") != NULL) {
        buffer_add_c(c->out, ":files\n");
    }
    if (strstr(verb->operands, "DIR") != NULL) {
        buffer_add_c(c->out, ":dirs\n");
    }
    if (strstr(verb->operands, "VERB") != NULL) {
        offer_verbs(c);
    }
    if (strstr(verb->operands, "DOMAIN") != NULL) {
        offer_domains(options, c);
    }
}

// The words before the last as they will be read; what is not yet right is as good as not there.
static bool parse(
    struct arena *a, enum verb_id id, const char *const *words, size_t count, struct options *out)
{
    struct span why;
    char **argv = arena_array(a, count + 1, sizeof *argv);
    for (size_t i = 0; i < count; i++) {
        struct span word = span_from_c(words[i]);
        argv[i] = arena_alloc(a, word.len + 1);
        memcpy(argv[i], word.ptr, word.len + 1);
    }
    return options_parse(a, &autoconfigd_options, id, (int)count, argv, out, &why) ||
           options_parse(a, &autoconfigd_options, id, 0, argv, out, &why);
}

static void complete(struct arena *a, const char *const *words, size_t count, struct buffer *out)
{
    struct completion c = {.typed = span_from_c(words[count - 1]), .out = out};
    enum verb_id id;
    size_t option = OPTION_COUNT;
    struct options options;
    if (count == 1) {
        offer_verbs(&c);
        return;
    }
    if (!verb_find(words[0], &id)) {
        return;
    }
    switch (complete_options(&autoconfigd_options, id, words + 1, count - 1, &c, &option)) {
    case COMPLETE_DONE:
        break;
    case COMPLETE_VALUE:
        if (option == OPTION_AS) {
            offer_clients(&c);
        }
        break;
    case COMPLETE_OPERAND:
        if (parse(a, id, words + 1, count - 2, &options)) {
            offer_operands(&options, &verb_table[id], &c);
        }
        break;
    }
}

int verb_complete(struct arena *a, const struct options *options)
{
    struct buffer out;
    buffer_init(&out, PROPOSALS_MAX_BYTES);
    if (options->operand_count != 0) {
        complete(a, options->operands, options->operand_count, &out);
    }
    int code = verb_print(buffer_span(&out));
    buffer_finish(&out);
    return code;
}
