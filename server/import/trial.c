// SPDX-License-Identifier: MIT
#include "import/trial.h"

#include "base/limits.h"
#include "config/walk.h"

#include <assert.h>

size_t trial_field(const char *key)
{
    const struct field *field = record_find(&provider_record, span_from_c(key));
    assert(field != NULL);
    return (size_t)(field - provider_record.fields);
}

// The recursion is as deep as what importers make.
static bool is_too_long(const struct node *node)
{
    bool too_long = node->text.len > YAML_SCALAR_MAX_BYTES;
    for (const struct item *item = node->first; item != NULL && !too_long; item = item->next) {
        too_long = is_too_long(item->value);
    }
    return too_long;
}

bool trial_value(struct import *im, struct arena *scratch, const char *key,
    const struct node *value, struct provider *into, struct span *why)
{
    struct diagnostics d;
    const struct field *field = &provider_record.fields[trial_field(key)];
    const struct provider *defaults = provider_record.defaults;
    if (is_too_long(value)) {
        *why = arena_format(
            im->keep, "'%s', which is longer than %d bytes", key, YAML_SCALAR_MAX_BYTES);
        return false;
    }
    diag_init(&d);
    *into = *defaults;
    struct walk w = {.keep = scratch, .scratch = scratch, .d = &d};
    struct value v = {.node = value, .key = span_from_c(key)};
    bool taken = walk_value(&w, field, v, (char *)into + field->offset);
    for (const struct diagnostic *one = d.first; one != NULL; one = one->next) {
        if (one->severity == SEVERITY_ERROR) {
            *why = arena_copy(im->keep, one->message);
            taken = false;
            break;
        }
    }
    diag_finish(&d);
    return taken;
}

bool trial(struct import *im, const char *key, const struct node *value, struct span *why)
{
    struct arena scratch;
    struct provider into;
    arena_init(&scratch);
    bool taken = trial_value(im, &scratch, key, value, &into, why);
    arena_finish(&scratch);
    return taken;
}
