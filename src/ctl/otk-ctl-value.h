/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-calendar.h"
#include "otk-ctl.h"
#include "otk-sla-clock.h"

G_BEGIN_DECLS

/** otk_ctl_text: Returns: (transfer full): a field's content for people; "" for none. */
char *otk_ctl_text (OtkCtl *ctl, const OtkField *field, const OtkValue *value);
/** otk_ctl_write_value: The same for programs: names of records and choices, ISO 8601, seconds. */
void otk_ctl_write_value (OtkCtl *ctl, OtkJsonWriter *json, const char *key, const OtkField *field,
                          const OtkValue *value);
/** otk_ctl_time: Returns: (transfer full): "05.06.2026 17:30:00" in the local zone, "" for none. */
char *otk_ctl_time (OtkTime at);
/** otk_ctl_span: Returns: (transfer full): "12:05:00", hours, minutes and seconds. */
char *otk_ctl_span (gint64 seconds);

/** OtkCtlClocks: What the two clocks of a request show. */
typedef struct
{
  OtkCalendar *calendar; /* (nullable) */
  GArray *pauses;        /* OtkPause */
  GPtrArray *reasons;    /* (nullable) texts, one for each pause */
  OtkSlaClock reaction;
  OtkSlaClock resolution;
  OtkSlaReading reaction_now;
  OtkSlaReading resolution_now;
} OtkCtlClocks;

/** otk_ctl_read_clocks: Free with otk_ctl_clocks_clear(). */
gboolean otk_ctl_read_clocks (OtkCtl *ctl, const OtkRecord *request, OtkCtlClocks *clocks,
                              GError **error);
void otk_ctl_clocks_clear (OtkCtlClocks *clocks);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkCtlClocks, otk_ctl_clocks_clear)

G_END_DECLS
