// SPDX-License-Identifier: MIT
#include "sources/presets.h"

#define ON(dialect) (1U << DIALECT_##dialect)

const struct preset presets[PRESET_COUNT] = {
    // "ALL" stands for all domains in rights of administrators. The columns are booleans in
    // PostgreSQL, numbers elsewhere: only the bare word is right in all.
    {"postfixadmin", ON(POSTGRESQL) | ON(MYSQL) | ON(SQLITE),
        "SELECT domain FROM domain WHERE active AND NOT backupmx AND domain <> 'ALL' "
        "UNION SELECT a.alias_domain FROM alias_domain a JOIN domain d ON d.domain = "
        "a.target_domain "
        "WHERE a.active AND d.active AND NOT d.backupmx"},
    {"mailcow", ON(MYSQL),
        "SELECT domain FROM domain WHERE active = 1 AND backupmx = 0 "
        "UNION SELECT a.alias_domain FROM alias_domain a JOIN domain d ON d.domain = "
        "a.target_domain "
        "WHERE a.active = 1 AND d.active = 1 AND d.backupmx = 0"},
    {"iredmail", ON(POSTGRESQL) | ON(MYSQL),
        "SELECT domain FROM domain WHERE active = 1 AND backupmx = 0 "
        "UNION SELECT a.alias_domain FROM alias_domain a JOIN domain d ON d.domain = "
        "a.target_domain "
        "WHERE a.active = 1 AND d.active = 1 AND d.backupmx = 0"},
    {"ispconfig", ON(MYSQL),
        "SELECT domain FROM mail_domain WHERE active = 'y' "
        "UNION SELECT SUBSTRING(f.source, 2) FROM mail_forwarding f "
        "JOIN mail_domain d ON d.domain = SUBSTRING(f.destination, 2) "
        "WHERE f.type = 'aliasdomain' AND f.active = 'y' AND d.active = 'y'"},
};

const struct preset *preset_find(struct span name)
{
    for (size_t i = 0; i < PRESET_COUNT; i++) {
        if (span_equal_c(name, presets[i].name)) {
            return &presets[i];
        }
    }
    return NULL;
}
