/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-calendar.h"

G_BEGIN_DECLS

#define OTK_DAY_S 86400
/* The dates that are reckoned with: years 1 … 9999. */
#define OTK_DATE_FIRST -719162
#define OTK_DATE_LAST 2932896

/* An interval on the wall clock, seconds since 00:00 of the date of its opening. */
typedef struct
{
  gint32 open;  /* 0 … 86399 */
  gint32 close; /* open + 1 … 172799 */
} OtkHours;

typedef struct
{
  gint32 date;
  gboolean holiday;
  GArray *hours; /* OtkHours */
  char *name;    /* (nullable) */
} OtkException;

/* A day of a week without exceptions and clock changes, from 00:00 to 24:00, with what came over
 * midnight from the day before. */
typedef struct
{
  GArray *hours; /* OtkHours with close <= 86400 */
  gint64 sum;    /* seconds */
} OtkPlainDay;

struct _OtkCalendar
{
  gatomicrefcount refs;
  const OtkZone *zone;
  GArray *weekly[7];  /* OtkHours, from Monday; ascending, apart */
  GArray *exceptions; /* OtkException, by ascending date, one for each */
  OtkPlainDay plain[7];
  gint64 plain_week; /* seconds */
};

/* An empty calendar without a zone, to be filled by its maker and then sealed. */
OtkCalendar *otk_calendar_new_blank (void);
void otk_calendar_seal (OtkCalendar *self);
/* (nullable): the exception on date. */
const OtkException *otk_calendar_exception (const OtkCalendar *self, gint32 date);
/* The index of the first exception on or after date. */
guint otk_calendar_find_exception (const OtkCalendar *self, gint32 date);
/* Sorts and joins intervals that touch or overlap. */
void otk_hours_unite (GArray *hours);

G_END_DECLS
