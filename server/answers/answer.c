// SPDX-License-Identifier: MIT
#include "answers/answer.h"

#include "answers/autoconfig.h"
#include "answers/autodiscover.h"
#include "answers/autodiscover_view.h"
#include "answers/page.h"
#include "answers/page_view.h"
#include "answers/profile.h"
#include "model/domain.h"
#include "template/render.h"

const struct template_source answer_templates[TEMPLATE_COUNT] = {
    [TEMPLATE_AUTOCONFIG] = {"autoconfig.xml", &autoconfig_record, WORDS_AUTOCONFIG},
    [TEMPLATE_AUTODISCOVER] = {"autodiscover.xml", &autodiscover_record, WORDS_AUTODISCOVER},
    [TEMPLATE_AUTODISCOVER_MOBILESYNC] = {"autodiscover-mobilesync.xml", &mobilesync_record,
        WORDS_AUTODISCOVER},
    [TEMPLATE_AUTODISCOVER_ERROR] = {"autodiscover-error.xml", &autodiscover_error_record,
        WORDS_AUTODISCOVER},
    [TEMPLATE_MOBILECONFIG] = {"mobileconfig.xml", &profile_record, WORDS_APPLE},
    [TEMPLATE_PAGE] = {"page.html", &page_record, WORDS_PAGE},
};

void answer_text(
    struct answer *answer, unsigned status, enum answer_result result, const char *text)
{
    answer->status = status;
    answer->content_type = "text/plain; charset=utf-8";
    answer->cache = CACHE_NO_STORE;
    answer->result = result;
    buffer_empty(answer->body);
    buffer_add_c(answer->body, text);
    buffer_add_char(answer->body, '\n');
}

void answer_too_large(struct answer *answer)
{
    answer_text(answer, 500, RESULT_FAILED, "the answer is too large");
}

bool answer_render(const struct snapshot *snapshot, enum template_id id, const void *view,
    const struct filling *filling, size_t language, struct answer *answer)
{
    buffer_empty(answer->body);
    template_render(snapshot->programs[id], view, filling, language, answer->body);
    bool fits = buffer_ok(answer->body);
    if (!fits) {
        answer_too_large(answer);
    }
    return fits;
}

void answer_prepare(struct snapshot *snapshot)
{
    autoconfig_prepare(snapshot);
    page_prepare(snapshot);
}

struct span answer_host(const struct request *request)
{
    struct span host;
    return domain_from_host(request->arena, request->host, &host) ? host : SPAN("");
}
