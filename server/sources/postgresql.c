// SPDX-License-Identifier: MIT
// source-postgresql: domains out of PostgreSQL. libpq reads the URL; a password may stand in it,
// in ~/.pgpass, or in the file that `passfile` names.
#include <libpq-fe.h>
#include <stdlib.h>

#include "sources/request.h"
#include "sources/rows.h"

static const char program[] = "source-postgresql";

// Of what the URL leaves out; libpq takes them from the environment.
static bool set_defaults(void)
{
    return setenv("PGAPPNAME", "autoconfigd", 0) == 0 && setenv("PGCONNECT_TIMEOUT", "8", 0) == 0 &&
           setenv("PGCLIENTENCODING", "UTF8", 1) == 0;
}

// What libpq says of a URL that it cannot read may hold all of it, the password, too.
static bool can_be_read(const char *url)
{
    char *error = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &error);
    PQconninfoFree(options);
    PQfreemem(error);
    return options != NULL;
}

static bool run(PGconn *connection, const char *command)
{
    PGresult *result = PQexec(connection, command);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    return done;
}

// Writes, and a second statement, are refused by the server.
static bool send_query(PGconn *connection, const char *query)
{
    return run(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") &&
           run(connection, "SET LOCAL statement_timeout = '20s'") &&
           PQsendQueryParams(connection, query, 0, NULL, NULL, NULL, NULL, 0) == 1 &&
           PQsetSingleRowMode(connection) == 1;
}

// EX_OK: there may be more.
static int print_result(PGconn *connection, const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK) {
        const char *said = PQresultErrorMessage(result);
        return rows_fail(program, EX_UNAVAILABLE,
            said[0] != '\0' ? span_from_c(said) : SPAN("the query gives no rows"));
    }
    if (!rows_check_columns(program, (size_t)PQnfields(result))) {
        PQreset(connection);
        return EX_USAGE;
    }
    for (int i = 0; i < PQntuples(result); i++) {
        bool named = PQnfields(result) == 2 && !PQgetisnull(result, i, 1);
        bool nothing = PQgetisnull(result, i, 0);
        if (!rows_print(nothing ? NULL : PQgetvalue(result, i, 0),
                named ? PQgetvalue(result, i, 1) : NULL)) {
            return EX_IOERR;
        }
    }
    return EX_OK;
}

static int print_rows(PGconn *connection, const char *query)
{
    if (PQstatus(connection) != CONNECTION_OK || !send_query(connection, query)) {
        return rows_fail(program, EX_UNAVAILABLE, span_from_c(PQerrorMessage(connection)));
    }
    int code = EX_OK;
    for (PGresult *result; code == EX_OK && (result = PQgetResult(connection)) != NULL;) {
        code = print_result(connection, result);
        PQclear(result);
    }
    return code == EX_OK && !rows_end() ? EX_IOERR : code;
}

int main(void)
{
    struct arena a;
    struct request request;
    struct span why;
    const char *url = NULL;
    arena_init(&a);
    if (!request_read(&a, DIALECT_POSTGRESQL, &request, &why)) {
        return rows_fail(program, EX_USAGE, why);
    }
    struct span whole = arena_format(&a, "%.*s%s%.*s", SPAN_ARGS(request.server),
        request.others.len != 0 ? "?" : "", SPAN_ARGS(request.others));
    if (!set_defaults() || !arena_to_c(&a, whole, &url) || !can_be_read(url)) {
        return rows_fail(program, EX_USAGE,
            SPAN("libpq cannot read the URL, expected postgresql://USER@HOST:PORT/DATABASE"));
    }
    PGconn *connection = PQconnectdb(url);
    int code = print_rows(connection, request.query);
    PQfinish(connection);
    arena_finish(&a);
    return code;
}
