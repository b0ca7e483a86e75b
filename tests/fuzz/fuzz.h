// SPDX-License-Identifier: MIT
// fuzz: what every target offers to libFuzzer and to driver.c. It returns 0 always.
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
