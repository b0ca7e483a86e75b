// SPDX-License-Identifier: MIT
// autoconfig-doctor: looks at anybody's set-up as mail programs do. The command line.
#include "doctor/init.h"
#include "doctor/arguments.h"
#include "doctor/report.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    EXIT_WRONG = 1, // the thing examined is wrong; all other failures are sysexits(3)
    REPORT_MAX_BYTES = 4 * 1024 * 1024,
    WHOLE_MS = 14 * 1000, // all that a run may take, but for printing
    PATIENCE_MAX_S = 30,
    COLUMNS_UNKNOWN = 80, // of a terminal that does not tell
    COLUMNS_MIN = 60,
};

static const char usage[] =
    "autoconfig-doctor DOMAIN|ADDRESS [options]\n"
    "      looks at a set-up as mail programs do\n"
    "autoconfig-doctor init DOMAIN|ADDRESS [options]\n"
    "      looks for mail servers, writes providers.yaml\n"
    "\n"
    "It asks DNS, web servers and mail servers what Thunderbird, Outlook, Apple Mail\n"
    "and others would ask, and tells what they find, where they stop and how to mend\n"
    "it. No password is asked for, and none is sent.\n";
static const char exit_codes[] =
    "\nExit codes: 0 fine (warnings, too), 1 something is wrong, else sysexits(3).\n"
    "More is in autoconfig-doctor(1).\n";

static int fail(int code, const char *format, ...) PRINTF_LIKE(2, 3);

static int fail(int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("autoconfig-doctor: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return code;
}

static int print(struct span text)
{
    bool written = text.len == 0 || fwrite(text.ptr, text.len, 1, stdout) == 1;
    return written && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static void show_progress(const char *what, size_t done, size_t all)
{
    fprintf(stderr, "\r\033[Klooking at %s", what);
    if (all != 0) {
        fprintf(stderr, " (%zu of %zu)", done, all);
    }
    fflush(stderr);
}

static void end_progress(void)
{
    fputs("\r\033[K", stderr);
    fflush(stderr);
}

// People see lines folded, other programs get them whole. COLUMNS counts for both.
static size_t line_width(void)
{
    struct winsize size = {0};
    uint64_t columns = 0;
    if (!span_to_u64(span_from_c(getenv("COLUMNS")), UINT16_MAX, &columns) &&
        isatty(STDOUT_FILENO) == 1) {
        columns = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0
                      ? size.ws_col
                      : COLUMNS_UNKNOWN;
    }
    return columns != 0 && columns < COLUMNS_MIN ? COLUMNS_MIN : (size_t)columns;
}

// What is worst stands first in its section.
static void judge(struct visit *v, struct findings *f, struct journey *journeys)
{
    bool anybody = false;
    for (size_t i = 0; i < client_count; i++) {
        journeys[i] = clients_follow(v, &client_table[i]);
        anybody |= journeys[i].found != NULL;
        f->counts[VERDICT_FAIL] += journeys[i].verdict == VERDICT_FAIL;
    }
    if (!anybody && v->mx->state != LOOKUP_FAILED) {
        finding_add(f, CHECK_NOBODY_FINDS, v->names.domain, "no mail program finds settings");
    }
    checks_of_names(v, f);
    checks_of_web(v, f);
    checks_of_documents(v, f);
    for (size_t i = 0; i < client_count; i++) {
        checks_of_journey(&journeys[i], f);
    }
    checks_of_dav(v, f);
    checks_of_servers(v, f);
}

static int examine(struct arena *a, const struct options *o, const struct visit_options *visiting)
{
    struct visit *v = arena_array(a, 1, sizeof *v);
    struct findings *f = arena_array(a, 1, sizeof *f);
    struct span why;
    if (!visit_begin(v, a, visiting, span_from_c(o->operands[0]), &why)) {
        return fail(EX_USAGE, "%.*s", SPAN_ARGS(why));
    }
    visit_run(v);
    if (visiting->progress != NULL) {
        end_progress();
    }
    f->arena = a;
    struct report report = {
        .visit = v,
        .findings = f,
        .journeys = arena_array(a, client_count, sizeof(struct journey)),
        .color = options_color(o, STDOUT_FILENO),
        .quiet = options_given(o, ARGUMENT_QUIET),
        .width = line_width(),
    };
    struct journey *journeys = arena_array(a, client_count, sizeof *journeys);
    judge(v, f, journeys);
    report.journeys = journeys;
    struct buffer out;
    buffer_init(&out, REPORT_MAX_BYTES);
    bool whole;
    if (options_given(o, ARGUMENT_JSON)) {
        whole = report_json(&report, &out);
    } else {
        report_table(&report, &out);
        whole = buffer_ok(&out);
    }
    if (!whole) {
        buffer_finish(&out);
        return fail(EX_SOFTWARE, "the report is too large");
    }
    int code = print(buffer_span(&out));
    buffer_finish(&out);
    return code == EX_OK && f->counts[VERDICT_FAIL] != 0 ? EXIT_WRONG : code;
}

// Never over a file that is there.
static int write_new(const char *path, struct span text)
{
    FILE *file = fopen(path, "wxe");
    if (file == NULL) {
        return fail(EX_CANTCREAT, "%s: %s", path,
            errno == EEXIST ? "it is there already, and nothing is written over it; take --output "
                              "or --dry-run"
                            : strerror(errno));
    }
    bool written = fwrite(text.ptr, text.len, 1, file) == 1;
    if (fclose(file) != 0 || !written) {
        return fail(EX_IOERR, "%s: it cannot be written", path);
    }
    printf("%s is written; 'autoconfigd check %s' says whether it is right\n", path, path);
    return EX_OK;
}

// Installed with the daemon: share/autoconfigd beside the bin/ that this program is in. NULL: not.
static const char *find_schema(struct arena *a)
{
    char path[PATH_MAX];
    struct span folder;
    struct span name;
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);
    if (len <= 0 || !span_cut_last((struct span){path, (size_t)len}, '/', &folder, &name) ||
        !span_cut_last(folder, '/', &folder, &name)) {
        return NULL;
    }
    struct span schema =
        arena_format(a, "%.*s/share/autoconfigd/providers.schema.json", SPAN_ARGS(folder));
    return access(schema.ptr, R_OK) == 0 ? schema.ptr : NULL;
}

static int initialise(
    struct arena *a, const struct options *o, const struct visit_options *visiting)
{
    struct visit *v = arena_array(a, 1, sizeof *v);
    struct init *init = arena_array(a, 1, sizeof *init);
    struct span why;
    if (!visit_begin(v, a, visiting, span_from_c(o->operands[1]), &why)) {
        return fail(EX_USAGE, "%.*s", SPAN_ARGS(why));
    }
    bool found = init_look(init, v);
    if (visiting->progress != NULL) {
        end_progress();
    }
    if (!found) {
        return fail(EXIT_WRONG,
            "no mail server found for %.*s: neither by SRV records nor at the usual names",
            SPAN_ARGS(v->names.domain));
    }
    init->schema = find_schema(a);
    struct buffer out;
    buffer_init(&out, REPORT_MAX_BYTES);
    init_write(init, &out);
    int code = options_given(o, ARGUMENT_DRY_RUN)
                   ? print(buffer_span(&out))
                   : write_new(options_value(o, ARGUMENT_OUTPUT), buffer_span(&out));
    buffer_finish(&out);
    return code;
}

static int help(void)
{
    struct buffer out;
    buffer_init(&out, REPORT_MAX_BYTES);
    buffer_add_c(&out, usage);
    options_help(&arguments_table, COMMAND_ANY, &out);
    buffer_add_c(&out, exit_codes);
    int code = print(buffer_span(&out));
    buffer_finish(&out);
    return code;
}

// Asked by the scripts of deploy/completion/: "complete -- WORD...".
static int complete(const struct options *o)
{
    struct buffer out;
    buffer_init(&out, REPORT_MAX_BYTES);
    if (o->operand_count > 1) {
        arguments_complete(o->operands + 1, o->operand_count - 1, &out);
    }
    int code = print(buffer_span(&out));
    buffer_finish(&out);
    return code;
}

static bool wants_help(int argc, char *const *argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return true;
        }
    }
    return argc < 2;
}

static int run(struct arena *a, int argc, char *const *argv)
{
    struct options options;
    enum command command;
    struct span error;
    uint64_t patience_s;
    if (wants_help(argc, argv)) {
        return help();
    }
    if (!arguments_parse(a, argc - 1, argv + 1, &options, &command, &error)) {
        return fail(EX_USAGE, "%.*s; try 'autoconfig-doctor --help'", SPAN_ARGS(error));
    }
    if (options_given(&options, ARGUMENT_VERSION)) {
        return print(SPAN("autoconfig-doctor " AUTOCONFIGD_VERSION "\n"));
    }
    if (options.operand_count != 0 && strcmp(options.operands[0], "complete") == 0) {
        return complete(&options);
    }
    const char *patience = options_value(&options, ARGUMENT_TIMEOUT);
    if (!span_to_u64(span_from_c(patience), PATIENCE_MAX_S, &patience_s) || patience_s == 0) {
        return fail(EX_USAGE, "option '--timeout': '%s' is not a number from 1 to %d", patience,
            PATIENCE_MAX_S);
    }
    bool init = command == COMMAND_INIT;
    size_t wanted = init ? 2 : 1;
    if (options.operand_count < wanted) {
        return fail(EX_USAGE,
            init ? "init wants one domain or address" : "one domain or address is wanted");
    }
    if (options.operand_count > wanted) {
        return fail(EX_USAGE, "'%s' is one word too many: one domain or address at a time",
            options.operands[wanted]);
    }
    bool watched = isatty(STDERR_FILENO) == 1 && !options_given(&options, ARGUMENT_QUIET);
    struct visit_options visiting = {
        .resolver = options_value(&options, ARGUMENT_RESOLVER),
        .ca = options_value(&options, ARGUMENT_CA),
        .patience_ms = (int64_t)patience_s * 1000,
        .whole_ms = WHOLE_MS,
        .progress = watched ? show_progress : NULL,
    };
    return init ? initialise(a, &options, &visiting) : examine(a, &options, &visiting);
}

int main(int argc, char **argv)
{
    struct arena arena;
    arena_init(&arena);
    int code = run(&arena, argc, argv);
    arena_finish(&arena);
    return code;
}
