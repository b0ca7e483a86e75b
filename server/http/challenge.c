// SPDX-License-Identifier: MIT
#include "http/challenge.h"

#include "base/file.h"
#include "base/limits.h"

static bool is_token(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!ascii_is_alnum(text.ptr[i]) && text.ptr[i] != '-' && text.ptr[i] != '_') {
            return false;
        }
    }
    return text.len > 0 && text.len <= CHALLENGE_TOKEN_MAX_BYTES;
}

void challenge_answer(const char *directory, const struct request *request, struct answer *answer)
{
    struct span token = span_from(request->path, sizeof CHALLENGE_PATH - 1);
    struct arena *a = request->arena;
    const char *path = NULL;
    struct span content;
    bool found =
        directory != NULL && is_token(token) &&
        arena_to_c(
            a, arena_format(a, "%s" CHALLENGE_PATH "%.*s", directory, SPAN_ARGS(token)), &path) &&
        file_read(a, path, CHALLENGE_FILE_MAX_BYTES, &content) == FILE_OK;
    if (!found) {
        answer_text(answer, 404, RESULT_BAD_REQUEST, "no such challenge");
        return;
    }
    answer_text(answer, 200, RESULT_HIT, "");
    answer->content_type = "application/octet-stream";
    buffer_empty(answer->body);
    buffer_add(answer->body, content);
}
