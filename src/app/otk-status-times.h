/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_STATUS_TIMES (otk_status_times_get_type ())
/**
 * OtkStatusTimes:
 *
 * How long the request has been in each status, hh:mm:ss, every status listed (product.md §1.2).
 * The current one runs.
 */
G_DECLARE_FINAL_TYPE (OtkStatusTimes, otk_status_times, OTK, STATUS_TIMES, GtkWidget)

void otk_status_times_set_dossier (OtkStatusTimes *self, OtkDossier *dossier);

/** otk_status_time_text: @milliseconds as "00:04:06"; hours are not folded into days. */
char *otk_status_time_text (gint64 milliseconds);

G_END_DECLS
