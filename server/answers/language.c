// SPDX-License-Identifier: MIT
#include "answers/language.h"

size_t language_choose(const struct snapshot *snapshot, const struct request *request,
    const struct parameters *parameters, const struct provider *provider)
{
    const struct translations *texts = &snapshot->texts;
    struct span own = provider == NULL ? SPAN("") : provider->language;
    size_t language = translations_find(texts, own, 0);
    language = translations_accept(texts, request->accept_language, language);
    return translations_find(texts, parameters_find(parameters, "lang"), language);
}
