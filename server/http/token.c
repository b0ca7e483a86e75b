// SPDX-License-Identifier: MIT
#include "http/token.h"

#include <string.h>

bool token_has(char c)
{
    return ascii_is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

bool token_is(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!token_has(text.ptr[i])) {
            return false;
        }
    }
    return text.len > 0;
}
