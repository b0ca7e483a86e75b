// SPDX-License-Identifier: MIT
#include "base/complete.h"

void complete_offer(const struct completion *c, struct span word, struct span help)
{
    if (span_starts_with(word, c->typed)) {
        buffer_add(c->out, c->head);
        buffer_add(c->out, word);
        buffer_add_char(c->out, '\t');
        buffer_add(c->out, help);
        buffer_add_char(c->out, '\n');
    }
}

// Of "auto|always|never" each, of "ADDR:PORT|none" the last: what is in capitals is no word itself.
static bool is_word(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 'a' || text.ptr[i] > 'z') {
            return false;
        }
    }
    return true;
}

static bool offer_argument(const struct completion *c, const char *argument)
{
    bool known = false;
    struct span rest = span_from_c(argument);
    struct span word;
    while (span_next(&rest, '|', &word)) {
        if (span_equal(word, SPAN("FILE")) || span_equal(word, SPAN("DIR"))) {
            buffer_add_c(c->out, span_equal(word, SPAN("DIR")) ? ":dirs\n" : ":files\n");
            known = true;
        } else if (is_word(word)) {
            complete_offer(c, word, SPAN(""));
            known = true;
        }
    }
    return known;
}

// The option that `word` is, "--color" or "-c". False: none that takes a value.
static bool find_option(
    const struct option_table *table, unsigned verb, struct span word, size_t *id)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct option *option = &table->options[i];
        bool is_long =
            span_starts_with(word, SPAN("--")) && span_equal_c(span_from(word, 2), option->name);
        bool is_letter = word.len == 2 && word.ptr[0] == '-' && option->letter == word.ptr[1];
        if ((is_long || is_letter) && option->argument != NULL && options_takes(option, verb)) {
            *id = i;
            return true;
        }
    }
    return false;
}

static void offer_options(
    const struct option_table *table, unsigned verb, const struct completion *c)
{
    char memory[128];
    for (size_t i = 0; i < table->count; i++) {
        if (options_takes(&table->options[i], verb)) {
            struct buffer name;
            buffer_init_fixed(&name, memory, sizeof memory);
            buffer_format(&name, "--%s", table->options[i].name);
            complete_offer(c, buffer_span(&name), span_from_c(table->options[i].help));
        }
    }
    complete_offer(c, SPAN("--help"), SPAN("what all this means"));
}

enum complete_wish complete_options(const struct option_table *table, unsigned verb,
    const char *const *words, size_t count, struct completion *c, size_t *id)
{
    struct span last = span_from_c(words[count - 1]);
    struct span option = SPAN("");
    c->head = SPAN("");
    c->typed = last;
    if (count > 1) {
        option = span_from_c(words[count - 2]);
    }
    if (span_starts_with(last, SPAN("--")) && span_cut(last, '=', &option, &c->typed)) {
        c->head = span_until(last, option.len + 1);
    }
    if (find_option(table, verb, option, id)) {
        return offer_argument(c, table->options[*id].argument) ? COMPLETE_DONE : COMPLETE_VALUE;
    }
    if (span_starts_with(last, SPAN("-"))) {
        offer_options(table, verb, c);
        return COMPLETE_DONE;
    }
    return COMPLETE_OPERAND;
}
