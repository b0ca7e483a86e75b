// SPDX-License-Identifier: MIT
#include "template/embedded.h"

bool embedded_find(struct span name, struct span *text)
{
    size_t from = 0;
    size_t to = embedded_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = span_compare(name, span_from_c(embedded_files[middle].name));
        if (order == 0) {
            *text = (struct span){embedded_files[middle].bytes, embedded_files[middle].len};
            return true;
        }
        if (order < 0) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    return false;
}
