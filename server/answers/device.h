// SPDX-License-Identifier: MIT
// device: what kind of device a browser runs on, by its User-Agent; and the mail programs for each,
// in groups. Floor: answers; pure. A guess that decides on an order only: everything is shown to
// everybody.
#pragma once

#include "model/provider.h"

enum device {
    DEVICE_OTHER,
    DEVICE_IPHONE, // and iPad, where it does not say that it is a Mac
    DEVICE_MAC,
    DEVICE_ANDROID,
    DEVICE_WINDOWS,
    DEVICE_LINUX,
    DEVICE_COUNT,
};
extern const struct word_set device_words;

// Whose steps stand together on the page.
enum client_group {
    GROUP_APPLE,
    GROUP_ANDROID,
    GROUP_COMPUTER,
    GROUP_SERVICE, // programs on a server that read and send mail
    GROUP_COUNT,
};
extern const struct word_set group_words;

enum device device_find(struct span user_agent);

// All groups, the device's own first.
struct word_list device_groups(enum device device);
