// SPDX-License-Identifier: MIT
#include "base/options.h"

#include <string.h>

enum {
    WIDTH = 79, // so that no terminal of 80 columns breaks a line
    HELP_COLUMN = 6,
};

void options_wrap(struct buffer *out, size_t indent, size_t column, const char *text)
{
    for (const char *word = text + strspn(text, " \n"); *word != '\0';) {
        size_t len = strcspn(word, " \n");
        if (column > indent && column + 1 + len > WIDTH) {
            buffer_add_char(out, '\n');
            column = 0;
        }
        for (; column < indent; column++) {
            buffer_add_char(out, ' ');
        }
        if (column > indent) {
            buffer_add_char(out, ' ');
            column++;
        }
        buffer_add(out, (struct span){word, len});
        column += len;
        word += len;
        word += strspn(word, " \n");
    }
    buffer_add_char(out, '\n');
}

static void add_option(const struct option *option, struct buffer *out)
{
    buffer_add_c(out, "  ");
    if (option->letter != 0) {
        buffer_format(out, "-%c, ", option->letter);
    }
    buffer_format(out, "--%s%s%s%s\n", option->name, option->argument == NULL ? "" : " ",
        option->argument == NULL ? "" : option->argument,
        option->repeatable ? "  (repeatable)" : "");
    options_wrap(out, HELP_COLUMN, 0, option->help);
    if (option->fallback != NULL) {
        buffer_format(out, "%*sdefault: %s\n", HELP_COLUMN, "", option->fallback);
    }
}

void options_help(const struct option_table *table, unsigned verb, struct buffer *out)
{
    for (size_t i = 0; i < table->group_count; i++) {
        size_t end = i + 1 < table->group_count ? table->groups[i + 1].first : table->count;
        bool is_begun = false;
        for (size_t id = table->groups[i].first; id < end; id++) {
            if (options_takes(&table->options[id], verb)) {
                if (!is_begun) {
                    buffer_format(out, "\n%s:\n", table->groups[i].title);
                }
                is_begun = true;
                add_option(&table->options[id], out);
            }
        }
    }
}
