// SPDX-License-Identifier: MIT
#include "config/load.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <string.h>

// A name with placeholders is not cut: nobody knows yet how long it will be.
static const struct pattern *shortened(struct arena *keep, const struct pattern *name)
{
    if (!pattern_is_literal(name) || utf8_count(name->source) <= SHORT_NAME_MAX_CHARACTERS) {
        return name;
    }
    return pattern_literal(keep, span_trim(utf8_until(name->source, SHORT_NAME_MAX_CHARACTERS)));
}

static struct span first_exact(const struct list *list)
{
    const struct name *names = list->ptr;
    for (size_t i = 0; i < list->len; i++) {
        if (!span_has(names[i].text, '*')) {
            return names[i].text;
        }
    }
    return SPAN("");
}

static void complete_servers(struct arena *keep, const struct provider *p, struct list *list)
{
    if (list->len == 0) {
        return;
    }
    struct server *servers = arena_array(keep, list->len, sizeof *servers);
    memcpy(servers, list->ptr, list->len * sizeof *servers);
    for (size_t i = 0; i < list->len; i++) {
        if (servers[i].auth.len == 0) {
            servers[i].auth = p->auth;
        }
        if (servers[i].username == NULL) {
            servers[i].username = p->username;
        }
    }
    list->ptr = servers;
}

static void complete_endpoint(
    struct arena *keep, const struct provider *p, const struct endpoint **slot)
{
    if (*slot == NULL) {
        return;
    }
    struct endpoint *endpoint = arena_alloc(keep, sizeof *endpoint);
    *endpoint = **slot;
    if (endpoint->auth.len == 0) {
        endpoint->auth = p->auth;
    }
    if (endpoint->username == NULL) {
        endpoint->username = p->username;
    }
    *slot = endpoint;
}

const struct provider *load_whole(struct arena *keep, const struct provider *written)
{
    struct provider *p = arena_alloc(keep, sizeof *p);
    *p = *written;
    if (p->name == NULL) {
        p->name = pattern_literal(keep, p->key);
    }
    if (p->short_name == NULL) {
        p->short_name = shortened(keep, p->name);
    }
    if (p->id.len == 0) {
        p->id = first_exact(&p->domains);
    }
    if (p->id.len == 0) {
        p->id = first_exact(&p->mx);
    }
    struct list *const servers[] = {&p->imap, &p->pop3, &p->smtp, &p->managesieve, &p->xmpp};
    for (size_t i = 0; i < COUNT_OF(servers); i++) {
        complete_servers(keep, p, servers[i]);
    }
    const struct endpoint **const endpoints[] = {&p->jmap, &p->ews, &p->activesync, &p->graph,
        &p->caldav, &p->carddav, &p->webdav, &p->matrix};
    for (size_t i = 0; i < COUNT_OF(endpoints); i++) {
        complete_endpoint(keep, p, endpoints[i]);
    }
    return p;
}
