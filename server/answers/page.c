// SPDX-License-Identifier: MIT
#include "answers/page.h"

#include "answers/language.h"
#include "answers/link.h"
#include "answers/owner.h"
#include "answers/page_fill.h"
#include "answers/page_policy.h"
#include "answers/profile.h"
#include "answers/qr_account.h"
#include "answers/qr_image.h"
#include "base/escape.h"
#include "template/compile.h"

enum {
    CODE_CONTENT_MAX_BYTES = 412, // version 15: more cannot be read off a screen by every camera
    CODE_PATH_MAX_BYTES = 20 * 1024,
};

// A request understood so far.
struct inquiry {
    const struct snapshot *snapshot;
    const struct request *request;
    struct parameters parameters;
    struct owner owner; // `match` and `filling` also without an address
    bool has_address;
    bool posted;
    size_t language;
    struct page_view view;
};

static const struct status {
    unsigned status;
    enum answer_result result;
} statuses[PAGE_STATE_COUNT] = {
    [PAGE_FORM] = {200, RESULT_NO_ADDRESS},
    [PAGE_SETTINGS] = {200, RESULT_HIT},
    [PAGE_NOTHING] = {200, RESULT_NOTHING_TO_SAY},
    [PAGE_UNKNOWN] = {404, RESULT_UNKNOWN_DOMAIN},
    [PAGE_DISABLED] = {404, RESULT_DISABLED},
    [PAGE_MALFORMED] = {400, RESULT_BAD_ADDRESS},
};

static enum page_state find_owner(struct inquiry *q, struct answer *answer)
{
    const struct index *index = q->snapshot->index;
    struct owner *owner = &q->owner;
    struct span host = answer_host(q->request);
    enum match_result found;
    if (q->view.asked.len != 0) {
        if (!owner_parse(q->request, q->view.asked, &owner->address, answer)) {
            return PAGE_MALFORMED;
        }
        q->has_address = true;
        found = match_domain(index, owner->address.domain, host, &owner->match);
    } else {
        found = match_host(index, host, &owner->match);
    }
    switch (found) {
    case MATCH_FOUND:
        return PAGE_SETTINGS;
    case MATCH_DISABLED:
        return PAGE_DISABLED;
    case MATCH_NONE:
        break;
    }
    return q->has_address ? PAGE_UNKNOWN : PAGE_FORM;
}

static enum page_state read_request(struct inquiry *q, struct answer *answer)
{
    const struct request *request = q->request;
    q->posted = request->method == METHOD_POST;
    if (!parameters_parse(request->arena, q->posted ? request->body : request->query,
            q->posted ? PARAMETERS_FORM : PARAMETERS_QUERY, &q->parameters)) {
        q->parameters.len = 0;
        return PAGE_MALFORMED;
    }
    q->view.asked = parameters_find_email(&q->parameters);
    return find_owner(q, answer);
}

static void list_languages(struct inquiry *q)
{
    const struct translations *texts = &q->snapshot->texts;
    struct page_language *list = arena_array(q->request->arena, texts->count, sizeof *list);
    for (size_t i = 0; i < texts->count; i++) {
        list[i] = (struct page_language){.tag = texts->languages[i].tag,
            .name = page_text(q->snapshot, i, "language.name"),
            .current = i == q->language};
    }
    q->view.languages = (struct list){list, texts->count};
}

static void choose_language(struct inquiry *q, bool is_known)
{
    const struct provider *provider = is_known ? q->owner.match.provider : NULL;
    struct page_view *view = &q->view;
    q->language = language_choose(q->snapshot, q->request, &q->parameters, provider);
    view->lang = q->snapshot->texts.languages[q->language].tag;
    view->dir = page_text(q->snapshot, q->language, "language.direction");
    view->wish = parameters_find(&q->parameters, "lang").len != 0 ? view->lang : SPAN("");
    list_languages(q);
}

static const struct page_code *draw_code(struct arena *a, struct span content)
{
    if (content.len == 0 || content.len > CODE_CONTENT_MAX_BYTES) {
        return NULL;
    }
    struct buffer path;
    struct page_code *code = arena_alloc(a, sizeof *code);
    buffer_init_fixed(&path, arena_alloc(a, CODE_PATH_MAX_BYTES), CODE_PATH_MAX_BYTES);
    code->side = (uint32_t)qr_image_trace(content, &path);
    code->path = buffer_span(&path);
    return buffer_ok(&path) ? code : NULL;
}

// For a phone that scans it. The address is in it only if it is in this page's own URL.
static struct span page_link(const struct inquiry *q)
{
    struct arena *a = q->request->arena;
    struct span base = link_base(q->snapshot, q->request, "autoconfig.", q->owner.match.domain);
    struct buffer url;
    size_t room = base.len + sizeof "/settings?email=" + 3 * ADDRESS_MAX_BYTES;
    buffer_init_fixed(&url, arena_alloc(a, room), room);
    buffer_add(&url, base);
    buffer_add_c(&url, "/settings");
    if (q->has_address && !q->posted) {
        buffer_add_c(&url, "?email=");
        escape_uri(&url, q->owner.address.whole, false);
    }
    return buffer_span(&url);
}

static const struct page_code *account_code(const struct inquiry *q)
{
    const struct owner *owner = &q->owner;
    struct arena *a = q->request->arena;
    struct qr_account account;
    struct span content;
    bool fine = qr_account_fill(a, owner->match.provider, &owner->address, &owner->filling,
                    SPAN(""), &account) == QR_ACCOUNT_OK &&
                qr_account_write(a, &account, &content);
    return fine ? draw_code(a, content) : NULL;
}

// What sets a device up by itself. A phone shows no codes: it cannot look at its own screen.
static void add_shortcuts(struct inquiry *q)
{
    static const struct profile_wish as_usual = {.eas = false};
    struct page_view *view = &q->view;
    struct profile_view profile;
    bool is_phone = view->device == DEVICE_IPHONE || view->device == DEVICE_ANDROID;
    view->profile = q->has_address && profile_fill(q->request->arena, &q->owner, 1, &as_usual,
                                          &profile) == PROFILE_OK;
    if (!is_phone) {
        view->link = page_link(q);
        view->link_code = draw_code(q->request->arena, view->link);
        view->account_code = q->has_address ? account_code(q) : NULL;
    }
}

static bool fill_settings(struct inquiry *q)
{
    const struct page_asked asked = {.snapshot = q->snapshot,
        .request = q->request,
        .match = &q->owner.match,
        .address = q->has_address ? &q->owner.address : NULL,
        .language = q->language};
    q->view.address = q->has_address ? q->owner.address.whole : SPAN("");
    if (!page_fill(&asked, &q->owner.filling, &q->view)) {
        return false;
    }
    if (q->view.state == PAGE_SETTINGS) {
        add_shortcuts(q);
    }
    return true;
}

static void set_caching(const struct inquiry *q, struct answer *answer)
{
    if (answer->status != 200 || q->view.provider == NULL) {
        answer->cache = CACHE_NO_STORE;
    } else if (q->has_address || q->posted) {
        answer->cache = CACHE_PRIVATE_NO_STORE;
    } else {
        answer->cache = CACHE_PRIVATE;
        answer->max_age_s = q->view.provider->ttl_s;
    }
}

void page_answer(
    const struct snapshot *snapshot, const struct request *request, struct answer *answer)
{
    struct inquiry q = {.snapshot = snapshot, .request = request};
    enum page_state state = read_request(&q, answer);
    bool is_known = state == PAGE_SETTINGS;
    q.view.state = (uint8_t)state;
    q.view.device = (uint8_t)device_find(request->user_agent);
    q.view.groups = device_groups((enum device)q.view.device);
    q.view.method = q.has_address && !q.posted ? SPAN("get") : SPAN("post");
    choose_language(&q, is_known);
    if (is_known && !fill_settings(&q)) {
        answer_too_large(answer);
        return;
    }
    if (!answer_render(snapshot, TEMPLATE_PAGE, &q.view, &q.owner.filling, q.language, answer)) {
        return;
    }
    answer->status = statuses[q.view.state].status;
    answer->result = statuses[q.view.state].result;
    answer->content_type = "text/html; charset=utf-8";
    answer->content_language = q.view.lang;
    answer->vary_language = true;
    answer->content_security_policy = snapshot->page_policy;
    set_caching(&q, answer);
}

void page_prepare(struct snapshot *snapshot)
{
    const struct list *styles = template_styles(snapshot->programs[TEMPLATE_PAGE]);
    snapshot->page_policy = page_policy_make(&snapshot->arena, styles);
}
