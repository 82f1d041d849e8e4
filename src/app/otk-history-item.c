/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-history-item.h"

#include "otk-format.h"

struct _OtkHistoryItem
{
  GObject parent_instance;

  char *texts[OTK_HISTORY_N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (OtkHistoryItem, otk_history_item, G_TYPE_OBJECT)

static void
otk_history_item_finalize (GObject *object)
{
  OtkHistoryItem *self = OTK_HISTORY_ITEM (object);

  for (guint i = 0; i < OTK_HISTORY_N_COLUMNS; i++)
    g_free (self->texts[i]);

  G_OBJECT_CLASS (otk_history_item_parent_class)->finalize (object);
}

static void
otk_history_item_class_init (OtkHistoryItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = otk_history_item_finalize;
}

static void
otk_history_item_init (OtkHistoryItem *self)
{
}

/* A line about a whole record names it by its name field. */
static char *
value_text (OtkDesk *desk, const OtkHistoryLine *line, const OtkValue *value)
{
  if (line->field >= 0)
    return otk_format_value (desk, line->entity, line->field, value);
  return g_strdup (value->type == OTK_VALUE_TEXT ? value->text : "");
}

OtkHistoryItem *
otk_history_item_new (OtkDesk *desk, const OtkHistoryLine *line)
{
  OtkHistoryItem *self = g_object_new (OTK_TYPE_HISTORY_ITEM, NULL);
  const char *user =
      otk_id_is_none (&line->actor) ? "" : otk_desk_name (desk, OTK_ENTITY_EMPLOYEE, &line->actor);
  char **texts = self->texts;

  texts[OTK_HISTORY_COLUMN_NUMBER] = g_strdup_printf ("%u", line->number);
  texts[OTK_HISTORY_COLUMN_ACTION] =
      g_strdup (_ (otk_choice_by_value (otk_history_action_choices, line->action)->label));
  texts[OTK_HISTORY_COLUMN_ATTRIBUTE] = g_strdup (_ (otk_history_attribute (line)));
  texts[OTK_HISTORY_COLUMN_BEFORE] = value_text (desk, line, &line->before);
  texts[OTK_HISTORY_COLUMN_AFTER] = value_text (desk, line, &line->after);
  texts[OTK_HISTORY_COLUMN_USER] = g_strdup (*user ? user : _ ("Otklik"));
  texts[OTK_HISTORY_COLUMN_DATE] = otk_format_time_full (line->at);
  return self;
}

const char *
otk_history_item_text (OtkHistoryItem *self, OtkHistoryColumn column)
{
  return self->texts[column];
}

const char *
otk_history_column_title (OtkHistoryColumn column)
{
  static const char *const titles[OTK_HISTORY_N_COLUMNS] = {
    N_ ("№"),           N_ ("Action"), N_ ("Attribute"), N_ ("Value before"),
    N_ ("Value after"), N_ ("User"),   N_ ("Date")
  };

  return _ (titles[column]);
}
