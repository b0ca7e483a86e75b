// SPDX-License-Identifier: MIT
// source-sqlite: domains out of a file of SQLite's.
#include <sqlite3.h>
#include <time.h>

#include "sources/request.h"
#include "sources/rows.h"

enum { STEPS = 10000 }; // of SQLite's machine between two looks at the clock

static const char program[] = "source-sqlite";

static int64_t now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec;
}

// Not zero: the query is to end.
static int is_late(void *end_s)
{
    return now_s() > *(const int64_t *)end_s;
}

static int print_rows(sqlite3 *database, const char *query)
{
    sqlite3_stmt *statement = NULL;
    int64_t end_s = now_s() + QUERY_MAX_S;
    sqlite3_progress_handler(database, STEPS, is_late, &end_s);
    int code = EX_UNAVAILABLE;
    int result = sqlite3_prepare_v2(database, query, -1, &statement, NULL);
    if (result == SQLITE_OK &&
        !rows_check_columns(program, (size_t)sqlite3_column_count(statement))) {
        code = EX_USAGE;
        goto out;
    }
    bool wanted = true;
    while (result != SQLITE_DONE && wanted) {
        result = result == SQLITE_OK || result == SQLITE_ROW ? sqlite3_step(statement) : result;
        if (result == SQLITE_ROW) {
            const unsigned char *provider =
                sqlite3_column_count(statement) == 2 ? sqlite3_column_text(statement, 1) : NULL;
            wanted =
                rows_print((const char *)sqlite3_column_text(statement, 0), (const char *)provider);
        } else if (result != SQLITE_DONE) {
            code = rows_fail(program, EX_UNAVAILABLE, span_from_c(sqlite3_errmsg(database)));
            goto out;
        }
    }
    code = wanted && rows_end() ? EX_OK : EX_IOERR;
out:
    sqlite3_finalize(statement);
    return code;
}

int main(void)
{
    struct arena a;
    struct request request;
    struct span why;
    const char *path = NULL;
    arena_init(&a);
    if (!request_read(&a, DIALECT_SQLITE, &request, &why)) {
        return rows_fail(program, EX_USAGE, why);
    }
    struct span scheme;
    struct span rest;
    if (!span_cut(request.server, ':', &scheme, &rest) || !arena_to_c(&a, rest, &path)) {
        return rows_fail(program, EX_USAGE, SPAN("expected sqlite:PATH"));
    }
    sqlite3 *database = NULL;
    int code = EX_UNAVAILABLE;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        why = arena_format(&a, "%s: %s", path, sqlite3_errmsg(database));
        (void)rows_fail(program, code, why);
    } else {
        sqlite3_busy_timeout(database, CONNECT_MAX_S * 1000);
        code = print_rows(database, request.query);
    }
    sqlite3_close(database);
    arena_finish(&a);
    return code;
}
