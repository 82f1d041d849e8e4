/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-value.h"

G_BEGIN_DECLS

/**
 * OtkZone:
 *
 * A time zone of the IANA database as a table of its clock changes, so that a conversion is a
 * search in a small array. Zones are made once, are never freed and may be used from any thread.
 *
 * A wall time is counted in seconds since 1970-01-01 00:00 of the zone's own clock; a date is the
 * number of days since 1970-01-01.
 */
typedef struct _OtkZone OtkZone;

/** OtkWall: What calendar and clock on the wall show. */
typedef struct
{
  int year;
  int month; /* 1…12 */
  int day;   /* 1…31 */
  int hour;
  int minute;
  int second;
  int weekday; /* 1 = Monday … 7 = Sunday */
} OtkWall;

/** otk_floor_div: a / b, rounded down; @b is positive. */
static inline gint64
otk_floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0 ? 1 : 0);
}

/** otk_zone_find: Returns: (nullable) (transfer none): NULL where there is no zone called @name. */
const OtkZone *otk_zone_find (const char *name);
const char *otk_zone_name (const OtkZone *self);

/** otk_zone_offset: Returns: seconds that the wall clock is ahead of UTC at @unix_s. */
int otk_zone_offset (const OtkZone *self, gint64 unix_s);

/**
 * otk_zone_localize:
 *
 * The instant of a wall time. What a clock change leaves out moves forward by the change; what
 * comes twice is its first occurrence.
 *
 * Returns: seconds since 1970-01-01 UTC
 */
gint64 otk_zone_localize (const OtkZone *self, gint64 wall_s);

/**
 * otk_zone_next_change:
 *
 * Returns: the first clock change later than @unix_s in seconds UTC, or G_MAXINT64
 */
gint64 otk_zone_next_change (const OtkZone *self, gint64 unix_s);
/** otk_zone_last_change: The last clock change at or before @unix_s, or G_MININT64. */
gint64 otk_zone_last_change (const OtkZone *self, gint64 unix_s);

/** otk_zone_wall: What the zone's clocks show at @at. */
void otk_zone_wall (const OtkZone *self, OtkTime at, OtkWall *wall);

/** otk_date_from: Returns: the date's number of days since 1970-01-01 in the Gregorian calendar. */
gint32 otk_date_from (int year, int month, int day);
/** otk_date_split: The opposite of otk_date_from(). Each part is (out) (optional). */
void otk_date_split (gint32 date, int *year, int *month, int *day);
/** otk_date_weekday: Returns: 1 = Monday … 7 = Sunday. */
int otk_date_weekday (gint32 date);

G_END_DECLS
