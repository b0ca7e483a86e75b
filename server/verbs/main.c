// SPDX-License-Identifier: MIT
// autoconfigd: answers mail clients that ask how to reach their servers. The command line.
#include "verbs/verb.h"

#include <fcntl.h>
#include <unistd.h>

// So that no socket ever becomes standard output.
static bool open_standard_descriptors(void)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    return fd >= 0 && close(fd) == 0;
}

static int run(struct arena *a, int argc, char *const *argv)
{
    enum verb_id id = VERB_HELP;
    const char *name = argc < 2 ? "help" : argv[1];
    // What everybody tries first.
    if (span_equal_c(span_from_c(name), "--help") || span_equal_c(span_from_c(name), "-h")) {
        name = "help";
    } else if (span_equal_c(span_from_c(name), "--version")) {
        name = "version";
    }
    if (!verb_find(name, &id)) {
        return verb_fail_unknown(span_from_c(name));
    }
    int skip = argc < 2 ? argc : 2;
    for (int i = skip; i < argc; i++) {
        struct span word = span_from_c(argv[i]);
        if (span_equal(word, SPAN("--"))) {
            break;
        }
        if (span_equal(word, SPAN("--help")) || span_equal(word, SPAN("-h"))) {
            const char *wanted_name[] = {verb_table[id].name};
            struct options wanted = {.operands = wanted_name, .operand_count = 1};
            return verb_help(a, &wanted);
        }
    }
    struct options options;
    struct span error;
    if (!options_parse(a, &autoconfigd_options, id, argc - skip, argv + skip, &options, &error)) {
        return verb_fail(EX_USAGE, "%.*s; try 'autoconfigd help %s'", SPAN_ARGS(error), name);
    }
    if (options.operand_count > verb_table[id].operands_max) {
        return verb_fail(EX_USAGE, "'%s' is one word too many; try 'autoconfigd help %s'",
            options.operands[verb_table[id].operands_max], name);
    }
    return verb_table[id].run(a, &options);
}

int main(int argc, char **argv)
{
    struct arena arena;
    if (!open_standard_descriptors()) {
        return EX_OSERR;
    }
    arena_init(&arena);
    int code = run(&arena, argc, argv);
    arena_finish(&arena);
    return code;
}
