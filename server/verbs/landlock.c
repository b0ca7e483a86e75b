// SPDX-License-Identifier: MIT
#include "verbs/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

// As the kernel numbers what came with ABI 2 and later: its header on the oldest systems that this
// is built on lacks most of it.
enum {
    FILES_REFER = 1 << 13,
    FILES_TRUNCATE = 1 << 14,
    FILES_IOCTL_DEVICE = 1 << 15,
    TCP_BIND = 1 << 0,
    TCP_CONNECT = 1 << 1,
    SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0,
};

// By the ABI that brought them. Signals (ABI 6) are left to seccomp: with them in a scope, the
// process that reads sources would not be told of the daemon's death.
static const struct {
    int abi;
    struct landlock_rights rights;
} brought[] = {
    {1, {.files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
                  LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
                  LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                  LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                  LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                  LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                  LANDLOCK_ACCESS_FS_MAKE_SYM}},
    {2, {.files = FILES_REFER}},
    {3, {.files = FILES_TRUNCATE}},
    {4, {.network = TCP_BIND | TCP_CONNECT}},
    {5, {.files = FILES_IOCTL_DEVICE}},
    {6, {.scopes = SCOPE_ABSTRACT_UNIX_SOCKET}},
};

// glibc has no wrappers for these calls.
int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi > 0 ? (int)abi : 0;
}

struct landlock_rights landlock_rights_of(int abi)
{
    struct landlock_rights all = {0};
    for (size_t i = 0; i < COUNT_OF(brought) && brought[i].abi <= abi; i++) {
        all.files |= brought[i].rights.files;
        all.network |= brought[i].rights.network;
        all.scopes |= brought[i].rights.scopes;
    }
    return all;
}

static bool allow(int ruleset, const struct folders *folders, uint64_t files)
{
    bool complete = true;
    for (size_t i = 0; i < folders->count && complete; i++) {
        int folder = open(folders->paths[i], O_PATH | O_CLOEXEC);
        const struct landlock_path_beneath_attr rule = {
            .allowed_access = files, .parent_fd = folder};
        complete = folder >= 0 && syscall(SYS_landlock_add_rule, ruleset,
                                      LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
        if (folder >= 0) {
            close(folder);
        }
    }
    return complete;
}

bool landlock_enter(int abi, const struct folders *readable, const struct folders *removable)
{
    struct landlock_rights rights = landlock_rights_of(abi);
    // A kernel that does not know the last members takes them as long as they are 0. The header's
    // own struct has the members of its day only.
    long ruleset = syscall(SYS_landlock_create_ruleset, &rights, sizeof rights, 0);
    if (abi == 0 || ruleset < 0) {
        return false;
    }
    bool entered =
        allow((int)ruleset, readable, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR) &&
        allow((int)ruleset, removable, LANDLOCK_ACCESS_FS_REMOVE_FILE) &&
        syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close((int)ruleset);
    return entered;
}
