// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "answers/autoconfig.h"
#include "answers/json_answer.h"
#include "answers/pacc.h"
#include "base/limits.h"
#include "verbs/fresh_folder.h"
#include "verbs/loading.h"
#include "verbs/progress.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

// The files of a name: what the daemon answers where no address is given.
static const struct published {
    const char *folder;
    const char *label; // before the name, in the Host; NULL: the name is the end of the path
    const char *path;
    answer_function *answer;
} published[] = {
    {"hosts/", "autoconfig.", "/mail/config-v1.1.xml", autoconfig_answer},
    {"hosts/", "ua-auto-config.", "/.well-known/user-agent-configuration.json", pacc_answer},
    {"", NULL, "/v1.1/", autoconfig_ispdb_answer},
};

#define INDEX_HEAD "{\n  \"made_by\": \"autoconfigd export\""
enum { INDEX_MAX_BYTES = 1024 * 1024 * 1024 };

struct listed_name {
    struct span text;
    struct hit hit;
};

struct exporting {
    const struct snapshot *snapshot;
    struct arena *keep;
    struct fresh_folder folder;
    struct listed_name *names; // sorted
    size_t count;
    struct arena arena; // of one request
    struct buffer body;
    json_t *names_told, *left_out;
    size_t files;
};

static void take_name(void *context, struct span name, const struct hit *hit)
{
    struct exporting *x = context;
    x->names[x->count++] = (struct listed_name){arena_copy(x->keep, name), *hit};
}

static int compare_names(const void *a, const void *b)
{
    const struct listed_name *one = a;
    const struct listed_name *two = b;
    return span_compare(one->text, two->text);
}

static const char *reason_to_leave_out(const struct listed_name *name)
{
    if (span_has(name->text, '*')) {
        return "a wildcard: only the daemon knows which name was asked for";
    }
    return name->hit.provider->enabled ? NULL : "its provider is switched off";
}

// One file, where the daemon has an answer. False: it cannot be written.
static bool write_file(struct exporting *x, const struct published *row, struct span name,
    json_t *files, struct span *error)
{
    struct answer answer = {.body = &x->body};
    bool by_host = row->label != NULL;
    struct span path = by_host ? span_from_c(row->path)
                               : arena_format(&x->arena, "%s%.*s", row->path, SPAN_ARGS(name));
    struct request request = {.method = METHOD_GET, .path = path, .arena = &x->arena};
    if (by_host) {
        request.host = arena_format(&x->arena, "%s%.*s", row->label, SPAN_ARGS(name));
    }
    buffer_empty(&x->body);
    row->answer(x->snapshot, &request, &answer);
    if (answer.status != 200) {
        return true; // nothing to say, or a host name too long for anybody to ask
    }
    struct span file = arena_format(&x->arena, "%s%.*s%.*s", row->folder, SPAN_ARGS(request.host),
        SPAN_ARGS(span_from(path, !by_host)));
    json_answer_append(files, json_stringn(file.ptr, file.len));
    x->files++;
    return fresh_folder_write(&x->folder, file.ptr, buffer_span(&x->body), error);
}

static bool write_name(struct exporting *x, const struct listed_name *name, struct span *error)
{
    struct arena *a = &x->arena;
    arena_empty(a);
    const char *key = arena_format(a, "%.*s", SPAN_ARGS(name->text)).ptr;
    const char *reason = reason_to_leave_out(name);
    if (reason != NULL) {
        json_answer_set_text(x->left_out, key, span_from_c(reason));
        return true;
    }
    bool is_mx = name->hit.kind == HIT_MX;
    json_t *told = json_object();
    json_t *files = json_array();
    json_answer_set_text(told, "kind", is_mx ? SPAN("mx") : SPAN("domain"));
    json_answer_set_text(told, "provider", name->hit.provider->key);
    json_answer_set(told, "files", files);
    json_answer_set(x->names_told, key, told);
    for (size_t i = 0; i < COUNT_OF(published); i++) {
        if (!write_file(x, &published[i], name->text, files, error)) {
            return false;
        }
    }
    return true;
}

static int add_json(const char *text, size_t len, void *context)
{
    buffer_add(context, (struct span){text, len});
    return 0;
}

static bool write_index(struct exporting *x, struct span *error)
{
    struct buffer out;
    buffer_init(&out, INDEX_MAX_BYTES);
    json_t *index = json_object();
    json_answer_set_text(index, "made_by", SPAN("autoconfigd export"));
    json_answer_set(index, "names", json_incref(x->names_told));
    json_answer_set(index, "left_out", json_incref(x->left_out));
    bool written = json_dump_callback(index, add_json, &out, JSON_INDENT(2)) == 0;
    json_decref(index);
    buffer_add_char(&out, '\n');
    written = written && buffer_ok(&out);
    if (!written) {
        *error = SPAN("index.json: too large");
    }
    written = written && fresh_folder_write(&x->folder, "index.json", buffer_span(&out), error);
    buffer_finish(&out);
    return written;
}

// Those that nohup and the like have not told to be ignored.
static sigset_t signals_that_end(void)
{
    static const int all[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t ends;
    sigemptyset(&ends);
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct sigaction now;
        if (sigaction(all[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN) {
            sigaddset(&ends, all[i]);
        }
    }
    return ends;
}

// Ctrl-C and the like wait in `ends` until the files so far are taken away again.
static bool is_ended(const sigset_t *ends)
{
    sigset_t pending;
    sigpending(&pending);
    for (int i = 1; i < NSIG; i++) {
        if (sigismember(ends, i) == 1 && sigismember(&pending, i) == 1) {
            return true;
        }
    }
    return false;
}

static bool write_all(struct exporting *x, const sigset_t *ends, struct span *error)
{
    struct progress progress;
    bool going_on = true;
    progress_begin(&progress, "names", x->count);
    for (size_t i = 0; going_on && i < x->count; i++) {
        *error = SPAN("interrupted");
        going_on = !is_ended(ends) && write_name(x, &x->names[i], error);
        progress_step(&progress);
    }
    progress_end(&progress);
    if (going_on && x->files == 0) {
        *error = SPAN("there is nothing to write: no name is served but through wildcards");
        going_on = false;
    }
    return going_on && write_index(x, error);
}

static int print_counts(const struct exporting *x, const char *target)
{
    size_t wildcards = 0;
    for (size_t i = 0; i < x->count; i++) {
        wildcards += span_has(x->names[i].text, '*');
    }
    printf("%s: %zu names, %zu files\n", target, json_object_size(x->names_told), x->files + 1);
    if (wildcards != 0) {
        fprintf(stderr,
            "autoconfigd: warning: %zu wildcard%s left out (index.json names %s): only "
            "the daemon can answer for the names below\n",
            wildcards, wildcards == 1 ? "" : "s", wildcards == 1 ? "it" : "them");
    }
    return verb_print(SPAN(""));
}

static int export_to(struct arena *a, const struct snapshot *s, const char *target)
{
    struct span error = SPAN("");
    struct exporting x = {.snapshot = s, .keep = a};
    struct index_size size = index_size(s->index);
    struct hit any;
    x.names = arena_array(a, size.domains + size.mx + 1, sizeof *x.names);
    index_walk(s->index, &x, take_name);
    if (index_any(s->index, &any)) {
        take_name(&x, SPAN("*"), &any);
    }
    qsort(x.names, x.count, sizeof *x.names, compare_names);
    if (!fresh_folder_begin(a, target, "index.json", SPAN(INDEX_HEAD), &x.folder, &error)) {
        return verb_fail(EX_CANTCREAT, "%.*s", SPAN_ARGS(error));
    }
    arena_init_fixed(&x.arena, arena_alloc(a, REQUEST_ARENA_BYTES), REQUEST_ARENA_BYTES);
    buffer_init(&x.body, ANSWER_MAX_BYTES);
    x.names_told = json_object();
    x.left_out = json_object();

    sigset_t ends = signals_that_end();
    sigset_t before;
    sigprocmask(SIG_BLOCK, &ends, &before);
    bool done = write_all(&x, &ends, &error);
    if (done) {
        done = fresh_folder_swap(&x.folder, &error);
    } else {
        fresh_folder_abandon(&x.folder);
    }
    sigprocmask(SIG_SETMASK, &before, NULL); // what waited ends the program here

    int code = done ? print_counts(&x, target)
                    : verb_fail(x.files == 0 ? EXIT_WRONG : EX_CANTCREAT, "%.*s", SPAN_ARGS(error));
    json_decref(x.names_told);
    json_decref(x.left_out);
    buffer_finish(&x.body);
    arena_finish(&x.arena);
    return code;
}

int verb_export(struct arena *a, const struct options *options)
{
    if (options->operand_count == 0) {
        return verb_fail(EX_USAGE, "where to? try 'autoconfigd export DIR'");
    }
    int code;
    struct snapshot *s = loading_run(options, true, EX_CONFIG, &code);
    if (s != NULL) {
        code = export_to(a, s, options->operands[0]);
    }
    snapshot_free(s);
    return code;
}
