// SPDX-License-Identifier: MIT
// withhold WHAT... -- COMMAND...: runs a command as a kernel would that lacks what it uses to
// confine itself. WHAT: landlock seccomp capset. For tests.
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const struct refusal {
    const char *what;
    int call;
    unsigned conditions;
    struct scmp_arg_cmp when;
    uint32_t error;
} refusals[] = {
    {.what = "landlock", .call = SCMP_SYS(landlock_create_ruleset), .error = ENOSYS},
    {.what = "seccomp", .call = SCMP_SYS(seccomp), .error = ENOSYS},
    {"seccomp", SCMP_SYS(prctl), 1, {.op = SCMP_CMP_EQ, .datum_a = PR_SET_SECCOMP}, EINVAL},
    {.what = "capset", .call = SCMP_SYS(capset), .error = EPERM},
};

static int add(scmp_filter_ctx filter, const char *what)
{
    int added = 0;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refusal *one = &refusals[i];
        if (strcmp(one->what, what) == 0 &&
            seccomp_rule_add_array(
                filter, SCMP_ACT_ERRNO(one->error), one->call, one->conditions, &one->when) == 0) {
            added++;
        }
    }
    return added;
}

int main(int count, char **words)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int at = 1;
    // The daemon's own setting is looked at.
    int ready =
        filter != NULL && seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, geteuid() != 0) == 0;
    for (; ready && at < count && strcmp(words[at], "--") != 0; at++) {
        ready = add(filter, words[at]) > 0;
    }
    if (!ready || at + 1 >= count || seccomp_load(filter) != 0) {
        fprintf(stderr, "withhold: not done\n");
        return 2;
    }
    execvp(words[at + 1], &words[at + 1]);
    perror(words[at + 1]);
    return 2;
}
