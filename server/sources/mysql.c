// SPDX-License-Identifier: MIT
// source-mysql: domains out of MariaDB or MySQL. A password stands in the URL or in the file of
// options that `defaults-file` names.
#include <mysql.h>

#include "base/buffer.h"
#include "sources/request.h"
#include "sources/rows.h"

static const char program[] = "source-mysql";

// The parts of mysql://USER:PASSWORD@HOST:PORT/DATABASE; NULL: left out.
struct place {
    const char *user, *password, *host, *database;
    uint64_t port;
};

static bool decode(struct arena *a, struct span text, const char **out)
{
    struct span decoded;
    return text.len == 0 ||
           (parameters_decode(a, text, PARAMETERS_QUERY, &decoded) && arena_to_c(a, decoded, out));
}

static bool read_login(struct arena *a, struct span login, struct place *out)
{
    struct span user = login;
    struct span password = SPAN("");
    (void)!span_cut(login, ':', &user, &password);
    return decode(a, user, &out->user) && decode(a, password, &out->password);
}

static bool read_place(struct arena *a, struct span url, struct place *out)
{
    struct span scheme;
    struct span rest;
    struct span login = SPAN("");
    struct span database = SPAN("");
    struct span port;
    *out = (struct place){.port = 0};
    if (!span_cut(url, '/', &scheme, &rest) || !span_starts_with(rest, SPAN("/"))) {
        return false;
    }
    struct span server = rest = span_from(rest, 1);
    (void)!span_cut_last(rest, '@', &login, &rest);
    server = rest;
    (void)!span_cut(rest, '/', &server, &database);
    struct span host = server;
    if (span_cut_last(server, ':', &host, &port) && !span_to_u64(port, UINT16_MAX, &out->port)) {
        return false;
    }
    return read_login(a, login, out) && decode(a, host, &out->host) &&
           decode(a, database, &out->database);
}

// Parameters that say how to reach the server.
static const struct {
    const char *name;
    enum mysql_option option;
} paths[] = {
    {"defaults-file", MYSQL_READ_DEFAULT_FILE},
    {"ssl-ca", MYSQL_OPT_SSL_CA},
};

static bool set_options(struct arena *a, MYSQL *connection, const struct parameters *parameters)
{
    static const unsigned connect_s = CONNECT_MAX_S;
    static const unsigned read_s = QUERY_MAX_S + 1; // the server is to give up first: it tells why
    static const unsigned no = 0;
    static const my_bool yes = 1;
    bool set = mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s) == 0 &&
               mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &read_s) == 0 &&
               mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &no) == 0 &&
               mysql_options(connection, MYSQL_READ_DEFAULT_GROUP, "client") == 0 &&
               mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4") == 0;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct span value = parameters_find(parameters, paths[i].name);
        const char *path;
        if (value.len != 0) {
            set = set && arena_to_c(a, value, &path) &&
                  mysql_options(connection, paths[i].option, path) == 0;
        }
    }
    if (parameters_find(parameters, "ssl-ca").len != 0) {
        set = set && mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes) == 0;
    }
    return set;
}

static bool connect_to(
    struct arena *a, MYSQL *connection, const struct place *place, const struct request *request)
{
    const char *socket = NULL;
    struct span given = parameters_find(&request->parameters, "socket");
    return set_options(a, connection, &request->parameters) &&
           (given.len == 0 || arena_to_c(a, given, &socket)) &&
           mysql_real_connect(connection, place->host, place->user, place->password,
               place->database, (unsigned)place->port, socket, 0) != NULL;
}

// A read-only transaction refuses other statements, too, but not all: MariaDB ends it by itself
// where a table is to be dropped.
static bool is_question(struct span query)
{
    query = span_trim(query);
    return span_starts_with_fold(query, SPAN("select")) ||
           span_starts_with_fold(query, SPAN("with")) || span_starts_with(query, SPAN("("));
}

// Writes are refused by the server, a second statement by the connection.
static bool send_query(struct arena *a, MYSQL *connection, const char *query)
{
    // The servers call it differently: seconds here, milliseconds there.
    struct span limit =
        mariadb_connection(connection)
            ? arena_format(a, "SET SESSION max_statement_time = %d", QUERY_MAX_S)
            : arena_format(a, "SET SESSION max_execution_time = %d000", QUERY_MAX_S);
    return mysql_real_query(connection, limit.ptr, limit.len) == 0 &&
           mysql_query(connection, "START TRANSACTION READ ONLY") == 0 &&
           mysql_query(connection, query) == 0;
}

static int print_rows(MYSQL *connection)
{
    MYSQL_RES *result = mysql_use_result(connection);
    if (result == NULL) {
        return rows_fail(program, EX_USAGE, SPAN("the query gives no rows"));
    }
    int code = EX_OK;
    unsigned columns = mysql_num_fields(result);
    if (!rows_check_columns(program, columns)) {
        code = EX_USAGE;
    }
    for (MYSQL_ROW row; code == EX_OK && (row = mysql_fetch_row(result)) != NULL;) {
        code = rows_print(row[0], columns == 2 ? row[1] : NULL) ? EX_OK : EX_IOERR;
    }
    if (code == EX_OK && mysql_errno(connection) != 0) {
        code = rows_fail(program, EX_UNAVAILABLE, span_from_c(mysql_error(connection)));
    }
    if (code == EX_OK) { // else the rows that are left would be waited for
        mysql_free_result(result);
        code = rows_end() ? EX_OK : EX_IOERR;
    }
    return code;
}

int main(void)
{
    struct arena a;
    struct request request;
    struct place place;
    struct span why;
    arena_init(&a);
    if (!request_read(&a, DIALECT_MYSQL, &request, &why)) {
        return rows_fail(program, EX_USAGE, why);
    }
    if (!is_question(span_from_c(request.query))) {
        return rows_fail(program, EX_USAGE, SPAN("the query is no SELECT"));
    }
    if (!read_place(&a, request.server, &place)) {
        return rows_fail(
            program, EX_USAGE, SPAN("expected mysql://USER:PASSWORD@HOST:PORT/DATABASE"));
    }
    MYSQL *connection = mysql_init(NULL);
    if (!connect_to(&a, connection, &place, &request) ||
        !send_query(&a, connection, request.query)) {
        return rows_fail(program, EX_UNAVAILABLE, span_from_c(mysql_error(connection)));
    }
    int code = print_rows(connection);
    if (code == EX_OK) {
        mysql_close(connection);
    }
    arena_finish(&a);
    return code;
}
