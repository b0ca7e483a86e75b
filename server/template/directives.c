// SPDX-License-Identifier: MIT
#include "template/directives.h"

#include "template/parts.h"

static const char *const names[DIRECTIVE_COUNT] = {
    [DIRECTIVE_EACH] = "each",
    [DIRECTIVE_IF] = "if",
    [DIRECTIVE_UNLESS] = "unless",
    [DIRECTIVE_TEXT] = "text",
    [DIRECTIVE_INCLUDE] = "include",
};

static void tell_unknown(
    struct compiler *c, const struct document *document, const struct attribute *attribute)
{
    struct place at = document_value(document, attribute);
    struct suggestion nearest;
    suggest_init(&nearest, attribute->local);
    for (size_t i = 0; i < DIRECTIVE_COUNT; i++) {
        suggest_offer(&nearest, span_from_c(names[i]));
    }
    if (nearest.best.len == 0) {
        diag_error(c->d, at, "unknown attribute '%.*s': there are each, if, unless, text, include",
            SPAN_ARGS(attribute->name));
    } else {
        diag_error(c->d, at, "unknown attribute '%.*s' (did you mean 't:%.*s'?)",
            SPAN_ARGS(attribute->name), SPAN_ARGS(nearest.best));
    }
}

void directives_read(struct compiler *c, const struct document *document,
    const struct document_node *element, struct directives *out)
{
    *out = (struct directives){0};
    for (const struct attribute *one = element->attributes; one != NULL; one = one->next) {
        size_t i = 0;
        while (one->ours && i < DIRECTIVE_COUNT && !span_equal_c(one->local, names[i])) {
            i++;
        }
        if (one->ours && i < DIRECTIVE_COUNT) {
            out->is[i] = one;
        } else if (one->ours) {
            tell_unknown(c, document, one);
        }
    }
}

bool directives_each(struct compiler *c, const struct document *document,
    const struct attribute *attribute, uint32_t *loop, bool *opened)
{
    struct place at = document_value(document, attribute);
    struct span rest = attribute->value;
    struct span variable = span_next_word(&rest);
    struct span in = span_next_word(&rest);
    struct span name = span_next_word(&rest);
    *opened = false;
    if (!parts_is_name(variable, false) || !span_equal_c(in, "in") || !parts_is_name(name, true) ||
        span_trim(rest).len != 0) {
        diag_error(c->d, at, "'%.*s' is not 'NAME in LIST'", SPAN_ARGS(attribute->value));
        return false;
    }
    if (c->scope.count == TEMPLATE_LOOPS_MAX) {
        diag_error(c->d, at, "more than %d loops within each other", TEMPLATE_LOOPS_MAX);
        return false;
    }
    *opened = true;
    struct reference list;
    bool found = scope_get(&c->scope, name, c->d, at, &list);
    if (found && !scope_is_list(&list)) {
        diag_error(c->d, at, "'%.*s' is no list", SPAN_ARGS(name));
        found = false;
    }
    uint8_t slot = scope_push(&c->scope, variable, found ? &list : NULL);
    if (found) {
        *loop = code_each(&c->code, &list.value, scope_item_size(&list), slot);
    }
    return found;
}

static bool find_word(struct compiler *c, struct place at, const struct word_set *set,
    struct span text, uint8_t *word)
{
    unsigned value;
    if (word_find(set, text, &value)) {
        *word = (uint8_t)value;
        return true;
    }
    struct suggestion nearest;
    suggest_init(&nearest, text);
    for (size_t i = 0; i < set->count; i++) {
        suggest_offer(&nearest, span_from_c(set->words[i].text[WORDS_YAML]));
    }
    struct span hint = suggest_hint(&c->scratch, &nearest);
    diag_error(c->d, at, "'%.*s' is not %s%.*s", SPAN_ARGS(text), set->what, SPAN_ARGS(hint));
    return false;
}

// 'word' or "word" without its quotes.
static bool unquote(struct span text, struct span *word)
{
    bool quoted = text.len >= 2 && (text.ptr[0] == '\'' || text.ptr[0] == '"') &&
                  text.ptr[text.len - 1] == text.ptr[0];
    if (quoted) {
        *word = span_until(span_from(text, 1), text.len - 2);
    }
    return quoted;
}

bool directives_condition(struct compiler *c, const struct document *document,
    const struct attribute *attribute, bool wanted, uint32_t *test)
{
    struct place at = document_value(document, attribute);
    struct span name = attribute->value;
    struct span word;
    bool compares = span_cut(attribute->value, '=', &name, &word);
    name = span_trim(name);
    if (!parts_is_name(name, true) || (compares && !unquote(span_trim(word), &word))) {
        diag_error(
            c->d, at, "'%.*s' is neither NAME nor NAME = 'WORD'", SPAN_ARGS(attribute->value));
        return false;
    }
    struct reference r;
    if (!scope_get(&c->scope, name, c->d, at, &r)) {
        return false;
    }
    if (compares && r.kind != FIELD_WORD) {
        diag_error(
            c->d, at, "'%.*s' is not one of a set of words: ask for it alone", SPAN_ARGS(name));
        return false;
    }
    if (r.kind == FIELD_INLINE) {
        diag_error(c->d, at, "'%.*s' is always there", SPAN_ARGS(name));
        return false;
    }
    uint8_t value = 0;
    if (compares && !find_word(c, at, r.set, word, &value)) {
        return false;
    }
    *test = compares ? code_test_word(&c->code, &r.value, value, wanted)
                     : code_test(&c->code, &r.value, CONDITION_TRUE, wanted);
    return true;
}
