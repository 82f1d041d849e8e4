/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-view.h"

#include "otk-error.h"

#include <string.h>

/*
 * The text form: parts separated by ";". A part is FIELD=VALUE, FIELD!=VALUE, FIELD<NUMBER,
 * FIELD>=NUMBER, "FIELD in VALUE,VALUE", "FIELD is empty", "FIELD is filled", or "sort FIELD desc,
 * FIELD asc", or "search WORDS". A value that holds one of ; , " stands in double quotes, where a
 * backslash keeps the next character as it is.
 */

static const struct
{
  const char *sign;
  OtkOp op;
} operators[] = {
  /* The longer first. */
  { "!=", OTK_OP_NE }, { ">=", OTK_OP_GE },   { "=", OTK_OP_EQ },
  { "<", OTK_OP_LT },  { " in ", OTK_OP_IN },
};

static gboolean
refuse_part (GError **error, const char *part)
{
  return otk_refuse (error, OTK_ERROR_INVALID, N_ ("The filter cannot be read at «%s»"), part);
}

/* Splits at @separator outside quotes; the parts keep their quotes and are trimmed. */
static GPtrArray *
split (const char *text, char separator)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  const char *start = text;
  gboolean quoted = FALSE;

  for (const char *at = text;; at++)
    {
      if (*at == '\\' && quoted && at[1] != '\0')
        at++;
      else if (*at == '"')
        quoted = !quoted;
      if (*at != '\0' && (*at != separator || quoted))
        continue;
      g_ptr_array_add (parts, g_strstrip (g_strndup (start, (gsize) (at - start))));
      if (*at == '\0')
        return parts;
      start = at + 1;
    }
}

static char *
unquote (const char *text)
{
  GString *out = g_string_new (NULL);
  gsize length = strlen (text);

  if (length < 2 || text[0] != '"' || text[length - 1] != '"')
    return g_string_free (g_string_append (out, text), FALSE);
  for (gsize i = 1; i < length - 1; i++)
    {
      if (text[i] == '\\' && i + 1 < length - 1)
        i++;
      g_string_append_c (out, text[i]);
    }
  return g_string_free (out, FALSE);
}

static void
append_quoted (GString *out, const char *text)
{
  gboolean plain = *text != '\0' && strpbrk (text, ";,\"\\=<>!@") == NULL
                   && !g_ascii_isspace (*text) && !g_ascii_isspace (text[strlen (text) - 1]);

  if (plain)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

static gboolean
parse_number (const OtkField *field, const char *text, OtkValue *value)
{
  const OtkChoice *choice =
      field->type == OTK_TYPE_ENUM ? otk_choice_by_name (field->choices, text) : NULL;
  gint64 number;

  if (field->type == OTK_TYPE_BOOL && (g_str_equal (text, "yes") || g_str_equal (text, "no")))
    *value = otk_value_int (g_str_equal (text, "yes"));
  else if (choice != NULL)
    *value = otk_value_int (choice->value);
  else if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL)
           && (field->type != OTK_TYPE_ENUM || otk_choice_by_value (field->choices, number)))
    *value = otk_value_int (number);
  else
    return FALSE;
  return TRUE;
}

static gboolean
parse_value (const OtkField *field, const char *text, OtkValue *value)
{
  OtkId id;

  switch (field->type)
    {
    case OTK_TYPE_TEXT:
    case OTK_TYPE_LONGTEXT:
      *value = otk_value_text (text);
      return TRUE;
    case OTK_TYPE_REF:
    case OTK_TYPE_REFS:
      if (!otk_id_parse (text, &id))
        return FALSE;
      *value = otk_value_id (&id);
      return TRUE;
    default:
      return parse_number (field, text, value);
    }
}

static gboolean
is_about_employees (const OtkField *field)
{
  return (field->type == OTK_TYPE_REF || field->type == OTK_TYPE_REFS)
         && field->target == OTK_ENTITY_EMPLOYEE;
}

static gboolean
is_ordered (const OtkField *field)
{
  return field->type == OTK_TYPE_INT || field->type == OTK_TYPE_TIME
         || field->type == OTK_TYPE_SECONDS || field->type == OTK_TYPE_ENUM;
}

/* "No" is often nothing at all, so it is asked for as "not yes". */
static void
put_negation (OtkView *view, guint field, OtkOp op, const OtkValue *value)
{
  gboolean no = otk_entity (view->entity)->fields[field].type == OTK_TYPE_BOOL && value->number == 0
                && (op == OTK_OP_EQ || op == OTK_OP_NE);

  if (no)
    otk_view_add_int (view, field, op == OTK_OP_EQ ? OTK_OP_NE : OTK_OP_EQ, 1);
  else
    otk_view_add (view, field, op, value);
}

static gboolean
parse_values (OtkView *view, guint field, OtkOp op, const char *text)
{
  const OtkField *description = &otk_entity (view->entity)->fields[field];
  g_autoptr (GPtrArray) words = split (text, ',');

  if ((op == OTK_OP_LT || op == OTK_OP_GE) && !is_ordered (description))
    return FALSE;
  if (op == OTK_OP_EQ && g_str_equal (text, "@me") && is_about_employees (description))
    {
      otk_view_add (view, field, OTK_OP_ME, NULL);
      return TRUE;
    }
  if (words->len > 1 && op != OTK_OP_IN)
    return FALSE;
  for (guint i = 0; i < words->len; i++)
    {
      g_autofree char *word = unquote (g_ptr_array_index (words, i));
      g_auto (OtkValue) value = OTK_VALUE_INIT;

      if (!parse_value (description, word, &value))
        return FALSE;
      if (i == 0)
        put_negation (view, field, op, &value);
      else
        {
          OtkCondition *last = g_ptr_array_index (view->conditions, view->conditions->len - 1);
          OtkValue copy = otk_value_copy (&value);
          g_array_append_val (last->values, copy);
        }
    }
  return TRUE;
}

static gboolean
parse_sort_key (OtkView *view, const char *text, int *field, gboolean *descending)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  const char *order = words[0] != NULL ? words[1] : NULL;

  *field = words[0] != NULL ? otk_entity_field (otk_entity (view->entity), words[0]) : -1;
  *descending = g_strcmp0 (order, "desc") == 0;
  return *field >= 0 && (order == NULL || *descending || g_str_equal (order, "asc"));
}

static gboolean
parse_sort (OtkView *view, const char *text)
{
  g_autoptr (GPtrArray) keys = split (text, ',');

  return keys->len <= 2
         && parse_sort_key (view, g_ptr_array_index (keys, 0), &view->sort, &view->descending)
         && (keys->len == 1
             || parse_sort_key (view, g_ptr_array_index (keys, 1), &view->sort2,
                                &view->descending2));
}

static int
find_field (const OtkView *view, const char *part, gsize length)
{
  g_autofree char *name = g_strstrip (g_strndup (part, length));

  return otk_entity_field (otk_entity (view->entity), name);
}

static gboolean
parse_state (OtkView *view, const char *part, const char *suffix, OtkOp op)
{
  int field;

  if (!g_str_has_suffix (part, suffix))
    return FALSE;
  field = find_field (view, part, strlen (part) - strlen (suffix));
  if (field >= 0)
    otk_view_add (view, (guint) field, op, NULL);
  return field >= 0;
}

static gboolean
parse_part (OtkView *view, const char *part)
{
  gsize name = strspn (part, "abcdefghijklmnopqrstuvwxyz0123456789_");
  const char *rest = part + name;

  if (g_str_has_prefix (part, "sort "))
    return parse_sort (view, part + strlen ("sort "));
  if (g_str_has_prefix (part, "search "))
    {
      g_free (view->search);
      view->search = unquote (part + strlen ("search "));
      return TRUE;
    }
  if (parse_state (view, part, " is empty", OTK_OP_EMPTY)
      || parse_state (view, part, " is filled", OTK_OP_FILLED))
    return TRUE;
  if (!g_str_has_prefix (rest, " in "))
    rest += strspn (rest, " ");
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      int field = find_field (view, part, name);

      if (!g_str_has_prefix (rest, operators[i].sign))
        continue;
      rest += strlen (operators[i].sign);
      rest += strspn (rest, " ");
      return field >= 0 && parse_values (view, (guint) field, operators[i].op, rest);
    }
  return FALSE;
}

static void
print_value (GString *out, const OtkField *field, const OtkValue *value)
{
  char id[OTK_ID_STRING_LENGTH + 1];
  const OtkChoice *choice;

  switch (value->type)
    {
    case OTK_VALUE_TEXT:
      append_quoted (out, value->text);
      break;
    case OTK_VALUE_ID:
      g_string_append (out, otk_id_print (&value->id, id));
      break;
    case OTK_VALUE_INT:
      choice =
          field->type == OTK_TYPE_ENUM ? otk_choice_by_value (field->choices, value->number) : NULL;
      if (choice != NULL)
        g_string_append (out, choice->name);
      else
        g_string_append_printf (out, "%" G_GINT64_FORMAT, value->number);
      break;
    case OTK_VALUE_NULL:
      break;
    }
}

static void
print_condition (GString *out, const OtkView *view, const OtkCondition *condition)
{
  const OtkField *field = &otk_entity (view->entity)->fields[condition->field];

  g_string_append (out, field->name);
  if (condition->op == OTK_OP_EMPTY || condition->op == OTK_OP_FILLED)
    {
      g_string_append (out, condition->op == OTK_OP_EMPTY ? " is empty" : " is filled");
      return;
    }
  if (condition->op == OTK_OP_ME)
    {
      g_string_append (out, "=@me");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (operators[i].op == condition->op)
      g_string_append (out, operators[i].sign);
  for (guint i = 0; i < condition->values->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      print_value (out, field, &g_array_index (condition->values, OtkValue, i));
    }
}

static void
print_sort_key (GString *out, const OtkView *view, int field, gboolean descending)
{
  g_string_append_printf (out, "%s %s", otk_entity (view->entity)->fields[field].name,
                          descending ? "desc" : "asc");
}

OtkView *
otk_view_parse (OtkEntityType entity, const char *text, GError **error)
{
  g_autoptr (OtkView) view = otk_view_new (entity);
  g_autoptr (GPtrArray) parts = split (text != NULL ? text : "", ';');

  for (guint i = 0; i < parts->len; i++)
    {
      const char *part = g_ptr_array_index (parts, i);

      if (*part != '\0' && !parse_part (view, part))
        {
          refuse_part (error, part);
          return NULL;
        }
    }
  return g_steal_pointer (&view);
}

char *
otk_view_print (const OtkView *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->conditions->len; i++)
    {
      g_string_append (out, i > 0 ? "; " : "");
      print_condition (out, self, g_ptr_array_index (self->conditions, i));
    }
  if (self->search != NULL && *self->search != '\0')
    {
      g_string_append (out, out->len > 0 ? "; search " : "search ");
      append_quoted (out, self->search);
    }
  if (self->sort >= 0)
    {
      g_string_append (out, out->len > 0 ? "; sort " : "sort ");
      print_sort_key (out, self, self->sort, self->descending);
      if (self->sort2 >= 0)
        {
          g_string_append (out, ", ");
          print_sort_key (out, self, self->sort2, self->descending2);
        }
    }
  return g_string_free (out, FALSE);
}
