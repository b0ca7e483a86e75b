// SPDX-License-Identifier: MIT
#include "answers/mobileconfig.h"

#include "answers/parameters.h"
#include "answers/profile.h"
#include "base/utf8.h"

enum { FILE_NAME_STEM_MAX_BYTES = 64 - 13 }; // 13: ".mobileconfig"

// Neither control characters nor those that turn the reading order of what follows.
static bool is_printable(uint32_t point)
{
    bool control =
        point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0xFFFE || point == 0xFFFF;
    bool turning = point == 0x061C || point == 0x200E || point == 0x200F ||
                   (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    return !control && !turning;
}

// A person's name, fit to stand in an account: what is not printable is gone.
static struct span clean_person(struct arena *a, struct span name)
{
    struct buffer out;
    buffer_init_fixed(&out, arena_alloc(a, name.len), name.len);
    size_t count = 0;
    while (name.len != 0 && count < PERSON_MAX_CHARACTERS) {
        uint32_t point;
        size_t len = utf8_next(name, &point);
        if (len != 0 && is_printable(point)) {
            buffer_add(&out, span_until(name, len));
            count++;
        }
        name = span_from(name, len != 0 ? len : 1);
    }
    return span_trim(buffer_span(&out));
}

// `type` and `dav`. False: another word than those there are.
static bool read_wish(
    struct arena *a, const struct parameters *parameters, struct profile_wish *out)
{
    struct span type = parameters_find(parameters, "type");
    struct span dav = parameters_find(parameters, "dav");
    *out = (struct profile_wish){
        .imap = span_equal(type, SPAN("imap")),
        .pop3 = span_equal(type, SPAN("pop3")),
        .eas = span_equal(type, SPAN("eas")),
        .no_dav = span_equal(dav, SPAN("0")),
        .person = clean_person(a, parameters_find(parameters, "name")),
    };
    return (type.len == 0 || out->imap || out->pop3 || out->eas) &&
           (dav.len == 0 || out->no_dav || span_equal(dav, SPAN("1")));
}

// The person's choice, else the browser's, else the provider's.
static size_t choose_language(const struct snapshot *snapshot, const struct request *request,
    const struct parameters *parameters, const struct provider *provider)
{
    const struct translations *texts = &snapshot->texts;
    size_t language = translations_find(texts, provider->language, 0);
    language = translations_accept(texts, request->accept_language, language);
    return translations_find(texts, parameters_find(parameters, "lang"), language);
}

// attachment; filename="example-org-jo.mobileconfig", with nothing in it that a header or a file
// system could take amiss.
static struct span disposition(struct arena *a, const struct address *address)
{
    char stem[FILE_NAME_STEM_MAX_BYTES];
    const struct span parts[] = {address->domain, SPAN("-"), address->local};
    size_t len = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        for (size_t k = 0; k < parts[i].len && len < sizeof stem; k++) {
            char c = parts[i].ptr[k];
            stem[len++] = ascii_is_alnum(c) || c == '_' ? c : '-';
        }
    }
    return arena_format(a, "attachment; filename=\"%.*s.mobileconfig\"", (int)len, stem);
}

static void answer_match(const struct snapshot *snapshot, const struct request *request,
    const struct parameters *parameters, const struct address *address, const struct match *match,
    struct answer *answer)
{
    struct profile_wish wish;
    struct profile_view view;
    struct filling filling = match_filling(snapshot->index, match, address, request->arena);
    if (!read_wish(request->arena, parameters, &wish)) {
        answer_text(answer, 400, RESULT_BAD_REQUEST, "type is imap, pop3 or eas; dav is 0 or 1");
        return;
    }
    switch (profile_fill(request->arena, match, address, &filling, &wish, &view)) {
    case PROFILE_OK:
        break;
    case PROFILE_NOTHING:
        answer_text(answer, 404, RESULT_NOTHING_TO_SAY,
            "the settings of this domain cannot be told by an Apple profile");
        return;
    case PROFILE_TOO_LARGE:
        answer_text(answer, 500, RESULT_FAILED, "the answer is too large");
        return;
    }
    size_t language = choose_language(snapshot, request, parameters, match->provider);
    if (!answer_render(snapshot, TEMPLATE_MOBILECONFIG, &view, &filling, language, answer)) {
        answer_text(answer, 500, RESULT_FAILED, "the answer is too large");
        return;
    }
    answer->status = 200;
    answer->content_type = "application/x-apple-aspen-config"; // without charset, or iOS refuses it
    answer->cache = CACHE_PRIVATE_NO_STORE;
    answer->disposition = disposition(request->arena, address);
    answer->result = RESULT_HIT;
}

void mobileconfig_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    bool form = request->method == METHOD_POST;
    struct arena *a = request->arena;
    struct parameters parameters;
    struct address address;
    struct match match;
    const char *why;
    if (!parameters_parse(a, form ? request->body : request->query,
            form ? PARAMETERS_FORM : PARAMETERS_QUERY, &parameters)) {
        answer_text(answer, 400, RESULT_BAD_REQUEST, form ? "malformed form" : "malformed query");
        return;
    }
    struct span given = parameters_find_address(&parameters, "email");
    if (given.len == 0) {
        given = parameters_find_address(&parameters, "emailaddress");
    }
    if (given.len == 0) {
        answer_text(answer, 400, RESULT_NO_ADDRESS, "a mail address is needed: ?email=");
        return;
    }
    if (!address_parse(a, given, &address, &why)) {
        answer_text(answer, 400, RESULT_BAD_ADDRESS, "this is not a mail address");
        return;
    }
    answer->domain = address.domain;
    answer->address = address.whole;
    switch (match_domain(snapshot->index, address.domain, answer_host(request), &match)) {
    case MATCH_FOUND:
        answer_match(snapshot, request, &parameters, &address, &match, answer);
        break;
    case MATCH_DISABLED:
        answer_text(answer, 404, RESULT_DISABLED, "no configuration for this domain");
        break;
    case MATCH_NONE:
        answer_text(answer, 404, RESULT_UNKNOWN_DOMAIN, "no configuration for this domain");
        break;
    }
}
