// SPDX-License-Identifier: MIT
// config_json: the configuration as JSON, by the fields tables. Floor: verbs; pure.
// JSON is YAML: what is printed can be loaded again, and means the same with every default written
// out.
#pragma once

#include <jansson.h>

#include "model/provider.h"

// A provider as the value of its key. Secrets are left out. The caller owns the result.
json_t *config_json_provider(const struct provider *provider);
// The value of a key. `member`: where it lies. NULL: nothing to print.
json_t *config_json_value(const struct field *field, const char *member);
// A whole configuration.
json_t *config_json_all(const struct configuration *configuration);
