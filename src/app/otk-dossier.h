/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"
#include "otk-sla-clock.h"

G_BEGIN_DECLS

/** OtkVisit: One stay of the request in a status; @to is OTK_TIME_NONE while it lasts. */
typedef struct
{
  OtkStatus status;
  OtkTime from;
  OtkTime to;
  OtkId by; /* who brought it there; none for the program itself */
} OtkVisit;

/**
 * OtkDossier:
 *
 * What a card shows of one request, read once and shared by its parts: a few indexed queries. It
 * does not change; after a commit the card makes a new one. Belongs to the desk's thread.
 */
typedef struct
{
  OtkDesk *desk;          /* owned */
  OtkRecord *request;     /* owned */
  GPtrArray *facts;       /* OtkFact of the request, in order */
  GPtrArray *messages;    /* OtkRecord, by date */
  GPtrArray *attachments; /* OtkRecord */
  GPtrArray *tasks;       /* OtkRecord */
  GArray *visits;         /* OtkVisit, in order */
  OtkCalendar *calendar;  /* (nullable): the hours that the norms count in */
  GArray *pauses;         /* OtkPause: what the resolution does not count */
} OtkDossier;

/** otk_dossier_load: Returns: (transfer full) (nullable): NULL where there is no such request. */
OtkDossier *otk_dossier_load (OtkDesk *desk, const OtkId *request);
OtkDossier *otk_dossier_ref (OtkDossier *self);
void otk_dossier_unref (OtkDossier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkDossier, otk_dossier_unref)

OtkStatus otk_dossier_status (OtkDossier *self);
/** otk_dossier_is_linked: Whether the request belongs to a master request (product.md §2.9). */
gboolean otk_dossier_is_linked (OtkDossier *self);

/**
 * otk_dossier_time_in:
 *
 * How long the request has been in @status, all stays together, by the wall clock (R-S4).
 * Returns: milliseconds
 */
gint64 otk_dossier_time_in (OtkDossier *self, OtkStatus status, OtkTime now);

/** otk_dossier_last_visit: Returns: (nullable) (transfer none): the latest stay in @status. */
const OtkVisit *otk_dossier_last_visit (OtkDossier *self, OtkStatus status);

G_END_DECLS
