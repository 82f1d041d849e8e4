/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-calendar.h"
#include "otk-cell.h"

G_BEGIN_DECLS

/** OtkDeadlineOf: Which of a request's two norms. */
typedef enum
{
  OTK_DEADLINE_REACTION,
  OTK_DEADLINE_RESOLUTION,
} OtkDeadlineOf;

typedef enum
{
  OTK_DEADLINE_NONE,    /* no norm applies */
  OTK_DEADLINE_RUNNING, /* time is left */
  OTK_DEADLINE_LOW,     /* less than a quarter of the norm is left */
  OTK_DEADLINE_OVER,    /* it has run out, and goes on */
  OTK_DEADLINE_PAUSED,  /* it stands still */
  OTK_DEADLINE_MET,     /* done in time */
  OTK_DEADLINE_MISSED,  /* done too late */
} OtkDeadlineKind;

/** OtkDeadline: What a request's norm looks like at one instant. */
typedef struct
{
  OtkDeadlineKind kind;
  OtkTime due;   /* RUNNING, LOW, OVER */
  gint64 amount; /* ms left, or over where negative; what was spent once MET or MISSED */
} OtkDeadline;

/**
 * otk_deadline_of:
 * @calendar: (nullable): the hours frozen in @request: only they count, as in its card
 */
OtkDeadline otk_deadline_of (const OtkRecord *request, OtkDeadlineOf norm,
                             const OtkCalendar *calendar, OtkTime now);
/** otk_deadline_text: For a cell: "2 h 15 min", "overdue by 12 min", "" for NONE. */
char *otk_deadline_text (const OtkDeadline *deadline);
/** otk_deadline_colour: Returns: (nullable): the named colour that goes with it. */
const char *otk_deadline_colour (const OtkDeadline *deadline);
/** otk_deadline_icon: Returns: (nullable): the glyph that goes with it, as colour is never alone.
 */
const char *otk_deadline_icon (const OtkDeadline *deadline);
/** otk_deadline_describe: The same in a whole sentence: for tooltips and screen readers. */
char *otk_deadline_describe (const OtkDeadline *deadline);

#define OTK_TYPE_COUNTDOWN_CELL (otk_countdown_cell_get_type ())
/**
 * OtkCountdownCell:
 *
 * A live deadline in a table: text and a glyph, red once it is over. Follows the desk's ticker
 * while it is on the screen.
 */
G_DECLARE_FINAL_TYPE (OtkCountdownCell, otk_countdown_cell, OTK, COUNTDOWN_CELL, OtkCell)

GtkWidget *otk_countdown_cell_new (OtkDesk *desk, OtkDeadlineOf norm);

G_END_DECLS
