// SPDX-License-Identifier: MIT
// clock: how long things take. Floor: doctor.
#pragma once

#include <stdint.h>

int64_t clock_now_ms(void); // counts on whatever happens to the time of day
