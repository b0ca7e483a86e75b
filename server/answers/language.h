// SPDX-License-Identifier: MIT
// language: the language that an answer to a person speaks. Floor: answers; pure.
#pragma once

#include "answers/answer.h"
#include "answers/parameters.h"

// The parameter `lang`, else the browser's Accept-Language, else the provider's (NULL: there is
// none), else English: an index into the snapshot's translations.
size_t language_choose(const struct snapshot *snapshot, const struct request *request,
    const struct parameters *parameters, const struct provider *provider);
