/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define OTK_TYPE_FILE_STRIP (otk_file_strip_get_type ())
/**
 * OtkFileStrip:
 *
 * Files to be attached: chosen by a button, dropped or pasted; copied in at once, so that the
 * original may go. A row for each with its size and a button that leaves it out.
 *
 * Signal "changed".
 */
G_DECLARE_FINAL_TYPE (OtkFileStrip, otk_file_strip, OTK, FILE_STRIP, GtkBox)

GtkWidget *otk_file_strip_new (OtkDesk *desk);
/** otk_file_strip_add: Copies @file in; what goes wrong is said in its row. */
void otk_file_strip_add (OtkFileStrip *self, GFile *file);
/** otk_file_strip_accept_drops: Files dropped on @widget are added. */
void otk_file_strip_accept_drops (OtkFileStrip *self, GtkWidget *widget);
guint otk_file_strip_count (OtkFileStrip *self);
/** otk_file_strip_is_busy: TRUE while a file is still being copied. */
gboolean otk_file_strip_is_busy (OtkFileStrip *self);
void otk_file_strip_clear (OtkFileStrip *self);
/**
 * otk_file_strip_fill:
 * @commands: (element-type OtkCommand): gets an ATTACH command for each file
 * @request: the request's id
 */
void otk_file_strip_fill (OtkFileStrip *self, GPtrArray *commands, const OtkId *request);

/** otk_file_strip_save: Writes the files into @draft's group @group; they are read back by _load.
 */
void otk_file_strip_save (OtkFileStrip *self, GKeyFile *draft, const char *group);
void otk_file_strip_load (OtkFileStrip *self, GKeyFile *draft, const char *group);

G_END_DECLS
