// SPDX-License-Identifier: MIT
#include "answers/mobileconfig.h"

#include "answers/language.h"
#include "answers/owner.h"
#include "answers/person.h"
#include "answers/profile.h"
#include "answers/sign.h"
#include "base/utf8.h"

#include <assert.h>

enum { FILE_NAME_STEM_MAX_BYTES = 64 - 13 }; // 13: ".mobileconfig"

// `type` and `dav`. False: another word than those there are.
static bool read_wish(
    struct arena *a, const struct parameters *parameters, struct profile_wish *out)
{
    struct span type = parameters_find(parameters, "type");
    struct span dav = parameters_find(parameters, "dav");
    struct span person = person_clean(a, parameters_find(parameters, "name"), false);
    *out = (struct profile_wish){
        .imap = span_equal(type, SPAN("imap")),
        .pop3 = span_equal(type, SPAN("pop3")),
        .eas = span_equal(type, SPAN("eas")),
        .no_dav = span_equal(dav, SPAN("0")),
        .person = span_trim(utf8_until(person, PERSON_MAX_CHARACTERS)),
    };
    return (type.len == 0 || out->imap || out->pop3 || out->eas) &&
           (dav.len == 0 || out->no_dav || span_equal(dav, SPAN("1")));
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

static bool is_among(const struct owner *owners, size_t count, const struct address *address)
{
    for (size_t i = 0; i < count; i++) {
        if (span_equal_fold(owners[i].address.whole, address->whole)) {
            return true;
        }
    }
    return false;
}

// "a,b", each once however often it stands there. False: as owner_find().
static bool read_owners(const struct snapshot *snapshot, const struct request *request,
    struct span text, struct owner *owners, size_t *count, struct answer *answer)
{
    struct span one;
    while (span_next(&text, ',', &one)) {
        one = parameters_without_spaces(one);
        if (*count == PROFILE_ACCOUNTS_MAX) {
            answer_text(answer, 400, RESULT_BAD_REQUEST, "too many addresses for one profile");
            return false;
        }
        struct owner *owner = &owners[*count];
        if (!owner_find(snapshot, request, one, owner, answer)) {
            return false;
        }
        *count += is_among(owners, *count, &owner->address) ? 0 : 1;
    }
    assert(*count != 0); // there is text, so there was an address in it, or an error
    answer->domain = owners[0].address.domain;
    answer->address = owners[0].address.whole;
    return true;
}

// Signed where one of the providers does not forbid it. False: it should be, and cannot.
static bool sign(const struct snapshot *snapshot, const struct request *request,
    const struct owner *owners, size_t count, struct answer *answer)
{
    bool wanted = false;
    for (size_t i = 0; i < count; i++) {
        wanted = wanted || owners[i].match.provider->apple.signing;
    }
    return !wanted || snapshot->signer == NULL ||
           sign_body(snapshot->signer, request->time_us, answer->body);
}

static void answer_owners(const struct snapshot *snapshot, const struct request *request,
    const struct parameters *parameters, const struct owner *owners, size_t count,
    struct answer *answer)
{
    struct profile_wish wish;
    struct profile_view view;
    if (!read_wish(request->arena, parameters, &wish)) {
        answer_text(answer, 400, RESULT_BAD_REQUEST, "type is imap, pop3 or eas; dav is 0 or 1");
        return;
    }
    switch (profile_fill(request->arena, owners, count, &wish, &view)) {
    case PROFILE_OK:
        break;
    case PROFILE_NOTHING:
        answer_text(answer, 404, RESULT_NOTHING_TO_SAY,
            "the settings of this domain cannot be told by an Apple profile");
        return;
    case PROFILE_APART:
        answer_text(answer, 404, RESULT_NOTHING_TO_SAY,
            "these addresses need a profile each: their providers ask for different consents");
        return;
    case PROFILE_TOO_LARGE:
        answer_too_large(answer);
        return;
    }
    size_t language = language_choose(snapshot, request, parameters, owners[0].match.provider);
    if (!answer_render(
            snapshot, TEMPLATE_MOBILECONFIG, &view, &owners[0].filling, language, answer)) {
        return;
    }
    if (!sign(snapshot, request, owners, count, answer)) {
        answer_text(answer, 500, RESULT_FAILED, "this profile cannot be signed now");
        return;
    }
    answer->status = 200;
    answer->content_type = "application/x-apple-aspen-config"; // without charset, or iOS refuses it
    answer->cache = CACHE_PRIVATE_NO_STORE;
    answer->disposition = disposition(request->arena, &owners[0].address);
    answer->result = RESULT_HIT;
}

void mobileconfig_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    bool form = request->method == METHOD_POST;
    struct arena *a = request->arena;
    struct parameters parameters;
    struct owner owners[PROFILE_ACCOUNTS_MAX];
    size_t count = 0;
    if (!parameters_parse(a, form ? request->body : request->query,
            form ? PARAMETERS_FORM : PARAMETERS_QUERY, &parameters)) {
        answer_text(answer, 400, RESULT_BAD_REQUEST, form ? "malformed form" : "malformed query");
        return;
    }
    struct span one = parameters_find_email(&parameters);
    struct span several = parameters_find_address(&parameters, "addresses");
    if (one.len == 0 && several.len == 0) {
        answer_text(answer, 400, RESULT_NO_ADDRESS, "a mail address is needed: ?email=");
        return;
    }
    bool fine = false;
    if (one.len != 0) {
        fine = owner_find(snapshot, request, one, &owners[count++], answer);
    } else {
        fine = read_owners(snapshot, request, several, owners, &count, answer);
    }
    if (fine) {
        answer_owners(snapshot, request, &parameters, owners, count, answer);
    }
}
