// SPDX-License-Identifier: MIT
#include "answers/device.h"

static const struct word devices[DEVICE_COUNT] = {
    [DEVICE_OTHER] = {{[WORDS_YAML] = "other"}},
    [DEVICE_IPHONE] = {{[WORDS_YAML] = "iphone"}},
    [DEVICE_MAC] = {{[WORDS_YAML] = "mac"}},
    [DEVICE_ANDROID] = {{[WORDS_YAML] = "android"}},
    [DEVICE_WINDOWS] = {{[WORDS_YAML] = "windows"}},
    [DEVICE_LINUX] = {{[WORDS_YAML] = "linux"}},
};

// The page's words make them items of a loop: it passes over what the format cannot say.
static const struct word groups[GROUP_COUNT] = {
    [GROUP_APPLE] = {{[WORDS_YAML] = "apple", [WORDS_PAGE] = "apple"}},
    [GROUP_ANDROID] = {{[WORDS_YAML] = "android", [WORDS_PAGE] = "android"}},
    [GROUP_COMPUTER] = {{[WORDS_YAML] = "computer", [WORDS_PAGE] = "computer"}},
    [GROUP_SERVICE] = {{[WORDS_YAML] = "service", [WORDS_PAGE] = "service"}},
};

const struct word_set device_words = {"a kind of device", devices, COUNT_OF(devices)};
const struct word_set group_words = {"a group of mail programs", groups, COUNT_OF(groups)};

// The first that is found counts: Android says Linux, too.
static const struct {
    const char *sign;
    enum device device;
} signs[] = {
    {"iPhone", DEVICE_IPHONE},
    {"iPad", DEVICE_IPHONE},
    {"iPod", DEVICE_IPHONE},
    {"Android", DEVICE_ANDROID},
    {"Macintosh", DEVICE_MAC},
    {"Windows", DEVICE_WINDOWS},
    {"Linux", DEVICE_LINUX},
    {"X11", DEVICE_LINUX},
};

static const enum client_group own_groups[DEVICE_COUNT] = {
    [DEVICE_OTHER] = GROUP_COMPUTER,
    [DEVICE_IPHONE] = GROUP_APPLE,
    [DEVICE_MAC] = GROUP_APPLE,
    [DEVICE_ANDROID] = GROUP_ANDROID,
    [DEVICE_WINDOWS] = GROUP_COMPUTER,
    [DEVICE_LINUX] = GROUP_COMPUTER,
};

enum device device_find(struct span user_agent)
{
    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        struct span sign = span_from_c(signs[i].sign);
        for (struct span rest = user_agent; rest.len >= sign.len; rest = span_from(rest, 1)) {
            if (span_starts_with(rest, sign)) {
                return signs[i].device;
            }
        }
    }
    return DEVICE_OTHER;
}

struct word_list device_groups(enum device device)
{
    struct word_list list = {{(uint8_t)own_groups[device]}, 1};
    for (unsigned group = 0; group < GROUP_COUNT; group++) {
        if (group != own_groups[device]) {
            list.items[list.len++] = (uint8_t)group;
        }
    }
    return list;
}
