/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-value.h"

G_BEGIN_DECLS

/**
 * OtkInstant:
 * @wall: what the wall clock shows, ms since 1970 UTC; people may set it wrong
 * @mono: ms since the machine was started, sleep included (CLOCK_BOOTTIME)
 * @boot: (nullable): which start of the machine
 *
 * One moment by every clock of a device.
 */
typedef struct
{
  OtkTime wall;
  gint64 mono;
  const char *boot;
} OtkInstant;

#define OTK_SERVER_TIME_SAMPLES 10

/** OtkTimeSample: What one answer told: the server showed @base when the device's counter was
 * @mono; wrong by at most half of @round_trip (ms). */
typedef struct
{
  OtkTime base;
  gint64 mono;
  gint64 round_trip;
} OtkTimeSample;

/**
 * OtkServerTime:
 * @base: the server's time when the counter of the start @boot showed @mono; OTK_TIME_NONE before
 *   the first answer
 * @offset: the server's time minus the wall clock then, ms
 *
 * What a device knows of the server's clock (sync.md §4.2). A zeroed one knows nothing once
 * otk_server_time_init() was called.
 */
typedef struct
{
  OtkTime base;
  gint64 mono;
  char boot[64];
  gint64 offset;
  /*< private >*/
  OtkTimeSample samples[OTK_SERVER_TIME_SAMPLES];
  guint n_samples;
} OtkServerTime;

void otk_server_time_init (OtkServerTime *self);

/**
 * otk_server_time_learn:
 * @server_time: what an answer said
 * @sent: when the question left
 * @received: when the answer was there
 *
 * Takes the sample with the shortest round trip of the last ten, since that one is the least wrong.
 * A sample across two starts of the machine, or one that ends before it began, is passed over.
 *
 * Returns: whether what is known has changed by more than can be noise (20 ms), so that it is worth
 *   keeping
 */
gboolean otk_server_time_learn (OtkServerTime *self, OtkTime server_time, const OtkInstant *sent,
                                const OtkInstant *received);

/**
 * otk_server_time_estimate:
 * @quality: (out): 'A' by the counter of the same start, 'B' by the wall clock after another start,
 *   'C' by the wall clock alone, where no answer was ever seen
 *
 * What the server's clock shows now, as far as the device can tell.
 */
OtkTime otk_server_time_estimate (const OtkServerTime *self, const OtkInstant *now, char *quality);

G_END_DECLS
