// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "verbs/config_json.h"
#include "verbs/loading.h"
#include "verbs/lookup.h"

static int print_domain(struct arena *a, const struct snapshot *s, struct span text)
{
    struct match match;
    if (!lookup_domain(a, s, text, true, &match)) {
        return EXIT_WRONG;
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
