// SPDX-License-Identifier: MIT
#include "sources/request.h"

#include <stdlib.h>

#include "base/suggest.h"
#include "catalog/source.h"

static struct span join_others(struct arena *a, struct span parameters)
{
    struct span others = SPAN("");
    struct span one;
    while (span_next(&parameters, '&', &one)) {
        if (!span_starts_with(one, SPAN("query=")) && !span_starts_with(one, SPAN("preset="))) {
            others = arena_format(
                a, "%.*s%s%.*s", SPAN_ARGS(others), others.len != 0 ? "&" : "", SPAN_ARGS(one));
        }
    }
    return others;
}

static struct span refuse_preset(struct arena *a, struct span name)
{
    struct suggestion near;
    suggest_init(&near, name);
    for (size_t i = 0; i < PRESET_COUNT; i++) {
        suggest_offer(&near, span_from_c(presets[i].name));
    }
    struct span hint = suggest_hint(a, &near);
    return arena_format(a, "no preset is called '%.*s'%.*s", SPAN_ARGS(name), SPAN_ARGS(hint));
}

static bool choose_query(
    struct arena *a, enum dialect dialect, struct request *out, struct span *why)
{
    struct span query = parameters_find(&out->parameters, "query");
    struct span name = parameters_find(&out->parameters, "preset");
    if ((query.len == 0) == (name.len == 0)) {
        *why = SPAN("expected either '?query=SELECT...' or '?preset=NAME'");
        return false;
    }
    if (query.len != 0) {
        return arena_to_c(a, query, &out->query); // parameters hold no NUL
    }
    const struct preset *preset = preset_find(name);
    if (preset == NULL) {
        *why = refuse_preset(a, name);
        return false;
    }
    if ((preset->dialects & 1U << dialect) == 0) {
        *why = arena_format(a, "preset '%s' is for another kind of database", preset->name);
        return false;
    }
    out->query = preset->query;
    return true;
}

bool request_read(struct arena *a, enum dialect dialect, struct request *out, struct span *why)
{
    struct span url = span_from_c(getenv(SOURCE_VARIABLE));
    struct span parameters = SPAN("");
    *why = SPAN("the variable " SOURCE_VARIABLE " is not set: it holds the database's URL");
    if (url.len == 0) {
        return false;
    }
    out->server = url;
    (void)!span_cut(url, '?', &out->server, &parameters);
    out->others = join_others(a, parameters);
    *why = SPAN("what stands behind '?' in the URL is not percent-encoded as it should be");
    return parameters_parse(a, parameters, PARAMETERS_QUERY, &out->parameters) &&
           choose_query(a, dialect, out, why);
}
