// SPDX-License-Identifier: MIT
#include "base/secrets.h"

#include "base/suggest.h"

// A text in which a key was found.
struct found {
    char *text;
    size_t len;
    size_t key, key_end; // offsets
    size_t line;         // of the first byte of the key's line
    size_t indentation;  // of that line
    char mask;
};

static bool is_word(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

static bool has_secret(struct span word)
{
    struct span part = SPAN("secret");
    for (size_t i = 0; i + part.len <= word.len; i++) {
        if (ascii_lower(word.ptr[i]) == 's' && span_starts_with_fold(span_from(word, i), part)) {
            return true;
        }
    }
    return false;
}

// "client_secrt" is one, too: its value would stand in the excerpt of the error about it.
static bool is_client_secret(struct span word)
{
    struct suggestion near;
    struct span name = SPAN("client_secret");
    if (has_secret(word)) {
        return true;
    }
    if (word.len + 4 < name.len || word.len > name.len + 4) {
        return false; // not worth a look: keys are many
    }
    suggest_init(&near, word);
    suggest_offer(&near, name);
    return near.best.len != 0;
}

bool secrets_is_key(struct span word)
{
    static const char *const others[] = {"password", "passwd", "passphrase"};
    bool may_be = word.len != 0 && ascii_lower(word.ptr[0]) == 'p';
    for (size_t i = 0; may_be && i < COUNT_OF(others); i++) {
        if (span_equal_fold(word, span_from_c(others[i]))) {
            return true;
        }
    }
    return is_client_secret(word);
}

static size_t skip_blanks(const struct found *f, size_t i)
{
    while (i < f->len && (f->text[i] == ' ' || f->text[i] == '\t')) {
        i++;
    }
    return i;
}

static size_t end_of_line(const struct found *f, size_t i)
{
    while (i < f->len && f->text[i] != '\n') {
        i++;
    }
    return i;
}

static void hide(const struct found *f, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (f->text[i] != '\n' && f->text[i] != '\r') {
            f->text[i] = f->mask;
        }
    }
}

// The line that begins at `i` goes on with what the key's line began: it is blank, or further in.
static bool is_continued(const struct found *f, size_t i)
{
    size_t start = skip_blanks(f, i);
    return i < f->len && (start == f->len || f->text[start] == '\n' || f->text[start] == '\r' ||
                             start - i > f->indentation);
}

// The key stands within {} or [] that were opened on its line.
static bool is_in_flow(const struct found *f)
{
    size_t depth = 0;
    for (size_t i = f->line; i < f->key; i++) {
        if (f->text[i] == '{' || f->text[i] == '[') {
            depth++;
        } else if (depth > 0 && (f->text[i] == '}' || f->text[i] == ']')) {
            depth--;
        }
    }
    return depth > 0;
}

// A value in quotes, up to the closing one; where that is missing, up to the value's last line.
static size_t hide_quoted(const struct found *f, size_t start)
{
    char quote = f->text[start];
    size_t i = start + 1;
    for (; i < f->len; i++) {
        bool pair = i + 1 < f->len &&
                    ((quote == '"' && f->text[i] == '\\') ||
                        (quote == '\'' && f->text[i] == quote && f->text[i + 1] == quote));
        if (pair) {
            i++;
        } else if (f->text[i] == quote || (f->text[i] == '\n' && !is_continued(f, i + 1))) {
            break;
        }
    }
    hide(f, start + 1, i < f->len ? i : f->len);
    return i;
}

// The end of a value without quotes on its line. *more: lines that follow may belong to it.
static size_t end_of_plain(const struct found *f, size_t start, bool *more)
{
    bool flow = is_in_flow(f);
    size_t depth = 0; // of {} and [] within the value
    size_t i = start;
    *more = true;
    for (; i < f->len && f->text[i] != '\n'; i++) {
        char c = f->text[i];
        if (flow && depth == 0 && span_has(SPAN(",]}"), c)) {
            *more = false;
            break;
        }
        if (c == '#' && i > 0 && ascii_is_blank(f->text[i - 1])) {
            break;
        }
        depth += c == '{' || c == '[';
        depth -= depth > 0 && (c == '}' || c == ']');
    }
    return i;
}

// Any other value, with the lines that belong to it.
static size_t hide_plain(const struct found *f, size_t start)
{
    bool more;
    size_t end = end_of_plain(f, start, &more);
    hide(f, start, end);
    end = more ? end_of_line(f, end) : end;
    while (more && end < f->len && is_continued(f, end + 1)) {
        size_t next = end_of_line(f, end + 1);
        hide(f, end + 1, next);
        end = next;
    }
    return end;
}

// A key could stand here.
static bool begins_item(const struct found *f)
{
    size_t i = f->key;
    while (i > 0 && (f->text[i - 1] == ' ' || f->text[i - 1] == '\t')) {
        i--;
    }
    return i == 0 || span_has(SPAN("\n{[,-"), f->text[i - 1]);
}

// The value of a key, if the word is one. Returns where to look on.
static size_t hide_value(const struct found *f)
{
    size_t i = f->key_end;
    bool quoted = i < f->len && (f->text[i] == '"' || f->text[i] == '\'');
    size_t value = skip_blanks(f, i + quoted);
    bool is_key = value < f->len && (f->text[value] == ':' || f->text[value] == '=');
    // Whoever forgets the colon has written no key, and the secret beside it.
    bool forgotten = !quoted && value > i && begins_item(f) &&
                     is_client_secret((struct span){f->text + f->key, i - f->key});
    if (!is_key && !forgotten) {
        return f->key_end;
    }
    value = is_key ? skip_blanks(f, value + 1) : value;
    bool in_quotes = value < f->len && (f->text[value] == '"' || f->text[value] == '\'');
    return in_quotes ? hide_quoted(f, value) : hide_plain(f, value);
}

void secrets_hide(char *text, size_t len, char mask)
{
    struct found f = {.text = text, .len = len, .mask = mask};
    for (size_t i = 0; i < len;) {
        if (!is_word(text[i])) {
            i++;
            continue;
        }
        f.key = i;
        while (i < len && is_word(text[i])) {
            i++;
        }
        f.key_end = i;
        if (secrets_is_key((struct span){text + f.key, i - f.key})) {
            for (f.line = f.key; f.line > 0 && text[f.line - 1] != '\n';) {
                f.line--;
            }
            f.indentation = skip_blanks(&f, f.line) - f.line;
            i = hide_value(&f);
        }
    }
}
