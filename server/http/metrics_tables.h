// SPDX-License-Identifier: MIT
// metrics_tables: the bounds that metrics.c counts by and metrics_text.c prints. Floor: http; pure.
#pragma once

#include <stdatomic.h>

#include "http/metrics.h"

extern const unsigned metrics_statuses[STATUS_ROWS]; // the last, 0, is any other
extern const uint64_t metrics_duration_limits_us[DURATION_BUCKETS];
extern const uint64_t metrics_size_limits_bytes[SIZE_BUCKETS];
