/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-value.h"

G_BEGIN_DECLS

/**
 * OtkSimAgenda:
 *
 * What is to happen in a simulated world, and when. Of events of one instant the one noted first
 * comes first, so that a seed always tells the same story. Threads: one.
 */
typedef struct _OtkSimAgenda OtkSimAgenda;

/** OtkSimEvent: Happens once. */
typedef void (*OtkSimEvent) (gpointer data);

OtkSimAgenda *otk_sim_agenda_new (OtkTime start);
void otk_sim_agenda_free (OtkSimAgenda *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSimAgenda, otk_sim_agenda_free)

/** otk_sim_agenda_now: The true time, which nobody in the world knows. */
OtkTime otk_sim_agenda_now (OtkSimAgenda *self);
/**
 * otk_sim_agenda_add:
 * @after: ms from now
 * @free_data: (nullable): run after the event, or in its place where it is dropped
 *
 * Returns: the event's number, for otk_sim_agenda_drop()
 */
guint64 otk_sim_agenda_add (OtkSimAgenda *self, OtkTime after, OtkSimEvent event, gpointer data,
                            GDestroyNotify free_data);
/** otk_sim_agenda_drop: Takes an event off; one that happened already is no matter. */
void otk_sim_agenda_drop (OtkSimAgenda *self, guint64 number);
/** otk_sim_agenda_step: Lets the next event happen. Returns: FALSE where nothing is left. */
gboolean otk_sim_agenda_step (OtkSimAgenda *self);
/** otk_sim_agenda_next: When the next one is due; OTK_TIME_NONE where nothing is left. */
OtkTime otk_sim_agenda_next (OtkSimAgenda *self);

G_END_DECLS
