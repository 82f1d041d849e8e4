/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-bubble.h"

#include "otk-attachment-button.h"
#include "otk-event.h"
#include "otk-format.h"
#include "otk-markdown.h"

#include <adwaita.h>

/* A run of log lines up to this long is shown as it is. */
#define UNFOLDED_EVENTS 2
/* About 70 % of the clamped width (visual.md). */
#define WIDTH_CHARS 62

static GtkWidget *
new_caption (const char *text, const char *tooltip)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_tooltip_text (label, tooltip);
  return label;
}

static const char *
channel_icon (gint64 channel)
{
  switch (channel)
    {
    case OTK_CHANNEL_PHONE:
      return "call-start-symbolic";
    case OTK_CHANNEL_MAIL:
      return "mail-unread-symbolic";
    case OTK_CHANNEL_CHAT:
    case OTK_CHANNEL_LINE:
    case OTK_CHANNEL_BOT:
      return "user-available-symbolic";
    case OTK_CHANNEL_PORTAL:
    case OTK_CHANNEL_FORUM:
      return "web-browser-symbolic";
    default:
      return NULL;
    }
}

static GtkWidget *
new_head (OtkDossier *dossier, const OtkRecord *message, OtkTime now)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  OtkTime at = otk_record_time (message, OTK_MESSAGE_AT);
  gint64 channel = otk_record_int (message, OTK_MESSAGE_CHANNEL);
  const char *icon = channel_icon (channel);
  g_autofree char *when = otk_format_time (at, now);
  g_autofree char *full = otk_format_time_full (at);

  gtk_box_append (GTK_BOX (box), new_caption (otk_bubble_author (dossier, message), NULL));
  if (icon)
    {
      GtkWidget *image = gtk_image_new_from_icon_name (icon);

      gtk_image_set_pixel_size (GTK_IMAGE (image), 12);
      gtk_widget_add_css_class (image, "dim-label");
      gtk_widget_set_tooltip_text (image,
                                   _ (otk_choice_by_value (otk_channel_choices, channel)->label));
      gtk_box_append (GTK_BOX (box), image);
    }
  gtk_box_append (GTK_BOX (box), new_caption (when, full));
  if (otk_record_int (message, OTK_MESSAGE_KIND) == OTK_MESSAGE_HIDDEN)
    {
      GtkWidget *lock = gtk_image_new_from_icon_name ("changes-prevent-symbolic");

      gtk_image_set_pixel_size (GTK_IMAGE (lock), 12);
      gtk_box_append (GTK_BOX (box), lock);
      gtk_box_append (GTK_BOX (box), new_caption (_ ("staff only"),
                                                  _ ("The requester does not see this message.")));
    }
  return box;
}

static GtkWidget *
new_body (const char *text)
{
  g_autofree char *markup = otk_markdown_to_markup (text);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  return label;
}

static void
append_files (GtkBox *box, OtkDossier *dossier, const OtkRecord *message)
{
  for (guint i = 0; i < dossier->attachments->len; i++)
    {
      const OtkRecord *attachment = dossier->attachments->pdata[i];
      const OtkId *owner = otk_record_ref_id (attachment, OTK_ATTACHMENT_MESSAGE);

      if (owner && otk_id_equal (owner, otk_record_id (message)))
        gtk_box_append (box, otk_attachment_button_new (dossier->desk, attachment));
    }
}

static GtkWidget *
new_line (const char *style, const char *text, const char *meta, const char *tooltip)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (text), *right = new_caption (meta, tooltip);

  gtk_widget_add_css_class (box, "log-line");
  gtk_widget_add_css_class (box, style);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), right);
  return box;
}

static GtkWidget *
new_system_line (OtkDossier *dossier, const OtkRecord *message, OtkTime now)
{
  OtkTime at = otk_record_time (message, OTK_MESSAGE_AT);
  const char *body = otk_record_text (message, OTK_MESSAGE_BODY);
  g_autofree char *when = otk_format_time (at, now);
  g_autofree char *full = otk_format_time_full (at);

  return new_line ("system", body && *body ? _ (body) : "", when, full);
}

static GtkWidget *
new_event_line (OtkDossier *dossier, const OtkFact *fact, OtkTime now)
{
  g_autofree char *text = otk_event_text (dossier->desk, fact);
  g_autofree char *when = otk_format_time (fact->at, now);
  g_autofree char *full = otk_format_time_full (fact->at);
  g_autofree char *meta = g_strdup_printf ("%s · %s", otk_event_author (dossier->desk, fact), when);

  return new_line ("log", text, meta, full);
}

GtkWidget *
otk_bubble_new_log (OtkDossier *dossier, GPtrArray *events, OtkTime now)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *expander;
  g_autofree char *count = NULL;

  for (guint i = 0; i < events->len; i++)
    gtk_box_append (GTK_BOX (lines), new_event_line (dossier, events->pdata[i], now));
  if (events->len <= UNFOLDED_EVENTS)
    return lines;

  count = g_strdup_printf (ngettext ("%u event", "%u events", events->len), events->len);
  expander = gtk_expander_new (count);
  gtk_widget_add_css_class (expander, "log-fold");
  gtk_expander_set_child (GTK_EXPANDER (expander), lines);
  return expander;
}

const char *
otk_bubble_author (OtkDossier *dossier, const OtkRecord *message)
{
  const OtkId *employee = otk_record_ref_id (message, OTK_MESSAGE_EMPLOYEE);
  const OtkId *customer = otk_record_ref_id (message, OTK_MESSAGE_CUSTOMER);
  const char *name = "";

  if (employee && otk_record_int (message, OTK_MESSAGE_SUPPORT))
    name = otk_desk_name (dossier->desk, OTK_ENTITY_EMPLOYEE, employee);
  else if (customer)
    name = otk_desk_name (dossier->desk, OTK_ENTITY_CUSTOMER, customer);
  else if (employee)
    name = otk_desk_name (dossier->desk, OTK_ENTITY_EMPLOYEE, employee);
  if (*name)
    return name;
  return otk_record_int (message, OTK_MESSAGE_SUPPORT) ? _ ("Support") : _ ("Requester");
}

gboolean
otk_bubble_same_author (const OtkRecord *above, const OtkRecord *below)
{
  return otk_value_equal (otk_record_get (above, OTK_MESSAGE_SUPPORT),
                          otk_record_get (below, OTK_MESSAGE_SUPPORT))
         && otk_value_equal (otk_record_get (above, OTK_MESSAGE_EMPLOYEE),
                             otk_record_get (below, OTK_MESSAGE_EMPLOYEE))
         && otk_value_equal (otk_record_get (above, OTK_MESSAGE_CUSTOMER),
                             otk_record_get (below, OTK_MESSAGE_CUSTOMER));
}

GtkWidget *
otk_bubble_new (OtkDossier *dossier, const OtkRecord *message, gboolean continues, OtkTime now)
{
  gint64 kind = otk_record_int (message, OTK_MESSAGE_KIND);
  gboolean support = otk_record_int (message, OTK_MESSAGE_SUPPORT);
  const char *author = otk_bubble_author (dossier, message);
  GtkWidget *row, *avatar, *bubble;
  g_autofree char *name = NULL;

  if (kind == OTK_MESSAGE_SYSTEM || kind == OTK_MESSAGE_LOG)
    return new_system_line (dossier, message, now);

  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  bubble = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 3,
                         "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  avatar = adw_avatar_new (32, author, TRUE);
  gtk_widget_set_valign (avatar, GTK_ALIGN_START);
  gtk_widget_set_opacity (avatar, continues ? 0 : 1);
  gtk_widget_add_css_class (bubble, "bubble");
  gtk_widget_add_css_class (bubble, kind == OTK_MESSAGE_HIDDEN ? "hidden-message"
                                    : support                  ? "support"
                                                               : "customer");
  gtk_box_append (GTK_BOX (bubble), new_head (dossier, message, now));
  gtk_box_append (GTK_BOX (bubble), new_body (otk_record_text (message, OTK_MESSAGE_BODY)));
  append_files (GTK_BOX (bubble), dossier, message);
  name = g_strdup_printf ("%s: %s", kind == OTK_MESSAGE_HIDDEN ? _ ("Hidden message") : author,
                          otk_record_text (message, OTK_MESSAGE_BODY));
  gtk_accessible_update_property (GTK_ACCESSIBLE (bubble), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  gtk_widget_set_halign (row, support ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row), support ? bubble : avatar);
  gtk_box_append (GTK_BOX (row), support ? avatar : bubble);
  return row;
}
