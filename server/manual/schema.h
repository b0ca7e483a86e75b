// SPDX-License-Identifier: MIT
// schema: providers.yaml as a JSON Schema, which editors complete and explain by. Floor: manual.
// Made of the tables of model/fields.h, so that a new key is in it by itself. It accepts all that
// the loader accepts; what the loader refuses and a schema cannot say is listed, with reasons, in
// tests/schemas/test_providers_schema.py.
#pragma once

#include <jansson.h>

// The caller owns the result.
json_t *schema_providers(void);
