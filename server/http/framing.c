// SPDX-License-Identifier: MIT
#include "http/framing.h"

#include <stdint.h>
#include <string.h>

#include "base/limits.h"
#include "http/target.h"
#include "http/token.h"

enum {
    VERSION_BYTES = 8, // "HTTP/1.1"
    LINE_END_BYTES = 2,
    NOTE_BYTES = 64, // what the library needs to know of one header, or cookie
};

static void refuse(struct framing *f, enum refusal refusal)
{
    if (f->refusal == REFUSAL_NONE) {
        f->refusal = refusal;
    }
}

// True when nothing but blanks and `lines` line ends lie between; the library has put NULs in place
// of line ends. Anything else there is text behind a NUL, where the library cut a value, or a line
// that it joined with another and moved. (Version 1 leaves line ends as they are but for one NUL,
// in place of the first blank behind a value where there is one.)
static bool is_gap(const char *from, const char *to, size_t lines)
{
    if ((uintptr_t)to <= (uintptr_t)from || (size_t)(to - from) > CONNECTION_MEMORY_BYTES) {
        return false;
    }
    size_t nuls = 0;
    size_t returns = 0;
    size_t feeds = 0;
    for (const char *p = from; p < to; p++) {
        nuls += *p == '\0' ? 1 : 0;
        returns += *p == '\r' ? 1 : 0;
        feeds += *p == '\n' ? 1 : 0;
        if (*p != '\0' && !ascii_is_blank(*p)) {
            return false;
        }
    }
    size_t trimmed = returns > 0 && feeds > 0 ? 1 : 0;
    return nuls + returns + feeds <= lines * LINE_END_BYTES + trimmed;
}

static bool is_field_value(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if ((c < ' ' && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return true;
}

static void add_host(struct framing *f, struct span value)
{
    f->head->host = span_trim(value);
    if (++f->hosts > 1 || !target_is_authority(f->head->host)) {
        refuse(f, REFUSAL_HOST);
    }
}

static void add_length(struct framing *f, struct span value)
{
    f->head->has_length = true;
    if (++f->lengths > 1 || !span_to_u64(value, UINT64_MAX, &f->head->length)) {
        refuse(f, REFUSAL_LENGTH);
    }
}

// Compared to the letter, as the library does: what it does not take for chunked has no end for it.
static void add_coding(struct framing *f, struct span value)
{
    if (++f->codings > 1 || f->head->is_1_0) {
        refuse(f, REFUSAL_CODING);
    }
    if (!span_equal_fold(value, SPAN("chunked"))) {
        refuse(f, REFUSAL_CODING_UNKNOWN);
    }
    f->head->chunked = true;
}

static void add_credentials(struct framing *f, struct span value)
{
    (void)value;
    f->head->has_credentials = true;
}

// Copied, and noted by the piece, though nobody here reads them.
static void add_cookies(struct framing *f, struct span value)
{
    f->noted += value.len + 1;
    for (size_t i = 0; i < value.len; i++) {
        f->noted += value.ptr[i] == ';' ? NOTE_BYTES : 0;
    }
    f->noted += NOTE_BYTES;
}

static void add_accept_language(struct framing *f, struct span value)
{
    f->head->accept_language = value;
}

static void add_user_agent(struct framing *f, struct span value)
{
    f->head->user_agent = value;
}

static void add_if_none_match(struct framing *f, struct span value)
{
    f->head->if_none_match = value;
}

static void add_forwarded(struct framing *f, struct span value)
{
    header_lines_add(&f->head->forwarding.forwarded, value);
}

static void add_x_for(struct framing *f, struct span value)
{
    header_lines_add(&f->head->forwarding.x_for, value);
}

static void add_x_proto(struct framing *f, struct span value)
{
    header_lines_add(&f->head->forwarding.x_proto, value);
}

static void add_x_host(struct framing *f, struct span value)
{
    header_lines_add(&f->head->forwarding.x_host, value);
}

static const struct {
    const char *name;
    void (*add)(struct framing *f, struct span value);
} readers[] = {
    {"Host", add_host},
    {"Content-Length", add_length},
    {"Transfer-Encoding", add_coding},
    {"Accept-Language", add_accept_language},
    {"User-Agent", add_user_agent},
    {"If-None-Match", add_if_none_match},
    {"Authorization", add_credentials},
    {"Cookie", add_cookies},
    {"Forwarded", add_forwarded},
    {"X-Forwarded-For", add_x_for},
    {"X-Forwarded-Proto", add_x_proto},
    {"X-Forwarded-Host", add_x_host},
};

void framing_begin(
    struct framing *f, struct head *head, const char *target_end, const char *version)
{
    *head = (struct head){.is_1_0 = strcmp(version, "HTTP/1.0") == 0};
    *f = (struct framing){.head = head, .end = version + VERSION_BYTES};
    if (version != target_end + 1) {
        refuse(f, REFUSAL_TARGET); // a NUL hides the rest of the target
    }
}

void framing_header(struct framing *f, struct span name, struct span value)
{
    if (!is_gap(f->end, name.ptr, 1) || !token_is(name) || !is_field_value(value)) {
        refuse(f, REFUSAL_HEADER);
        return;
    }
    f->end = value.ptr + value.len;
    f->noted += NOTE_BYTES;
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        if (span_equal_fold(name, span_from_c(readers[i].name))) {
            readers[i].add(f, value);
            return;
        }
    }
}

enum refusal framing_end(struct framing *f, const char *head_end, size_t head_bytes)
{
    if (head_bytes + f->noted > CONNECTION_MEMORY_BYTES - ANSWER_HEAD_BYTES) {
        refuse(f, REFUSAL_HEAD_LARGE); // else the library closes without a word
    }
    if (!is_gap(f->end, head_end, 2)) {
        refuse(f, REFUSAL_HEADER);
    }
    if (f->hosts == 0 && !f->head->is_1_0) {
        refuse(f, REFUSAL_HOST);
    }
    if (f->lengths > 0 && f->codings > 0) {
        refuse(f, REFUSAL_CODING);
    }
    if (f->head->has_length && f->head->length > BODY_MAX_BYTES) {
        refuse(f, REFUSAL_BODY_LARGE);
    }
    return f->refusal;
}
