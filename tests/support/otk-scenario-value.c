/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-case-time.h"
#include "otk-scenario-private.h"
#include "otk-timer.h"

/* Arguments that are no fields of the record the command is about. */
static const OtkField arguments[] = {
  { "reason", OTK_TYPE_TEXT },      { "planned", OTK_TYPE_SECONDS },
  { "until", OTK_TYPE_TIME },       { "tell_customer", OTK_TYPE_BOOL },
  { "comment", OTK_TYPE_TEXT },     { "keep_responsible", OTK_TYPE_BOOL },
  { "children", OTK_TYPE_REFS },    { "solved", OTK_TYPE_BOOL },
  { "rating", OTK_TYPE_INT },       { "body", OTK_TYPE_TEXT },
  { "hidden", OTK_TYPE_BOOL },      { "keep_indicator", OTK_TYPE_BOOL },
  { "hold", OTK_TYPE_BOOL },        { "support", OTK_TYPE_BOOL },
  { "task_minutes", OTK_TYPE_INT }, { "auto_close_days", OTK_TYPE_INT },
  { "close", OTK_TYPE_BOOL },       { "media_type", OTK_TYPE_TEXT },
  { "name", OTK_TYPE_TEXT },        { "size", OTK_TYPE_INT },
  { "sha256", OTK_TYPE_TEXT },      { "message", OTK_TYPE_REF },
  { "attachment", OTK_TYPE_REF },   { "request", OTK_TYPE_REF },
  { "notice", OTK_TYPE_REF },       { "entity", OTK_TYPE_TEXT },
  { "key", OTK_TYPE_TEXT },         { "target", OTK_TYPE_REF },
  { "timer", OTK_TYPE_TEXT },       { "due", OTK_TYPE_TIME },
};

static OtkValue
read_refs (OtkStory *self, const char *text)
{
  g_auto (GStrv) handles = g_strsplit (text, ",", -1);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_autofree char *list = NULL;

  for (int i = 0; handles[i] != NULL; i++)
    {
      OtkId id = otk_story_id (self, handles[i]);
      g_array_append_val (ids, id);
    }
  list = otk_ids_print (ids);
  return otk_value_text (list);
}

static OtkValue
read_choice (OtkStory *self, const OtkField *field, const char *text)
{
  const OtkChoice *choice = otk_choice_by_name (field->choices, text);

  /* A number that is no choice at all can be written too. */
  return otk_value_int (choice != NULL ? choice->value : g_ascii_strtoll (text, NULL, 10));
}

static char *
print_id (OtkStory *self, const OtkId *id)
{
  const char *name = g_hash_table_lookup (self->names, id);

  return name != NULL ? g_strdup (name) : otk_id_to_string (id);
}

static char *
print_refs (OtkStory *self, const char *text)
{
  g_autoptr (GArray) ids = otk_ids_parse (text);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *name = print_id (self, &g_array_index (ids, OtkId, i));
      g_string_append_printf (out, "%s%s", i > 0 ? "," : "", name);
    }
  return g_string_free (out, FALSE);
}

static char *
print_number (OtkStory *self, const OtkField *field, gint64 number)
{
  const OtkChoice *choice;

  switch (field->type)
    {
    case OTK_TYPE_TIME:
      return otk_case_print_instant (self->zone, number);
    case OTK_TYPE_SECONDS:
      return otk_case_print_duration (number * OTK_SECOND);
    case OTK_TYPE_ENUM:
      choice = otk_choice_by_value (field->choices, number);
      return g_strdup (choice != NULL ? choice->name : "?");
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, number);
    }
}

OtkValue
otk_story_read (OtkStory *self, const OtkField *field, const char *text)
{
  OtkId id;

  if (g_str_equal (text, "-"))
    return otk_value_null ();
  switch (field->type)
    {
    case OTK_TYPE_TEXT:
      return otk_value_text (text);
    case OTK_TYPE_LONGTEXT:
      {
        g_autofree char *lines = otk_case_lines (text);
        return otk_value_text (lines);
      }
    case OTK_TYPE_REF:
      id = otk_story_id (self, text);
      return otk_value_id (&id);
    case OTK_TYPE_REFS:
      return read_refs (self, text);
    case OTK_TYPE_TIME:
      return otk_value_int (otk_case_instant (self->zone, text));
    case OTK_TYPE_SECONDS:
      return otk_value_int (otk_case_duration (text) / OTK_SECOND);
    case OTK_TYPE_ENUM:
      return read_choice (self, field, text);
    default:
      return otk_value_int (g_ascii_strtoll (text, NULL, 10));
    }
}

char *
otk_story_print (OtkStory *self, const OtkField *field, const OtkValue *value)
{
  switch (value->type)
    {
    case OTK_VALUE_INT:
      return print_number (self, field, value->number);
    case OTK_VALUE_TEXT:
      if (field->type == OTK_TYPE_REFS)
        return print_refs (self, value->text);
      return field->type == OTK_TYPE_LONGTEXT ? otk_case_joined (value->text)
                                              : g_strdup (value->text);
    case OTK_VALUE_ID:
      return print_id (self, &value->id);
    case OTK_VALUE_NULL:
      break;
    }
  return g_strdup ("-");
}

const OtkField *
otk_story_argument (OtkStory *self, OtkEntityType entity, const char *name)
{
  int field = otk_entity_field (otk_entity (entity), name);

  if (field >= 0)
    return &otk_entity (entity)->fields[field];
  for (guint i = 0; i < G_N_ELEMENTS (arguments); i++)
    if (g_str_equal (arguments[i].name, name))
      return &arguments[i];
  otk_story_fail (self, "there is no argument %s", name);
}
