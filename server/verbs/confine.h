// SPDX-License-Identifier: MIT
// confine: shuts the daemon in, once all is bound and read, and tells how far that went. Floor:
// verbs.
#pragma once

#include "base/log.h"
#include "base/watch.h"
#include "verbs/serve_settings.h"

// Where it goes on working with files.
struct confine_paths {
    const struct http_server *server; // whose unix sockets it removes at its end
    const struct watch *files;        // of the configuration
    const struct watch *tls_files;    // of the certificates
    const char *tls_dir;              // NULL: none
    const char *acme_dir;             // likewise
};

// EX_OK; or, where a part is missing and `required`, EX_OSERR, and it was told. *hint is for who
// names a file that is out of reach from now on (NULL: none is); it lives in `a`.
MUST_USE int confine(struct arena *a, const struct confine_paths *paths, bool required,
    struct log *log, const char **hint);
