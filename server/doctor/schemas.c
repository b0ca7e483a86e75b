// SPDX-License-Identifier: MIT
#include "doctor/schemas.h"

#include "template/embedded.h"

extern const struct embedded_file schema_files[]; // of embed.cmake
extern const size_t schema_count;

bool schema_find(struct span name, struct span *text)
{
    for (size_t i = 0; i < schema_count; i++) {
        if (span_equal_c(name, schema_files[i].name)) {
            *text = (struct span){schema_files[i].bytes, schema_files[i].len};
            return true;
        }
    }
    return false;
}
