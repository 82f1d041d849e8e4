/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-match-cell.h"

/* What otk_desk_excerpt() puts around a match. */
#define MATCH_BEGIN 0x2068
#define MATCH_END 0x2069

struct _OtkMatchCell
{
  GtkWidget parent_instance;

  OtkDesk *desk;
  OtkId request;
  char *search;
  guint idle;

  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (OtkMatchCell, otk_match_cell, GTK_TYPE_WIDGET)

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

static gboolean
idle_cb (gpointer data)
{
  OtkMatchCell *self = data;
  g_autofree char *excerpt = NULL, *markup = NULL;

  self->idle = 0;
  excerpt = otk_desk_excerpt (self->desk, &self->request, self->search);
  markup = otk_match_markup (excerpt == NULL ? "" : excerpt);
  gtk_inscription_set_markup (GTK_INSCRIPTION (self->label), markup);
  return G_SOURCE_REMOVE;
}

static void
look_up_soon (OtkMatchCell *self)
{
  if (self->search != NULL && self->idle == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->idle = g_idle_add (idle_cb, self);
}

static void
otk_match_cell_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (otk_match_cell_parent_class)->map (widget);

  look_up_soon (OTK_MATCH_CELL (widget));
}

static void
otk_match_cell_unmap (GtkWidget *widget)
{
  OtkMatchCell *self = OTK_MATCH_CELL (widget);

  g_clear_handle_id (&self->idle, g_source_remove);

  GTK_WIDGET_CLASS (otk_match_cell_parent_class)->unmap (widget);
}

static void
otk_match_cell_dispose (GObject *object)
{
  OtkMatchCell *self = OTK_MATCH_CELL (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->search, g_free);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (otk_match_cell_parent_class)->dispose (object);
}

static void
otk_match_cell_class_init (OtkMatchCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_match_cell_dispose;
  widget_class->map = otk_match_cell_map;
  widget_class->unmap = otk_match_cell_unmap;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
otk_match_cell_init (OtkMatchCell *self)
{
  self->label = gtk_inscription_new (NULL);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (self->label),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_widget_set_valign (self->label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->label, "match");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

GtkWidget *
otk_match_cell_new (OtkDesk *desk)
{
  OtkMatchCell *self = g_object_new (OTK_TYPE_MATCH_CELL, NULL);

  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}

void
otk_match_cell_set (OtkMatchCell *self, const OtkId *request, const char *search)
{
  g_free (self->search);
  self->search = search == NULL || *search == '\0' ? NULL : g_strdup (search);
  self->request = *request;
  gtk_inscription_set_text (GTK_INSCRIPTION (self->label), NULL);
  g_clear_handle_id (&self->idle, g_source_remove);
  look_up_soon (self);
}
