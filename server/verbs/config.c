// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "catalog/match.h"
#include "model/domain.h"
#include "verbs/config_json.h"
#include "verbs/loading.h"

static int print_domain(struct arena *a, const struct snapshot *s, struct span text)
{
    struct span domain;
    const char *why;
    struct match match;
    if (!domain_normalize(a, text, &domain, &why)) {
        return verb_fail(EX_USAGE, "'%.*s' is not a domain: %s", SPAN_ARGS(text), why);
    }
    if (match_name(s->index, domain, &match) == MATCH_NONE) {
        return verb_fail(EXIT_WRONG, "%.*s is not served", SPAN_ARGS(domain));
    }
    return verb_print_json(config_json_provider(match.provider));
}

int verb_config(struct arena *a, const struct options *options)
{
    if (!options_given(options, OPTION_JSON)) {
        return verb_fail(EX_USAGE, "config prints JSON only: add --json");
    }
    int code;
    struct snapshot *s = loading_run(options, true, EX_CONFIG, &code);
    if (s != NULL) {
        code = options->operand_count == 0 ? verb_print_json(config_json_all(&s->configuration))
                                           : print_domain(a, s, span_from_c(options->operands[0]));
    }
    snapshot_free(s);
    return code;
}
