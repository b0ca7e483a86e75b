// SPDX-License-Identifier: MIT
#include "verbs/privileges.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

// The kernel's numbers go beyond those of the header that this was compiled with.
enum { CAPABILITIES_MAX = 64 };

// So that no program run later gets them back. Takes a capability itself: whoever has not even
// that one is left to the others.
static void drop_bounds(void)
{
    for (unsigned long i = 0; i < CAPABILITIES_MAX && prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0;
         i++) {
        (void)prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
    }
}

static int become(const char *user, const char **why)
{
    struct passwd entry;
    struct passwd *found = NULL;
    char memory[4096];
    if (getpwnam_r(user, &entry, memory, sizeof memory, &found) != 0 || found == NULL) {
        *why = "no such user; 'useradd --system NAME' makes one";
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

// glibc has no wrappers for these calls. The header describes a set as two halves.
static bool has_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    if (syscall(SYS_capget, &header, sets) != 0) {
        return true;
    }
    uint32_t any = 0;
    for (size_t i = 0; i < COUNT_OF(sets); i++) {
        any |= sets[i].effective | sets[i].permitted | sets[i].inheritable;
    }
    return any != 0;
}

// Ambient ones cannot outlast the permitted. Who has none need not ask: systemd's filter may
// forbid it.
static void drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    if (has_capabilities()) {
        (void)!syscall(SYS_capset, &header, none);
    }
}

int privileges_drop(const char *user, const char **why)
{
    drop_bounds();
    int code = user == NULL ? EX_OK : become(user, why);
    if (code == EX_OK) {
        drop_capabilities();
        (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    }
    return code;
}

bool privileges_are_gone(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && !has_capabilities();
}
