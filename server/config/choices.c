// SPDX-License-Identifier: MIT
#include "config/choices.h"

#include "config/expect.h"

// "tls, starttls or none"
static struct span all_words(struct walk *w, const struct word_set *set)
{
    struct span all = SPAN("");
    for (size_t i = 0; i < set->count; i++) {
        const char *glue = i == 0 ? "" : i + 1 == set->count ? " or " : ", ";
        all = arena_format(
            w->scratch, "%.*s%s%s", SPAN_ARGS(all), glue, word_text(set, (unsigned)i, WORDS_YAML));
    }
    return all;
}

static bool find_word(struct walk *w, const struct word_set *set, struct value v, unsigned *word)
{
    struct span text;
    if (!expect_line(w, v, &text)) {
        return false;
    }
    if (word_find(set, text, word)) {
        return true;
    }
    struct suggestion near = expect_near(w, text);
    for (size_t i = 0; i < set->count; i++) {
        suggest_offer(&near, span_from_c(word_text(set, (unsigned)i, WORDS_YAML)));
    }
    struct span hint = expect_hint(w, &near);
    struct span all = expect_is_heard(w) ? all_words(w, set) : SPAN("");
    diag_error(w->d, v.node->at, "'%.*s' is not %s: %.*s is expected%.*s", SPAN_ARGS(text),
        set->what, SPAN_ARGS(all), SPAN_ARGS(hint));
    return false;
}

bool choice_word(struct walk *w, const struct field *field, struct value v, void *out)
{
    unsigned word;
    if (!find_word(w, field->words, v, &word)) {
        return false;
    }
    *(uint8_t *)out = (uint8_t)word; // no set has more than 256
    return true;
}

static bool has_word(const struct word_list *list, unsigned word)
{
    for (size_t i = 0; i < list->len; i++) {
        if (list->items[i] == word) {
            return true;
        }
    }
    return false;
}

bool choice_words(struct walk *w, const struct field *field, struct value v, void *out)
{
    size_t errors = w->d->errors;
    if (!expect_list(w, v)) {
        return false;
    }
    struct word_list list = {.len = 0};
    for (const struct item *item = v.node->first; item != NULL; item = item->next) {
        struct value inner = expect_item(v, item);
        unsigned word;
        if (!find_word(w, field->words, inner, &word)) {
            continue;
        }
        const char *text = word_text(field->words, word, WORDS_YAML);
        if (has_word(&list, word)) {
            diag_error(w->d, item->value->at, "'%s' is listed twice", text);
        } else if (choice_stands_alone(field->words, word) && v.node->count > 1) {
            diag_error(w->d, item->value->at, "'%s' is no login at all: it stands alone", text);
        } else {
            list.items[list.len++] = (uint8_t)word;
        }
    }
    if (v.node->count == 0) {
        diag_error(
            w->d, v.node->at, "'%.*s' is an empty list: name at least one", SPAN_ARGS(v.key));
    }
    if (w->d->errors != errors) {
        return false;
    }
    *(struct word_list *)out = list;
    return true;
}

bool choice_stands_alone(const struct word_set *set, unsigned word)
{
    bool is_auth = set == &auth_words || set == &http_auth_words;
    return is_auth && (word == AUTH_NONE || word == AUTH_CLIENT_IP);
}

void choice_refuse_no_login(struct walk *w, const struct node *map, const struct word_list *auth)
{
    const struct node *node = node_find(map, "auth");
    if (node != NULL && auth->len != 0 && choice_stands_alone(&auth_words, auth->items[0])) {
        diag_error(w->d, node->at,
            "'%s' is for servers under 'smtp' only: it says that none is needed",
            word_text(&auth_words, auth->items[0], WORDS_YAML));
    }
}
