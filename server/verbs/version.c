// SPDX-License-Identifier: MIT
#include "verbs/verb.h"

#include "config/yaml.h"
#include "http/server.h"
#include "template/parse.h"

int verb_version(struct arena *a, const struct options *options)
{
    (void)options;
    return verb_print(
        arena_format(a, "autoconfigd %s\nlibmicrohttpd %s\nlibxml2 %s\nlibyaml %s\njansson %s\n",
            AUTOCONFIGD_VERSION, server_library_version(), parse_library_version(),
            yaml_library_version(), jansson_version_str()));
}
