/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

G_BEGIN_DECLS

typedef enum
{
  OTK_LIMIT_REACTION = 1,
  OTK_LIMIT_RESOLUTION,
  OTK_LIMIT_ANSWER,
} OtkLimit;

/** OtkLook: How a norm stands (visual.md, Time); one style class each. */
typedef enum
{
  OTK_LOOK_NONE,    /* no norm applies, or it has not begun */
  OTK_LOOK_CALM,    /* a quarter or more is left */
  OTK_LOOK_WARNING, /* less than a quarter */
  OTK_LOOK_DANGER,  /* less than a tenth */
  OTK_LOOK_OVER,    /* run out, still running */
  OTK_LOOK_PAUSED,  /* the request waits */
  OTK_LOOK_CLOSED,  /* outside service hours: nothing counts now */
  OTK_LOOK_MET,     /* ended in time */
  OTK_LOOK_MISSED,  /* ended too late */
} OtkLook;

/**
 * OtkSlaFigures:
 *
 * A norm against the fact at an instant. All but instants in milliseconds of service time.
 */
typedef struct
{
  OtkLook look;
  gint64 norm;
  gint64 spent;
  gint64 left;     /* negative once over */
  gint64 reminder; /* when the reminder comes, counted from the start; -1 for none */
  OtkTime due;     /* OTK_TIME_NONE while it waits, or where it is never due */
  OtkTime opens;   /* CLOSED: when counting goes on; OTK_TIME_NONE otherwise */
} OtkSlaFigures;

void otk_sla_figures (OtkDossier *dossier, OtkLimit kind, OtkTime now, OtkSlaFigures *figures);

/**
 * otk_sla_text:
 * @next: (out) (optional): when the text changes; OTK_TIME_NONE for never
 *
 * Returns: (transfer full): the words beside the bar: "2 h 15 min", "overdue by 12 min",
 *   "paused, 3 h 12 min left", "the clock goes on at 09:00", "in time, 4 min"
 */
char *otk_sla_text (const OtkSlaFigures *figures, OtkTime now, OtkTime *next);

/** otk_sla_label: Returns: (transfer none): "Reaction time" …, translated. */
const char *otk_sla_label (OtkLimit kind);
/** otk_sla_class: Returns: (transfer none) (nullable): the style class of a look. */
const char *otk_sla_class (OtkLook look);

G_END_DECLS
