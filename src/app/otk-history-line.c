/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-history-line.h"

#include "otk-event.h"
#include "otk-format.h"

struct _OtkHistoryLine
{
  GObject parent_instance;

  char *texts[OTK_HISTORY_N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (OtkHistoryLine, otk_history_line, G_TYPE_OBJECT)

static void
otk_history_line_finalize (GObject *object)
{
  OtkHistoryLine *self = OTK_HISTORY_LINE (object);

  for (guint i = 0; i < OTK_HISTORY_N_COLUMNS; i++)
    g_free (self->texts[i]);

  G_OBJECT_CLASS (otk_history_line_parent_class)->finalize (object);
}

static void
otk_history_line_class_init (OtkHistoryLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = otk_history_line_finalize;
}

static void
otk_history_line_init (OtkHistoryLine *self)
{
}

static gboolean
is_shown (const OtkFact *fact)
{
  const OtkEntity *entity = otk_entity (fact->entity);

  switch (fact->entity)
    {
    case OTK_ENTITY_REQUEST:
    case OTK_ENTITY_MESSAGE:
    case OTK_ENTITY_ATTACHMENT:
      break;
    default:
      return FALSE;
    }
  if (fact->kind != OTK_FACT_CHANGE)
    return TRUE;
  return fact->field < entity->n_fields && (entity->fields[fact->field].flags & OTK_FIELD_HISTORY);
}

static const char *
action_label (const OtkFact *fact)
{
  switch (fact->kind)
    {
    case OTK_FACT_CREATE:
      return _ ("Creation");
    case OTK_FACT_DELETE:
      return _ ("Deletion");
    default:
      return _ ("Change");
    }
}

/* What a new or removed record is called: for a request nothing more than that it came to be. */
static char *
content_text (OtkDesk *desk, const OtkFact *fact)
{
  const OtkEntity *entity = otk_entity (fact->entity);
  const char *name;

  if (fact->entity == OTK_ENTITY_REQUEST || !fact->content || entity->name_field < 0)
    return g_strdup ("");
  name = otk_values_get_text (fact->content, entity->fields[entity->name_field].name);
  return g_strdup (name ? name : "");
}

OtkHistoryLine *
otk_history_line_new (OtkDesk *desk, const OtkFact *fact, guint number)
{
  const OtkEntity *entity = otk_entity (fact->entity);
  OtkHistoryLine *self;
  char **texts;

  if (!is_shown (fact))
    return NULL;
  self = g_object_new (OTK_TYPE_HISTORY_LINE, NULL);
  texts = self->texts;
  texts[OTK_HISTORY_NUMBER] = g_strdup_printf ("%u", number);
  texts[OTK_HISTORY_ACTION] = g_strdup (action_label (fact));
  texts[OTK_HISTORY_USER] = g_strdup (otk_event_author (desk, fact));
  texts[OTK_HISTORY_DATE] = otk_format_time_full (fact->at);
  if (fact->kind == OTK_FACT_CHANGE)
    {
      texts[OTK_HISTORY_ATTRIBUTE] = g_strdup (_ (entity->fields[fact->field].label));
      texts[OTK_HISTORY_BEFORE] = otk_format_value (desk, fact->entity, fact->field, &fact->before);
      texts[OTK_HISTORY_AFTER] = otk_format_value (desk, fact->entity, fact->field, &fact->after);
    }
  else
    {
      gboolean created = fact->kind == OTK_FACT_CREATE;

      texts[OTK_HISTORY_ATTRIBUTE] = g_strdup (_ (entity->label));
      texts[OTK_HISTORY_BEFORE] = created ? g_strdup ("") : content_text (desk, fact);
      texts[OTK_HISTORY_AFTER] = created ? content_text (desk, fact) : g_strdup ("");
    }
  return self;
}

const char *
otk_history_line_text (OtkHistoryLine *self, OtkHistoryColumn column)
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
