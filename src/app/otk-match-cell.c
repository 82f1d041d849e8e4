/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-match-cell.h"

/* What otk_desk_excerpt() puts around a match. */
#define MATCH_BEGIN 0x2068
#define MATCH_END 0x2069

struct _OtkMatchCell
{
  OtkCell parent_instance;

  OtkDesk *desk;
  char *search;
  guint idle;
};

G_DEFINE_FINAL_TYPE (OtkMatchCell, otk_match_cell, OTK_TYPE_CELL)

char *
otk_match_markup (const char *excerpt)
{
  GString *markup = g_string_new (NULL);
  gboolean bold = FALSE;

  for (const char *at = excerpt; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == MATCH_BEGIN || c == MATCH_END)
        {
          if (bold != (c == MATCH_BEGIN))
            g_string_append (markup, c == MATCH_BEGIN ? "<b>" : "</b>");
          bold = c == MATCH_BEGIN;
        }
      else if (c == '\n' || c == '\t')
        g_string_append_c (markup, ' ');
      else
        {
          g_autofree char *escaped = g_markup_escape_text (at, g_utf8_next_char (at) - at);

          g_string_append (markup, escaped);
        }
    }
  if (bold)
    g_string_append (markup, "</b>");
  return g_string_free (markup, FALSE);
}

static void
show_markup (OtkMatchCell *self, const char *markup)
{
  g_autoptr (PangoAttrList) attributes = NULL;
  g_autofree char *text = NULL;

  if (!pango_parse_markup (markup, -1, 0, &attributes, &text, NULL, NULL))
    return;
  otk_cell_set_text (OTK_CELL (self), text);
  otk_cell_set_attributes (OTK_CELL (self), attributes);
}

static gboolean
idle_cb (gpointer data)
{
  OtkMatchCell *self = data;
  OtkRecord *request = otk_cell_record (OTK_CELL (self));
  g_autofree char *excerpt = NULL, *markup = NULL;

  self->idle = 0;
  if (request == NULL)
    return G_SOURCE_REMOVE;
  excerpt = otk_desk_excerpt (self->desk, otk_record_id (request), self->search);
  markup = otk_match_markup (excerpt == NULL ? "" : excerpt);
  show_markup (self, markup);
  return G_SOURCE_REMOVE;
}

static void
otk_match_cell_fill (OtkCell *cell, OtkRecord *request)
{
  OtkMatchCell *self = OTK_MATCH_CELL (cell);

  otk_cell_set_text (cell, "");
  if (self->search != NULL && self->idle == 0)
    self->idle = g_idle_add (idle_cb, self);
}

static void
otk_match_cell_unmap (GtkWidget *widget)
{
  OtkMatchCell *self = OTK_MATCH_CELL (widget);

  if (self->idle != 0)
    otk_cell_refill (OTK_CELL (self)); /* when it is seen again */
  g_clear_handle_id (&self->idle, g_source_remove);

  GTK_WIDGET_CLASS (otk_match_cell_parent_class)->unmap (widget);
}

static void
otk_match_cell_dispose (GObject *object)
{
  OtkMatchCell *self = OTK_MATCH_CELL (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->search, g_free);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_match_cell_parent_class)->dispose (object);
}

static void
otk_match_cell_class_init (OtkMatchCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = otk_match_cell_dispose;
  OTK_CELL_CLASS (klass)->fill = otk_match_cell_fill;
  GTK_WIDGET_CLASS (klass)->unmap = otk_match_cell_unmap;
}

static void
otk_match_cell_init (OtkMatchCell *self)
{
}

GtkWidget *
otk_match_cell_new (OtkDesk *desk)
{
  OtkMatchCell *self = g_object_new (OTK_TYPE_MATCH_CELL, NULL);

  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}

void
otk_match_cell_set_search (OtkMatchCell *self, const char *search)
{
  const char *wanted = search == NULL || *search == '\0' ? NULL : search;

  if (g_strcmp0 (wanted, self->search) == 0)
    return;
  g_free (self->search);
  self->search = g_strdup (wanted);
  otk_cell_refill (OTK_CELL (self));
}
