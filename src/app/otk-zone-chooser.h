/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-chooser.h"

G_BEGIN_DECLS

#define OTK_TYPE_ZONE_CHOOSER (otk_zone_chooser_get_type ())
/**
 * OtkZoneChooser:
 *
 * Chooses a time zone of the IANA database; its key is the zone's name, "Europe/Moscow".
 */
G_DECLARE_FINAL_TYPE (OtkZoneChooser, otk_zone_chooser, OTK, ZONE_CHOOSER, OtkChooser)

GtkWidget *otk_zone_chooser_new (void);
/** otk_zone_local: Returns: (transfer full): the name of this computer's zone, "UTC" where it has
 * none. */
char *otk_zone_local (void);

G_END_DECLS
