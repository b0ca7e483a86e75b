// SPDX-License-Identifier: MIT
// manual: writes down what the program says of itself, by its own tables. Run when it is built; the
// daemon holds none of it.
#include "manual/schema.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

int main(int argc, char **argv)
{
    if (argc != 2 || strcmp(argv[1], "providers.schema.json") != 0) {
        fprintf(stderr, "usage: manual providers.schema.json\n");
        return EX_USAGE;
    }
    json_t *schema = schema_providers();
    // Versions of autoconfig have two digits: more would show what floating point makes of them.
    bool written = json_dumpf(schema, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(2)) == 0;
    json_decref(schema);
    return written && fputc('\n', stdout) != EOF && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}
