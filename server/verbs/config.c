// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "model/domain.h"
#include "verbs/config_diff.h"
#include "verbs/config_json.h"
#include "verbs/config_text.h"
#include "verbs/loading.h"
#include "verbs/lookup.h"

#include <unistd.h>

static int print_json(const struct snapshot *s, const struct match *match)
{
    return verb_print_json(
        match == NULL ? config_json_all(&s->configuration) : config_json_provider(match->provider));
}

static int print_text(
    struct arena *a, const struct snapshot *s, const struct match *match, const char *path)
{
    struct config_trees trees;
    int code;
    if (!config_trees_read(&trees, path)) {
        code = verb_fail(EX_NOINPUT, "%s cannot be read any more", path);
    } else if (match == NULL) {
        code = config_text_all(&s->configuration, &trees);
    } else {
        code = config_text_domain(a, &s->configuration, &trees, match);
    }
    config_trees_finish(&trees);
    return code;
}

static int print(struct arena *a, const struct snapshot *s, const struct options *options)
{
    struct match match;
    const struct match *asked = NULL;
    if (options->operand_count != 0) {
        if (!lookup_domain(a, s, span_from_c(options->operands[0]), true, &match)) {
            return EXIT_WRONG;
        }
        asked = &match;
    }
    return options_given(options, OPTION_JSON) ? print_json(s, asked)
                                               : print_text(a, s, asked, loading_path(options));
}

static int print_diff(struct arena *a, const struct snapshot *before, const struct snapshot *after,
    const struct options *options)
{
    struct span only = span_from_c(options->operand_count == 0 ? NULL : options->operands[0]);
    struct config_diff diff;
    const char *why;
    if (only.len != 0 && !domain_normalize(a, only, &only, &why)) {
        return verb_fail(EXIT_WRONG, "'%.*s' is not a domain: %s", SPAN_ARGS(only), why);
    }
    config_diff(a, before, after, only, &diff);
    if (only.len != 0 && diff.groups.len == 0 && diff.same == 0) {
        return verb_fail(EXIT_WRONG, "%.*s is served neither before nor after", SPAN_ARGS(only));
    }
    return options_given(options, OPTION_JSON)
               ? config_diff_print_json(&diff)
               : config_diff_print(&diff, options_color(options, STDOUT_FILENO));
}

int verb_config(struct arena *a, const struct options *options)
{
    int code;
    struct snapshot *s = loading_run(options, true, EX_CONFIG, &code);
    struct snapshot *other = NULL;
    if (s != NULL && !options_given(options, OPTION_DIFF)) {
        code = print(a, s, options);
    } else if (s != NULL) {
        const char *path = options_value(options, OPTION_DIFF);
        other = loading_run_file(options, path, true, EX_CONFIG, &code);
        code = other == NULL ? code : print_diff(a, s, other, options);
    }
    snapshot_free(other);
    snapshot_free(s);
    return code;
}
