// SPDX-License-Identifier: MIT
#include "http/deadlines.h"

static void end_connection(struct loop *loop, struct connection *connection, enum refusal refusal)
{
    if (connection->is_begun || connection->requests == 0) {
        metrics_add(&loop->metrics->refusals[refusal]);
    }
    connection_end(connection, refusal);
}

void deadlines_sweep(struct loop *loop, struct connection_pool *pool, int64_t now_ms)
{
    for (size_t i = 0; i < pool->size && pool->used > 0; i++) {
        struct connection *connection = &pool->items[i];
        if (connection->state == CONNECTION_FREE || connection->state == CONNECTION_CLOSED) {
            continue;
        }
        bool is_reading = connection->state != CONNECTION_ANSWER;
        if (now_ms >= connection->deadline_ms) {
            end_connection(loop, connection, REFUSAL_DEADLINE);
        } else if (is_reading && connection_has_ended(connection)) {
            connection_end(connection, REFUSAL_NONE);
        } else if (connection->state == CONNECTION_BODY && connection->head.chunked &&
                   connection_is_stalled(connection)) {
            end_connection(loop, connection, REFUSAL_STALLED);
        }
    }
}
