// SPDX-License-Identifier: MIT
#include "doctor/report.h"

#include "doctor/describe.h"

#include <jansson.h>

static const char *const json_verdicts[VERDICT_COUNT] = {
    [VERDICT_OK] = "ok",
    [VERDICT_WARN] = "warn",
    [VERDICT_FAIL] = "fail",
};

// What others sent need not be UTF-8, and jansson takes nothing else.
static json_t *text(struct span value)
{
    json_t *string = json_stringn(value.ptr, value.len);
    return string != NULL ? string : json_string("(bytes that are no UTF-8 text)");
}

static json_t *claim_to_json(struct arena *a, const struct claim *claim)
{
    json_t *one = json_object();
    json_object_set_new(
        one, "type", json_string(word_text(&service_words, claim->service, WORDS_YAML)));
    json_object_set_new(one, "host", text(claim->host));
    json_object_set_new(one, "port", json_integer(claim->port));
    json_object_set_new(
        one, "security", json_string(word_text(&security_words, claim->security, WORDS_YAML)));
    if (claim->auths != 0) {
        json_object_set_new(one, "auth", text(describe_auths(a, claim->auths)));
    }
    if (claim->username.len != 0) {
        json_object_set_new(one, "username", text(claim->username));
    }
    return one;
}

static json_t *journey_to_json(const struct visit *v, const struct journey *j)
{
    static const char *const results[] = {[STEP_FOUND] = "found",
        [STEP_NOTHING] = "nothing",
        [STEP_SENT_ON] = "sent-on",
        [STEP_STOPS] = "stops"};
    json_t *one = json_object();
    json_t *steps = json_array();
    json_t *servers = json_array();
    json_object_set_new(one, "client", json_string(j->client->name));
    json_object_set_new(one, "verdict", json_string(json_verdicts[j->verdict]));
    for (size_t i = 0; i < j->count; i++) {
        const struct answer *answer = j->steps[i].answer;
        json_t *step = json_object();
        json_object_set_new(step, "question", json_string(question_table[answer->question].id));
        if (answer->hop_count != 0) {
            json_object_set_new(step, "url", text(answer->hops[0].fetch.url));
        }
        json_object_set_new(step, "result", json_string(results[j->steps[i].result]));
        json_object_set_new(step, "detail", text(j->steps[i].why));
        json_array_append_new(steps, step);
    }
    for (size_t i = 0; j->found != NULL && i < j->found->count; i++) {
        json_array_append_new(servers, claim_to_json(v->arena, &j->found->claims[i]));
    }
    json_object_set_new(one, "steps", steps);
    json_object_set_new(one, "servers", servers);
    return one;
}

static json_t *finding_to_json(const struct visit *v, const struct finding *finding)
{
    json_t *one = json_object();
    json_object_set_new(one, "check", json_string(check_table[finding->check].id));
    json_object_set_new(one, "verdict", json_string(json_verdicts[finding->verdict]));
    json_object_set_new(one, "subject", text(finding->subject));
    json_object_set_new(one, "detail", text(finding->text));
    if (finding->more != 0) {
        json_object_set_new(one, "more", json_integer((json_int_t)finding->more));
    }
    if (finding->verdict != VERDICT_OK) {
        json_object_set_new(one, "mend", text(finding_mend(v->arena, finding, v->names.domain)));
    }
    return one;
}

static int add_to_buffer(const char *bytes, size_t len, void *context)
{
    buffer_add(context, (struct span){bytes, len});
    return 0;
}

bool report_json(const struct report *r, struct buffer *out)
{
    json_t *all = json_object();
    json_t *clients = json_array();
    json_t *checks = json_array();
    json_t *counts = json_object();
    for (size_t i = 0; i < client_count; i++) {
        json_array_append_new(clients, journey_to_json(r->visit, &r->journeys[i]));
    }
    for (size_t i = 0; i < r->findings->count; i++) {
        json_array_append_new(checks, finding_to_json(r->visit, &r->findings->all[i]));
    }
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        json_int_t count = (json_int_t)r->findings->counts[i];
        json_object_set_new(counts, json_verdicts[i], json_integer(count));
    }
    json_object_set_new(all, "domain", text(r->visit->names.domain));
    json_object_set_new(all, "address", text(r->visit->names.asked));
    json_object_set_new(all, "clients", clients);
    json_object_set_new(all, "checks", checks);
    json_object_set_new(all, "counts", counts);
    json_object_set_new(all, "milliseconds", json_integer(r->visit->took_ms));
    bool done =
        json_dump_callback(all, add_to_buffer, out, JSON_INDENT(2) | JSON_ENSURE_ASCII) == 0;
    json_decref(all);
    buffer_add_char(out, '\n');
    return done && buffer_ok(out);
}
