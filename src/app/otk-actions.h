/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** OtkAction: What the window can do: a line of the palette, a shortcut. */
typedef struct
{
  const char *name;  /* detailed action name, "win.new-request" */
  const char *label; /* untranslated */
  const char *icon;
  const char *keys;  /* (nullable): accelerator that works everywhere in the window */
  const char *shown; /* (nullable): accelerator that is only told, for another widget has it */
  gboolean server;   /* only where the data is a server's */
} OtkAction;

/** otk_actions: Returns: (transfer none): every action of the window and the program. */
const OtkAction *otk_actions (guint *n);
/** otk_actions_set_keys: Makes the accelerators work. */
void otk_actions_set_keys (GtkApplication *application);

G_END_DECLS
