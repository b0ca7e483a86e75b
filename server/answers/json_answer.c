// SPDX-License-Identifier: MIT
#include "answers/json_answer.h"

#include <assert.h>

// What jansson cannot do here is for lack of memory, which ends the program as everywhere.
void json_answer_set(json_t *object, const char *key, json_t *value)
{
    int failed = json_object_set_new(object, key, value);
    assert(failed == 0);
}

void json_answer_set_text(json_t *object, const char *key, struct span text)
{
    json_answer_set(object, key, json_stringn(text.len == 0 ? "" : text.ptr, text.len));
}

void json_answer_append(json_t *array, json_t *value)
{
    int failed = json_array_append_new(array, value);
    assert(failed == 0);
}

static int add_bytes(const char *bytes, size_t len, void *body)
{
    buffer_add(body, (struct span){bytes, len});
    return 0;
}

bool json_answer(
    struct answer *answer, unsigned status, enum answer_result result, json_t *document)
{
    answer->status = status;
    answer->content_type = "application/json; charset=utf-8";
    answer->cache = CACHE_NO_STORE;
    answer->result = result;
    buffer_empty(answer->body);
    int failed = json_dump_callback(document, add_bytes, answer->body, JSON_COMPACT);
    assert(failed == 0);
    json_decref(document);
    if (!buffer_ok(answer->body)) {
        answer_too_large(answer);
        return false;
    }
    return true;
}
