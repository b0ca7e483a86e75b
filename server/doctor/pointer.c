// SPDX-License-Identifier: MIT
#include "doctor/pointer.h"

#include <jansson.h>

static struct span member(struct arena *a, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return arena_copy(a, (struct span){json_string_value(value), json_string_length(value)});
}

static void read_object(struct arena *a, const json_t *object, struct settings *out)
{
    struct span protocol = member(a, object, "Protocol");
    struct span url = member(a, object, "Url");
    if (protocol.len == 0 || url.len == 0) {
        out->flaws |= FLAW_OTHER;
    } else if (span_equal_fold(protocol, SPAN("ActiveSync"))) {
        out->activesync = url;
    } else {
        out->flaws |= FLAW_REDIRECTS;
        out->redirect_url = url;
        out->why = arena_format(a, "Url %.*s", SPAN_ARGS(url));
    }
}

void pointer_read(
    struct arena *a, struct span content_type, struct span content, struct settings *out)
{
    json_error_t error;
    json_t *object = json_loadb(content.ptr, content.len, 0, &error);
    bool right_type = span_starts_with_fold(content_type, SPAN("application/json"));
    out->flaws = right_type ? 0 : FLAW_TYPE;
    if (object == NULL) {
        out->flaws |= FLAW_BROKEN;
        out->why = arena_format(a, "line %d: %s", error.line, error.text);
    } else {
        read_object(a, object, out);
    }
    json_decref(object);
}
