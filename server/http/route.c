// SPDX-License-Identifier: MIT
#include "http/route.h"

#include "answers/autoconfig.h"
#include "answers/autodiscover.h"
#include "answers/autodiscover_json.h"
#include "answers/mobileconfig.h"
#include "answers/pacc.h"
#include "answers/page.h"
#include "answers/qr.h"
#include "answers/redirect.h"
#include "http/challenge.h"

const char *const endpoint_words[ENDPOINT_COUNT] = {
    [ENDPOINT_NONE] = "none",
    [ENDPOINT_AUTOCONFIG] = "autoconfig",
    [ENDPOINT_ISPDB] = "ispdb",
    [ENDPOINT_AUTODISCOVER] = "autodiscover",
    [ENDPOINT_AUTODISCOVER_JSON] = "autodiscover-json",
    [ENDPOINT_MOBILECONFIG] = "mobileconfig",
    [ENDPOINT_PACC] = "pacc",
    [ENDPOINT_REDIRECT] = "redirect",
    [ENDPOINT_QR] = "qr",
    [ENDPOINT_ACME] = "acme",
    [ENDPOINT_PAGE] = "page",
    [ENDPOINT_ADMIN] = "admin",
};

// clang-format off
const struct route routes[] = {
    {"/", false, false, ROUTE_READ, ENDPOINT_PAGE, page_answer},
    {CHALLENGE_PATH, true, false, ROUTE_READ, ENDPOINT_ACME, NULL},
    {"/.well-known/autoconfig/mail/config-v1.1.xml", false, false, ROUTE_READ, ENDPOINT_AUTOCONFIG, autoconfig_answer},
    {"/.well-known/caldav", false, false, ROUTE_ANY, ENDPOINT_REDIRECT, redirect_caldav_answer},
    {"/.well-known/carddav", false, false, ROUTE_ANY, ENDPOINT_REDIRECT, redirect_carddav_answer},
    {"/.well-known/jmap", false, false, ROUTE_ANY, ENDPOINT_REDIRECT, redirect_jmap_answer},
    {"/.well-known/mail-v1.xml", false, false, ROUTE_READ, ENDPOINT_AUTOCONFIG, autoconfig_answer},
    {"/.well-known/user-agent-configuration.json", false, false, ROUTE_READ, ENDPOINT_PACC, pacc_answer},
    {"/apple.mobileconfig", false, false, ROUTE_READ_AND_POST, ENDPOINT_MOBILECONFIG, mobileconfig_answer},
    {"/autodiscover/autodiscover.json", false, true, ROUTE_READ, ENDPOINT_AUTODISCOVER_JSON, autodiscover_json_answer},
    {"/autodiscover/autodiscover.json/v1.0/", true, true, ROUTE_READ, ENDPOINT_AUTODISCOVER_JSON, autodiscover_json_answer},
    {"/autodiscover/autodiscover.xml", false, true, ROUTE_READ_AND_POST, ENDPOINT_AUTODISCOVER, autodiscover_answer},
    {"/email.mobileconfig", false, false, ROUTE_READ_AND_POST, ENDPOINT_MOBILECONFIG, mobileconfig_answer},
    {"/mail/config-v1.1.xml", false, false, ROUTE_READ, ENDPOINT_AUTOCONFIG, autoconfig_answer},
    {"/mobileconfig", false, false, ROUTE_READ_AND_POST, ENDPOINT_MOBILECONFIG, mobileconfig_answer},
    {"/mobileconfig/", false, false, ROUTE_READ_AND_POST, ENDPOINT_MOBILECONFIG, mobileconfig_answer},
    {"/profile.mobileconfig", false, false, ROUTE_READ_AND_POST, ENDPOINT_MOBILECONFIG, mobileconfig_answer},
    {"/qr/apple.svg", false, false, ROUTE_READ, ENDPOINT_QR, qr_apple_answer},
    {"/qr/thunderbird.svg", false, false, ROUTE_READ, ENDPOINT_QR, qr_thunderbird_answer},
    {"/settings", false, false, ROUTE_READ_AND_POST, ENDPOINT_PAGE, page_answer},
    {"/v1.1/", true, false, ROUTE_READ, ENDPOINT_ISPDB, autoconfig_ispdb_answer},
    {"/v1.1/mail/config-v1.1.xml", false, false, ROUTE_READ, ENDPOINT_AUTOCONFIG, autoconfig_answer},
};
// clang-format on
const size_t route_count = COUNT_OF(routes);

// As memcmp(), the path asked for taken in lower case.
static int compare_fold(struct span row, struct span path)
{
    for (size_t i = 0; i < row.len && i < path.len; i++) {
        int difference = (unsigned char)row.ptr[i] - (unsigned char)ascii_lower(path.ptr[i]);
        if (difference != 0) {
            return difference;
        }
    }
    return row.len == path.len ? 0 : row.len < path.len ? -1 : 1;
}

// How many rows stand before `path` or are it, letter case apart.
static size_t count_up_to(struct span path)
{
    size_t low = 0;
    size_t high = route_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_fold(span_from_c(routes[middle].path), path) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool matches(const struct route *row, struct span path)
{
    struct span whole = span_from_c(row->path);
    if (row->is_prefix && path.len >= whole.len) {
        path = span_until(path, whole.len);
    }
    return row->any_letter_case ? span_equal_fold(whole, path) : span_equal(whole, path);
}

const struct route *route_find(struct span path)
{
    // What matches is the row itself or stands before it: a prefix sorts before what it begins.
    for (size_t i = count_up_to(path); i > 0; i--) {
        if (matches(&routes[i - 1], path)) {
            return &routes[i - 1];
        }
    }
    return NULL;
}

bool route_allows(const struct route *route, enum method method)
{
    switch (route->methods) {
    case ROUTE_READ:
        return method == METHOD_GET || method == METHOD_HEAD;
    case ROUTE_READ_AND_POST:
        return method != METHOD_OTHER;
    case ROUTE_ANY:
        return true;
    }
    return false;
}

const char *route_methods_text(const struct route *route)
{
    return route->methods == ROUTE_READ ? "GET, HEAD" : "GET, HEAD, POST";
}
