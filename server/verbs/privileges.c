// SPDX-License-Identifier: MIT
#include "verbs/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sysexits.h>
#include <unistd.h>

int privileges_drop(const char *user, const char **why)
{
    struct passwd entry;
    struct passwd *found = NULL;
    char memory[4096];
    if (getpwnam_r(user, &entry, memory, sizeof memory, &found) != 0 || found == NULL) {
        *why = "no such user";
        return EX_USAGE;
    }
    if (geteuid() == found->pw_uid) {
        return EX_OK;
    }
    // The order matters: after setuid() nothing else could be given up.
    if (initgroups(user, found->pw_gid) != 0 || setgid(found->pw_gid) != 0 ||
        setuid(found->pw_uid) != 0) {
        *why = "only root may change the user";
        return EX_NOPERM;
    }
    if (found->pw_uid != 0 && setuid(0) == 0) {
        *why = "the kernel gave root's rights back";
        return EX_OSERR;
    }
    return EX_OK;
}
