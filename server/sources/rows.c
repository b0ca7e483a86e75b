// SPDX-License-Identifier: MIT
#include "sources/rows.h"

#include <stdio.h>

static void print_value(const char *value)
{
    if (value[0] == '\0') {
        (void)fputc('?', stdout);
    }
    for (const char *c = value; *c != '\0'; c++) {
        bool breaks = (unsigned char)*c <= ' ' || *c == '#';
        (void)fputc(breaks ? '?' : *c, stdout);
    }
}

bool rows_print(const char *domain, const char *provider)
{
    print_value(domain == NULL ? "" : domain);
    if (provider != NULL && provider[0] != '\0') {
        (void)fputc(' ', stdout);
        print_value(provider);
    }
    return fputc('\n', stdout) != EOF;
}

bool rows_end(void)
{
    return fflush(stdout) == 0;
}

bool rows_check_columns(const char *program, size_t columns)
{
    if (columns != 1 && columns != 2) {
        fprintf(stderr, "%s: the query gives %zu columns, expected: domain, provider\n", program,
            columns);
        return false;
    }
    return true;
}

int rows_fail(const char *program, int code, struct span text)
{
    struct span line;
    struct span rest;
    if (span_cut(span_trim(text), '\n', &line, &rest)) {
        text = line;
    }
    fprintf(stderr, "%s: %.*s\n", program, SPAN_ARGS(span_trim(text)));
    return code;
}
