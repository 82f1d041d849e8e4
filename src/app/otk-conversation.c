/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-conversation.h"

#include "otk-bubble.h"
#include "otk-event.h"

#define PAGE 200

struct _OtkConversation
{
  GtkWidget parent_instance;

  OtkDossier *dossier;
  OtkTime now;
  guint limit;
  GPtrArray *blocks; /* Block: what is on the screen */

  GtkBox *box;
  GtkWidget *filters;
  GtkToggleButton *all;
  GtkToggleButton *public;
  GtkToggleButton *staff;
  GtkButton *older;
  GtkBox *list;
  GtkLabel *empty;
};

G_DEFINE_FINAL_TYPE (OtkConversation, otk_conversation, GTK_TYPE_WIDGET)

/* A message, or a run of events between two messages. */
typedef struct
{
  OtkRecord *message;
  GPtrArray *events; /* OtkFact */
  gboolean continues;
  GtkWidget *widget; /* borrowed from the list */
} Block;

static void
block_free (gpointer data)
{
  Block *block = data;

  g_clear_pointer (&block->message, otk_record_unref);
  g_clear_pointer (&block->events, g_ptr_array_unref);
  g_free (block);
}

static gboolean
block_equal (const Block *a, const Block *b)
{
  if (a->message && b->message)
    return otk_record_equal (a->message, b->message) && a->continues == b->continues;
  if (!a->events || !b->events || a->events->len != b->events->len)
    return FALSE;
  return ((OtkFact *) a->events->pdata[0])->n == ((OtkFact *) b->events->pdata[0])->n;
}

static void
add_event (GPtrArray *blocks, OtkFact *fact)
{
  Block *last = blocks->len > 0 ? blocks->pdata[blocks->len - 1] : NULL;

  if (!last || !last->events)
    {
      last = g_new0 (Block, 1);
      last->events = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_fact_unref);
      g_ptr_array_add (blocks, last);
    }
  g_ptr_array_add (last->events, otk_fact_ref (fact));
}

static void
add_message (GPtrArray *blocks, OtkRecord *message)
{
  Block *last = blocks->len > 0 ? blocks->pdata[blocks->len - 1] : NULL;
  Block *block = g_new0 (Block, 1);

  block->message = otk_record_ref (message);
  block->continues = last && last->message && otk_bubble_same_author (last->message, message)
                     && otk_record_int (last->message, OTK_MESSAGE_KIND) != OTK_MESSAGE_SYSTEM;
  g_ptr_array_add (blocks, block);
}

/* Whether the message is among those asked for; what happened stands between all of them only. */
static gboolean
is_wanted (OtkConversation *self, const OtkRecord *message)
{
  gint64 kind = otk_record_int (message, OTK_MESSAGE_KIND);

  if (gtk_toggle_button_get_active (self->all))
    return TRUE;
  if (kind == OTK_MESSAGE_SYSTEM || kind == OTK_MESSAGE_LOG)
    return FALSE;
  return (kind == OTK_MESSAGE_HIDDEN) == gtk_toggle_button_get_active (self->staff);
}

/* Both lists are in order of time; an event stands before the message of the same instant. */
static GPtrArray *
read_blocks (OtkConversation *self)
{
  OtkDossier *dossier = self->dossier;
  gboolean all = gtk_toggle_button_get_active (self->all);
  guint limit = self->limit;
  GPtrArray *blocks = g_ptr_array_new_with_free_func (block_free);
  GPtrArray *messages = dossier->messages, *facts = dossier->facts;
  guint fact = 0, first = messages->len > limit ? messages->len - limit : 0;
  OtkTime since = first > 0 ? otk_record_time (messages->pdata[first], OTK_MESSAGE_AT) : G_MININT64;

  for (guint i = first; i <= messages->len; i++)
    {
      OtkTime until =
          i < messages->len ? otk_record_time (messages->pdata[i], OTK_MESSAGE_AT) : G_MAXINT64;

      for (; fact < facts->len && ((OtkFact *) facts->pdata[fact])->at <= until; fact++)
        if (((OtkFact *) facts->pdata[fact])->at >= since && all
            && otk_event_is_shown (facts->pdata[fact]))
          add_event (blocks, facts->pdata[fact]);
      if (i < messages->len && is_wanted (self, messages->pdata[i]))
        add_message (blocks, messages->pdata[i]);
    }
  return blocks;
}

static void
show_block (OtkConversation *self, Block *block)
{
  block->widget = block->message
                      ? otk_bubble_new (self->dossier, block->message, block->continues, self->now)
                      : otk_bubble_new_log (self->dossier, block->events, self->now);
  gtk_box_append (self->list, block->widget);
}

/* Only what differs is made anew: a change mostly appends. */
static void
refresh (OtkConversation *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->blocks);
  guint same = 0;

  self->blocks = read_blocks (self);
  while (same < old->len && same < self->blocks->len
         && block_equal (old->pdata[same], self->blocks->pdata[same]))
    {
      ((Block *) self->blocks->pdata[same])->widget = ((Block *) old->pdata[same])->widget;
      same++;
    }
  for (guint i = same; i < old->len; i++)
    gtk_box_remove (self->list, ((Block *) old->pdata[i])->widget);
  for (guint i = same; i < self->blocks->len; i++)
    show_block (self, self->blocks->pdata[i]);

  gtk_widget_set_visible (GTK_WIDGET (self->older), self->dossier->messages->len > self->limit);
  gtk_widget_set_visible (GTK_WIDGET (self->empty), self->dossier->messages->len == 0);
  gtk_widget_set_visible (self->filters, self->dossier->messages->len > 0);
}

static void
filter_toggled_cb (OtkConversation *self, GtkToggleButton *button)
{
  /* The one that was let go is told too. */
  if (self->dossier && gtk_toggle_button_get_active (button))
    refresh (self);
}

static void
older_clicked_cb (OtkConversation *self)
{
  self->limit += PAGE;
  refresh (self);
}

static void
otk_conversation_dispose (GObject *object)
{
  OtkConversation *self = OTK_CONVERSATION (object);

  g_clear_pointer (&self->dossier, otk_dossier_unref);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_clear_pointer ((GtkWidget **) &self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (otk_conversation_parent_class)->dispose (object);
}

static void
otk_conversation_class_init (OtkConversationClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = otk_conversation_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/otklik/Otklik/otk-conversation.ui");
  gtk_widget_class_bind_template_child (widget_class, OtkConversation, box);
  gtk_widget_class_bind_template_child (widget_class, OtkConversation, older);
  gtk_widget_class_bind_template_child (widget_class, OtkConversation, list);
  gtk_widget_class_bind_template_child (widget_class, OtkConversation, empty);
  gtk_widget_class_bind_template_child (widget_class, OtkConversation, filters);
  gtk_widget_class_bind_template_child (widget_class, OtkConversation, all);
  gtk_widget_class_bind_template_child (widget_class, OtkConversation, public);
  gtk_widget_class_bind_template_child (widget_class, OtkConversation, staff);
  gtk_widget_class_bind_template_callback (widget_class, older_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_toggled_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
otk_conversation_init (OtkConversation *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->limit = PAGE;
  self->blocks = g_ptr_array_new_with_free_func (block_free);
}

void
otk_conversation_set_dossier (OtkConversation *self, OtkDossier *dossier, OtkTime now)
{
  otk_dossier_ref (dossier);
  g_clear_pointer (&self->dossier, otk_dossier_unref);
  self->dossier = dossier;
  self->now = now;
  refresh (self);
}
