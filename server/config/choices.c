// SPDX-License-Identifier: MIT
#include "config/choices.h"

#include "config/expect.h"

// The words of other programs, and of the protocols.
static const struct synonym securities[] = {
    {"ssl", "tls"},
    {"ssl/tls", "tls"},
    {"smtps", "tls"},
    {"imaps", "tls"},
    {"pop3s", "tls"},
    {"plain", "none"},
};
static const struct synonym logins[] = {
    {"plain", "password"},
    {"login", "password"},
    {"basic", "password"},
    {"cleartext", "password"},
    {"password-cleartext", "password"},
    {"password-encrypted", "cram-md5"},
    {"digest", "digest-md5"},
    {"scram-sha-1", "scram"},
    {"scram-sha-256", "scram"},
    {"xoauth2", "oauth2"},
    {"oauthbearer", "oauth2"},
    {"kerberos", "gssapi"},
    {"external", "client-cert"},
    {"tls-client-cert", "client-cert"},
    {"client-ip-address", "client-ip"},
};

static bool is_auth(const struct word_set *set)
{
    return set == &auth_words || set == &http_auth_words;
}

static struct suggestion nearest(const struct walk *w, const struct word_set *set, struct span text)
{
    struct suggestion near = expect_near(w, text);
    for (size_t i = 0; i < set->count; i++) {
        suggest_offer(&near, span_from_c(word_text(set, (unsigned)i, WORDS_YAML)));
    }
    if (set == &security_words) {
        suggest_meant(&near, securities, COUNT_OF(securities));
    } else if (is_auth(set)) {
        suggest_meant(&near, logins, COUNT_OF(logins));
    }
    return near;
}

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
    struct suggestion near = nearest(w, set, text);
    struct span hint = suggest_hint(w->scratch, &near);
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

// Of a word where a list must be; what is wrong with it is said at once.
static void report_no_list(struct walk *w, const struct word_set *set, struct value v)
{
    struct span word = v.node->text;
    unsigned known;
    if (!word_find(set, word, &known)) {
        word = nearest(w, set, word).best;
    }
    if (word.len != 0) {
        diag_error(w->d, v.node->at, "'%.*s' must be a list: write [%.*s]", SPAN_ARGS(v.key),
            SPAN_ARGS(word));
    } else {
        (void)!find_word(w, set, v, &known);
    }
}

bool choice_words(struct walk *w, const struct field *field, struct value v, void *out)
{
    size_t errors = w->d->errors;
    if (v.node->kind == NODE_TEXT && !node_is_empty(v.node)) {
        report_no_list(w, field->words, v);
        return false;
    }
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
        if (word_list_has(&list, word)) {
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
    return is_auth(set) && (word == AUTH_NONE || word == AUTH_CLIENT_IP);
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
