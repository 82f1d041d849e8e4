/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Finding and using widgets in the test's own process, as an assistive technology would name them.
 */

/** otk_find: Returns: (nullable): the first visible widget below @root whose accessible name is
 * @name and whose role is @role; %GTK_ACCESSIBLE_ROLE_NONE for any. */
GtkWidget *otk_find (GtkWidget *root, GtkAccessibleRole role, const char *name);
/** otk_need: The same, after waiting for it; the test fails where it does not come. */
GtkWidget *otk_need (GtkWidget *root, GtkAccessibleRole role, const char *name);
/** otk_find_text: Returns: (nullable): the first visible label that holds @part. */
GtkWidget *otk_find_text (GtkWidget *root, const char *part);
void otk_need_text (GtkWidget *root, const char *part);

/** otk_wait: Runs the main loop until @done answers TRUE; the test fails after ten seconds. */
void otk_wait (gboolean (*done) (gpointer data), gpointer data);
/** otk_settle: Lets everything that is ready happen. */
void otk_settle (void);

/** otk_enter: Puts @text into the entry or text view called @name. */
void otk_enter (GtkWidget *root, const char *name, const char *text);
/** otk_press: Clicks the button called @name. */
void otk_press (GtkWidget *root, const char *name);
/** otk_pick: Types @text into the chooser called @name and takes the first line of its list. */
void otk_pick (GtkWidget *root, const char *name, const char *text);

G_END_DECLS
