// SPDX-License-Identifier: MIT
#include "verbs/confine.h"

#include "verbs/sandbox.h"
#include "verbs/verb.h"

enum {
    NAMES_MAX_BYTES = 64 * 1024, // of folders
    MISSING_MAX_BYTES = 256,
};

static void add(void *context, const char *path)
{
    folders_add(context, path);
}

// certbot links live/NAME/ to archive/NAME/ beside live/, also for names that are to come.
static void find_readable(struct folders *readable, const struct confine_paths *paths)
{
    if (paths->tls_dir != NULL) {
        folders_add_around(readable, paths->tls_dir);
    }
    watch_each(paths->files, readable, add);
    watch_each(paths->tls_files, readable, add); // most of them lie in there
    if (paths->acme_dir != NULL) {
        folders_add(readable, paths->acme_dir);
    }
}

static void print_missing(const struct sandbox_state *state, struct buffer *out)
{
    const struct {
        bool there;
        const char *what;
    } parts[] = {
        {state->privileges, "capabilities cannot be given up"},
        {state->landlock_abi != 0, "no landlock: files anywhere can be read and written"},
        {state->seccomp, "no seccomp: any system call can be made"},
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (!parts[i].there) {
            buffer_add_c(out, out->len == 0 ? "" : "; ");
            buffer_add_c(out, parts[i].what);
        }
    }
}

static void log_missing(struct log *log, struct span missing)
{
    struct log_line line;
    log_begin(&line, log, LOG_LEVEL_WARNING, "sandbox incomplete");
    log_text(&line, "missing", missing);
    log_end(&line);
}

static void log_state(struct log *log, const struct sandbox_state *state, struct span names)
{
    struct log_line line;
    log_begin(&line, log, LOG_LEVEL_INFO, "confined");
    log_text(&line, "capabilities", state->privileges ? SPAN("none") : SPAN("some"));
    log_number(&line, "landlock_abi", (uint64_t)state->landlock_abi);
    log_text(&line, "seccomp", state->seccomp ? SPAN("yes") : SPAN("no"));
    log_text(&line, "reads", state->landlock_abi != 0 ? names : SPAN("everywhere"));
    log_end(&line);
}

// How far it went. EX_OK, unless more is required.
static int judge(
    const struct sandbox_state *state, bool required, struct log *log, struct span names)
{
    char memory[MISSING_MAX_BYTES];
    struct buffer missing;
    buffer_init_fixed(&missing, memory, sizeof memory);
    print_missing(state, &missing);
    if (missing.len != 0 && required) {
        return verb_fail(EX_OSERR,
            "no sandbox: %.*s (the kernel cannot, or what started the daemon forbids it)",
            SPAN_ARGS(buffer_span(&missing)));
    }
    if (missing.len != 0) {
        log_missing(log, buffer_span(&missing));
    }
    log_state(log, state, names);
    return EX_OK;
}

static const char *make_hint(struct arena *a, struct span names)
{
    const char *hint = NULL;
    struct span text = arena_format(a,
        "since its start the daemon can read in these folders only: %.*s; restart it to read "
        "elsewhere",
        SPAN_ARGS(names));
    return arena_to_c(a, text, &hint) ? hint : NULL;
}

int confine(struct arena *a, const struct confine_paths *paths, bool required, struct log *log,
    const char **hint)
{
    struct buffer names;
    struct folders readable;
    struct folders removable;
    struct arena scratch;
    arena_init(&scratch);
    buffer_init(&names, NAMES_MAX_BYTES);
    folders_init(&readable, &scratch);
    folders_init(&removable, &scratch);
    find_readable(&readable, paths);
    folders_print(&readable, &names);
    server_each_socket_path(paths->server, &removable, add);
    struct sandbox_state state = sandbox_enter(&readable, &removable);
    *hint = state.landlock_abi != 0 ? make_hint(a, buffer_span(&names)) : NULL;
    int code = judge(&state, required, log, buffer_span(&names));
    buffer_finish(&names);
    arena_finish(&scratch);
    return code;
}
