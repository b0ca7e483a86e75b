// SPDX-License-Identifier: MIT
#include "catalog/source.h"

#include "base/diag.h"
#include "base/limits.h"
#include "model/domain.h"

enum {
    WORDS_MAX = 64,
    LABEL_BYTES = 4096,
    SCRATCH_BYTES = 16 * 1024,
};

// Schemes of databases, and the programs that read them.
static const struct {
    const char *start, *program;
} databases[] = {
    {"postgresql:", "source-postgresql"},
    {"postgres:", "source-postgresql"},
    {"mysql:", "source-mysql"},
    {"mariadb:", "source-mysql"},
    {"sqlite:", "source-sqlite"},
};

static bool cut_words(struct arena *a, struct span command, struct source *out)
{
    size_t count = 0;
    out->words = arena_array(a, WORDS_MAX + 1, sizeof *out->words);
    struct span word;
    while ((word = span_next_word(&command)).len != 0) {
        if (count == WORDS_MAX || !arena_to_c(a, word, &out->words[count])) {
            return false;
        }
        count++;
    }
    return count > 0;
}

// "postgresql://user:secret@host:5432/db?query=…" as "postgresql://host:5432/db". What an '@' ends
// may be a password, whatever stands in it.
static struct span label_of(struct arena *a, struct span url)
{
    struct span path = url;
    struct span query = {NULL, 0};
    struct span scheme;
    struct span rest;
    struct span login;
    (void)!span_cut(url, '?', &path, &query);
    if (!span_cut(path, '/', &scheme, &rest) || !span_starts_with(rest, SPAN("/"))) {
        return path;
    }
    if (!span_cut_last(path, '@', &login, &rest)) {
        rest = span_has(query, '@') ? SPAN("...") : span_from(rest, 1);
    }
    return arena_format(a, "%.*s//%.*s", SPAN_ARGS(scheme), SPAN_ARGS(rest));
}

// All of a query but its passwords, as libpq's URLs may hold them.
static void add_query(struct buffer *out, struct span query)
{
    struct span one;
    while (span_next(&query, '&', &one)) {
        if (!span_starts_with(one, SPAN("password="))) {
            buffer_add_char(out, '&');
            buffer_add(out, one);
        }
    }
}

// "postgresql://user:secret@host/db?query=…" as "postgresql://user@host/db&query=…": a password
// that is changed makes no other source of it.
static struct span key_of(struct arena *a, struct span url)
{
    struct span path = url;
    struct span query = {NULL, 0};
    struct span scheme;
    struct span rest;
    struct span login;
    struct span user;
    struct span password;
    struct buffer key;
    buffer_init(&key, url.len + sizeof "/@&");
    bool has_query = span_cut(url, '?', &path, &query);
    if (span_cut(path, '/', &scheme, &rest) && span_starts_with(rest, SPAN("/")) &&
        span_cut_last(rest, '@', &login, &rest) && span_cut(login, ':', &user, &password)) {
        buffer_format(&key, "%.*s/%.*s@%.*s", SPAN_ARGS(scheme), SPAN_ARGS(user), SPAN_ARGS(rest));
    } else {
        buffer_add(&key, path);
    }
    if (has_query) {
        add_query(&key, query);
    }
    struct span kept = arena_copy(a, buffer_span(&key));
    buffer_finish(&key);
    return kept;
}

// False: the scheme is nobody's.
static bool parse_url(struct arena *a, struct span text, struct source *out)
{
    for (size_t i = 0; i < COUNT_OF(databases); i++) {
        if (span_starts_with(text, span_from_c(databases[i].start))) {
            out->kind = SOURCE_URL;
            out->words = arena_array(a, 2, sizeof *out->words);
            out->words[0] = databases[i].program;
            out->key = key_of(a, text);
            return arena_to_c(a, text, &out->url);
        }
    }
    return false;
}

static bool parse(struct arena *a, struct span text, struct source *out, struct span *why)
{
    *out = (struct source){.text = text, .label = label_of(a, text), .key = text};
    if (span_starts_with(text, SPAN("file:"))) {
        out->label = text;
        out->kind = SOURCE_FILE;
        struct span path = span_from(text, sizeof "file:" - 1);
        *why = SPAN("'file:' wants a path");
        return path.len != 0 && arena_to_c(a, path, &out->path);
    }
    if (span_starts_with(text, SPAN("exec:"))) {
        out->kind = SOURCE_EXEC;
        if (!cut_words(a, span_from(text, sizeof "exec:" - 1), out)) {
            out->label = SPAN("exec:");
            *why = SPAN("'exec:' wants a program, with at most 63 arguments");
            return false;
        }
        // An argument may be secret; the program's name tells enough.
        out->label = arena_format(a, "exec:%s", out->words[0]);
        return true;
    }
    *why = SPAN("expected file:PATH, exec:PROGRAM, postgresql://..., mysql://... or sqlite:PATH");
    return parse_url(a, text, out);
}

bool source_parse(struct arena *a, struct span text, struct source *out, struct span *why)
{
    bool parsed = parse(a, text, out, why);
    struct buffer shown;
    buffer_init(&shown, LABEL_BYTES);
    diag_print_text(out->label, &shown);
    out->label = arena_copy(a, buffer_span(&shown));
    buffer_finish(&shown);
    return parsed;
}

static bool read_row(struct arena *scratch, struct span line, struct source_row *out)
{
    const char *why;
    struct span domain = span_next_word(&line);
    out->provider = span_next_word(&line);
    return span_trim(line).len == 0 && domain_normalize(scratch, domain, &out->domain, &why);
}

struct source_counts source_tidy(struct span list, struct buffer *out)
{
    struct source_counts counts = {0};
    size_t number = 0;
    char memory[SCRATCH_BYTES];
    struct arena scratch;
    arena_init_fixed(&scratch, memory, sizeof memory);
    struct span line;
    while (span_next(&list, '\n', &line)) {
        struct source_row row;
        line = span_trim(line);
        number++;
        if (line.len == 0 || line.ptr[0] == '#') {
            continue;
        }
        if (line.len > SOURCE_LINE_MAX_BYTES || !read_row(&scratch, line, &row)) {
            counts.first_bad = counts.bad == 0 ? number : counts.first_bad;
            counts.bad++;
        } else {
            counts.rows++;
            buffer_add(out, row.domain);
            buffer_add_c(out, row.provider.len != 0 ? " " : "");
            buffer_add(out, row.provider);
            buffer_add_char(out, '\n');
        }
        arena_empty(&scratch);
    }
    arena_finish(&scratch);
    return counts;
}

bool source_next(struct span *list, struct source_row *out)
{
    struct span line;
    if (!span_cut(*list, '\n', &line, list)) {
        return false;
    }
    if (!span_cut(line, ' ', &out->domain, &out->provider)) {
        *out = (struct source_row){.domain = line};
    }
    return true;
}
