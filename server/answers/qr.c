// SPDX-License-Identifier: MIT
#include "answers/qr.h"

#include "answers/link.h"
#include "answers/owner.h"
#include "answers/person.h"
#include "answers/profile.h"
#include "answers/qr_account.h"
#include "answers/qr_image.h"
#include "base/escape.h"

// A request understood so far.
struct asked {
    const struct snapshot *snapshot;
    const struct request *request;
    struct parameters parameters;
    struct owner owner;
};

// False: there is no code for that address, and *answer says so.
typedef bool content_function(
    const struct asked *asked, struct span *content, struct answer *answer);

static bool read_request(const struct snapshot *snapshot, const struct request *request,
    struct asked *out, struct answer *answer)
{
    out->snapshot = snapshot;
    out->request = request;
    if (!parameters_parse(request->arena, request->query, PARAMETERS_QUERY, &out->parameters)) {
        answer_text(answer, 400, RESULT_BAD_REQUEST, "malformed query");
        return false;
    }
    return owner_read(snapshot, request, &out->parameters, &out->owner, answer);
}

static bool too_large(struct answer *answer)
{
    answer_text(answer, 400, RESULT_BAD_REQUEST, "this is too much for a QR code");
    return false;
}

static bool apple_content(const struct asked *asked, struct span *content, struct answer *answer)
{
    static const struct profile_wish as_usual = {.eas = false};
    const struct owner *owner = &asked->owner;
    struct profile_view view;
    // A code is worth nothing where the profile is not.
    if (profile_fill(asked->request->arena, owner, 1, &as_usual, &view) != PROFILE_OK) {
        answer_text(answer, 404, RESULT_NOTHING_TO_SAY,
            "the settings of this domain cannot be told by an Apple profile");
        return false;
    }
    struct span base =
        link_base(asked->snapshot, asked->request, "autoconfig.", owner->address.domain);
    struct buffer url;
    char *room = arena_alloc(asked->request->arena, QR_CONTENT_MAX_BYTES);
    buffer_init_fixed(&url, room, QR_CONTENT_MAX_BYTES);
    buffer_add(&url, base);
    buffer_add_c(&url, "/profile.mobileconfig?email=");
    escape_uri(&url, owner->address.whole, false);
    *content = buffer_span(&url);
    return buffer_ok(&url) || too_large(answer);
}

static bool thunderbird_content(
    const struct asked *asked, struct span *content, struct answer *answer)
{
    const struct owner *owner = &asked->owner;
    struct arena *a = asked->request->arena;
    struct span person = person_clean(a, parameters_find(&asked->parameters, "name"), true);
    struct qr_account account;
    switch (qr_account_fill(
        a, owner->match.provider, &owner->address, &owner->filling, person, &account)) {
    case QR_ACCOUNT_OK:
        return qr_account_write(a, &account, content) || too_large(answer);
    case QR_ACCOUNT_NOTHING:
        answer_text(answer, 404, RESULT_NOTHING_TO_SAY,
            "the settings of this domain cannot be told by a QR code");
        return false;
    case QR_ACCOUNT_NOT_ASCII:
        answer_text(answer, 400, RESULT_BAD_ADDRESS, "a QR code can tell ASCII addresses only");
        return false;
    case QR_ACCOUNT_TOO_LARGE:
        return too_large(answer);
    }
    return false;
}

static void answer_image(const struct snapshot *snapshot, const struct request *request,
    content_function *content_of, const char *reader, struct answer *answer)
{
    struct asked asked;
    struct span content;
    if (!read_request(snapshot, request, &asked, answer) || !content_of(&asked, &content, answer)) {
        return;
    }
    struct span whose = asked.owner.address.whole;
    qr_image_draw(content,
        arena_format(request->arena, "QR code (%s): %.*s", reader, SPAN_ARGS(whose)), answer->body);
    answer->status = 200;
    answer->content_type = "image/svg+xml";
    answer->content_security_policy = "default-src 'none'; style-src 'unsafe-inline'";
    answer->cache = CACHE_PRIVATE_NO_STORE;
    answer->result = RESULT_HIT;
}

void qr_apple_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    answer_image(snapshot, request, apple_content, "iPhone, iPad", answer);
}

void qr_thunderbird_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    answer_image(snapshot, request, thunderbird_content, "Thunderbird", answer);
}

void qr_text_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    static content_function *const all[] = {apple_content, thunderbird_content};
    struct span lines = SPAN("");
    struct asked asked;
    if (!read_request(snapshot, request, &asked, answer)) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct span content;
        if (all[i](&asked, &content, answer)) {
            lines =
                arena_format(request->arena, "%.*s%.*s\n", SPAN_ARGS(lines), SPAN_ARGS(content));
        }
    }
    if (lines.len != 0) {
        answer_text(answer, 200, RESULT_HIT, "");
        buffer_empty(answer->body);
        buffer_add(answer->body, lines);
        answer->cache = CACHE_PRIVATE_NO_STORE;
    }
}
