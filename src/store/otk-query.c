/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-query.h"

OtkQuery *
otk_query_new (const OtkDialect *dialect)
{
  OtkQuery *self = g_new0 (OtkQuery, 1);

  self->dialect = dialect;
  self->sql = g_string_new (NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (OtkValue));
  g_array_set_clear_func (self->values, (GDestroyNotify) otk_value_clear);
  return self;
}

void
otk_query_free (OtkQuery *self)
{
  g_string_free (self->sql, TRUE);
  g_array_unref (self->values);
  g_free (self);
}

void
otk_query_add (OtkQuery *self, const char *sql)
{
  g_string_append (self->sql, sql);
}

void
otk_query_bind (OtkQuery *self, const OtkValue *value)
{
  OtkValue copy = otk_value_copy (value);

  g_array_append_val (self->values, copy);
  if (self->dialect->numbered)
    g_string_append_printf (self->sql, "$%u", self->values->len);
  else
    g_string_append_c (self->sql, '?');
}

static void
add_field (OtkQuery *self, const OtkEntity *entity, guint field)
{
  otk_query_add (self, "t.");
  otk_query_add (self, entity->fields[field].name);
}

static gboolean
is_text (OtkFieldType type)
{
  return type == OTK_TYPE_TEXT || type == OTK_TYPE_LONGTEXT || type == OTK_TYPE_REFS;
}

/* Null and 0 both mean "no". "= 1" stands as it is, so that partial indexes are recognised. */
static void
add_bool (OtkQuery *self, const OtkEntity *entity, guint field, gboolean yes)
{
  if (!yes)
    otk_query_add (self, "coalesce (");
  add_field (self, entity, field);
  otk_query_add (self, yes ? " = 1" : ", 0) = 0");
}

/* A list of ids holds the id that is asked for. */
static void
add_holds (OtkQuery *self, const OtkEntity *entity, guint field, const OtkValue *value)
{
  char id[OTK_ID_STRING_LENGTH + 1];
  g_auto (OtkValue) text = otk_value_text (otk_id_print (&value->id, id));

  otk_query_add (self, self->dialect->position);
  otk_query_add (self, " (coalesce (");
  add_field (self, entity, field);
  otk_query_add (self, ", ''), ");
  otk_query_bind (self, &text);
  otk_query_add (self, ")");
}

/* A value of another kind than the field's is in no row; some databases refuse to compare. */
static gboolean
is_comparable (OtkFieldType type, const OtkValue *value)
{
  if (type == OTK_TYPE_REFS && value->type == OTK_VALUE_ID)
    return TRUE;
  return value->type
         == (is_text (type)         ? OTK_VALUE_TEXT
             : type == OTK_TYPE_REF ? OTK_VALUE_ID
                                    : OTK_VALUE_INT);
}

static void
add_equal (OtkQuery *self, const OtkEntity *entity, guint field, const OtkValue *value)
{
  OtkFieldType type = entity->fields[field].type;

  if (!is_comparable (type, value))
    {
      otk_query_add (self, "0 = 1");
      return;
    }
  if (type == OTK_TYPE_BOOL && value->type == OTK_VALUE_INT)
    {
      add_bool (self, entity, field, value->number != 0);
      return;
    }
  if (type == OTK_TYPE_REFS && value->type == OTK_VALUE_ID)
    {
      add_holds (self, entity, field, value);
      otk_query_add (self, " > 0");
      return;
    }
  add_field (self, entity, field);
  otk_query_add (self, " = ");
  otk_query_bind (self, value);
}

static void
add_different (OtkQuery *self, const OtkEntity *entity, guint field, const OtkValue *value)
{
  otk_query_add (self, "NOT coalesce (");
  add_equal (self, entity, field, value);
  otk_query_add (self, ", FALSE)");
}

static void
add_one_of (OtkQuery *self, const OtkEntity *entity, guint field, GArray *values)
{
  otk_query_add (self, "(");
  for (guint i = 0; i < values->len; i++)
    {
      otk_query_add (self, i > 0 ? " OR " : "");
      add_equal (self, entity, field, &g_array_index (values, OtkValue, i));
    }
  otk_query_add (self, values->len > 0 ? ")" : "0 = 1)");
}

static void
add_in (OtkQuery *self, const OtkEntity *entity, guint field, GArray *values)
{
  OtkFieldType type = entity->fields[field].type;

  gboolean plain = type != OTK_TYPE_BOOL && type != OTK_TYPE_REFS && values->len > 0;

  for (guint i = 0; plain && i < values->len; i++)
    plain = is_comparable (type, &g_array_index (values, OtkValue, i));
  if (!plain)
    {
      add_one_of (self, entity, field, values);
      return;
    }
  add_field (self, entity, field);
  for (guint i = 0; i < values->len; i++)
    {
      otk_query_add (self, i == 0 ? " IN (" : ", ");
      otk_query_bind (self, &g_array_index (values, OtkValue, i));
    }
  otk_query_add (self, ")");
}

static void
add_me (OtkQuery *self, const OtkEntity *entity, guint field, const OtkId *viewer)
{
  OtkValue me = otk_value_id (viewer);

  if (otk_value_is_null (&me))
    otk_query_add (self, "0 = 1");
  else
    add_equal (self, entity, field, &me);
}

static const OtkValue *
first_of (const OtkCondition *condition)
{
  static const OtkValue nothing = OTK_VALUE_INIT;

  return condition->values != NULL && condition->values->len > 0
             ? &g_array_index (condition->values, OtkValue, 0)
             : &nothing;
}

static void
add_order_condition (OtkQuery *self, const OtkEntity *entity, const OtkCondition *condition)
{
  if (!is_comparable (entity->fields[condition->field].type, first_of (condition)))
    {
      otk_query_add (self, "0 = 1");
      return;
    }
  add_field (self, entity, condition->field);
  otk_query_add (self, condition->op == OTK_OP_LT ? " < " : " >= ");
  otk_query_bind (self, first_of (condition));
}

static void
add_condition (OtkQuery *self, const OtkEntity *entity, const OtkCondition *condition,
               const OtkId *viewer)
{
  switch (condition->op)
    {
    case OTK_OP_EQ:
      add_equal (self, entity, condition->field, first_of (condition));
      break;
    case OTK_OP_NE:
      add_different (self, entity, condition->field, first_of (condition));
      break;
    case OTK_OP_IN:
      add_in (self, entity, condition->field, condition->values);
      break;
    case OTK_OP_LT:
    case OTK_OP_GE:
      add_order_condition (self, entity, condition);
      break;
    case OTK_OP_EMPTY:
    case OTK_OP_FILLED:
      add_field (self, entity, condition->field);
      otk_query_add (self, condition->op == OTK_OP_EMPTY ? " IS NULL" : " IS NOT NULL");
      break;
    case OTK_OP_ME:
    default:
      add_me (self, entity, condition->field, viewer);
      break;
    }
}

/* Whether the condition allows none but statuses before «Выполнено»: then the indexes of open
 * requests serve, and saying so lets the planner see it. */
static gboolean
is_open_only (const OtkEntity *entity, const OtkCondition *condition)
{
  if (entity->type != OTK_ENTITY_REQUEST || condition->field != OTK_REQUEST_STATUS
      || (condition->op != OTK_OP_EQ && condition->op != OTK_OP_IN && condition->op != OTK_OP_LT))
    return FALSE;
  for (guint i = 0; i < condition->values->len; i++)
    {
      const OtkValue *value = &g_array_index (condition->values, OtkValue, i);
      gint64 limit = condition->op == OTK_OP_LT ? OTK_STATUS_DONE + 1 : OTK_STATUS_DONE;

      if (value->type != OTK_VALUE_INT || value->number >= limit)
        return FALSE;
    }
  return TRUE;
}

gboolean
otk_query_is_narrow (const OtkView *view)
{
  for (guint i = 0; i < view->conditions->len; i++)
    if (is_open_only (otk_entity (view->entity), view->conditions->pdata[i]))
      return TRUE;
  return FALSE;
}

void
otk_query_add_conditions (OtkQuery *self, const OtkView *view, const OtkId *viewer)
{
  const OtkEntity *entity = otk_entity (view->entity);
  int deleted = otk_entity_field (entity, "deleted_at");
  gboolean open_only = FALSE;

  otk_query_add (self, " WHERE 1 = 1");
  for (guint i = 0; i < view->conditions->len; i++)
    {
      const OtkCondition *condition = view->conditions->pdata[i];

      otk_query_add (self, " AND ");
      add_condition (self, entity, condition, viewer);
      open_only |= is_open_only (entity, condition);
      if ((int) condition->field == deleted)
        deleted = -1;
    }
  if (open_only)
    otk_query_add (self, " AND t.status < 6");
  if (deleted >= 0)
    otk_query_add (self, " AND t.deleted_at IS NULL");
}

/* People sort references by what they read in the column: the other record's name. */
static void
add_sort_key (OtkQuery *self, const OtkEntity *entity, guint field)
{
  const OtkField *description = &entity->fields[field];

  if (description->type == OTK_TYPE_REF && description->target != OTK_ENTITY_REQUEST)
    {
      const OtkEntity *target = otk_entity (description->target);

      otk_query_add (self, self->dialect->name_open);
      otk_query_add (self, "(SELECT s.");
      otk_query_add (self, target->fields[target->name_field].name);
      otk_query_add (self, " FROM ");
      otk_query_add (self, target->table);
      otk_query_add (self, " s WHERE s.id = ");
      add_field (self, entity, field);
      otk_query_add (self, ")");
      otk_query_add (self, self->dialect->name_close);
      return;
    }
  otk_query_add (self, is_text (description->type) ? self->dialect->name_open : "");
  add_field (self, entity, field);
  otk_query_add (self, is_text (description->type) ? self->dialect->name_close : "");
}

void
otk_query_add_key (OtkQuery *self, const OtkView *view, guint nth)
{
  add_sort_key (self, otk_entity (view->entity), (guint) (nth == 0 ? view->sort : view->sort2));
}

static void
add_row_after (OtkQuery *self, gint64 row, gboolean down)
{
  OtkValue number = otk_value_int (row);

  otk_query_add (self, "t.");
  otk_query_add (self, self->dialect->key);
  otk_query_add (self, down ? " < " : " > ");
  otk_query_bind (self, &number);
}

/* Behind a row with such a key stand those with a greater one, those with none, and of those with
 * the same whatever stands behind it by the keys that follow. */
static void
add_key_after (OtkQuery *self, const OtkView *view, guint nth, const OtkValue *const *keys,
               gint64 row)
{
  gboolean down = nth == 0 ? view->descending : view->descending2;
  gboolean last = nth == 1 || view->sort2 < 0;
  gboolean empty = keys[nth] == NULL || otk_value_is_null (keys[nth]);

  otk_query_add (self, "(");
  if (!empty)
    {
      otk_query_add_key (self, view, nth);
      otk_query_add (self, down ? " < " : " > ");
      otk_query_bind (self, keys[nth]);
      otk_query_add (self, " OR ");
      otk_query_add_key (self, view, nth);
      otk_query_add (self, " IS NULL OR (");
    }
  otk_query_add_key (self, view, nth);
  otk_query_add (self, empty ? " IS NULL" : " = ");
  if (!empty)
    otk_query_bind (self, keys[nth]);
  otk_query_add (self, " AND ");
  if (last)
    add_row_after (self, row, view->descending);
  else
    add_key_after (self, view, nth + 1, keys, row);
  otk_query_add (self, empty ? ")" : "))");
}

void
otk_query_add_after (OtkQuery *self, const OtkView *view, const OtkValue *const *keys, gint64 row)
{
  if (view->sort < 0)
    add_row_after (self, row, TRUE);
  else
    add_key_after (self, view, 0, keys, row);
}

void
otk_query_add_order (OtkQuery *self, const OtkView *view)
{
  const OtkEntity *entity = otk_entity (view->entity);
  gboolean down = view->sort < 0 || view->descending;

  otk_query_add (self, " ORDER BY ");
  if (view->sort >= 0)
    {
      add_sort_key (self, entity, (guint) view->sort);
      otk_query_add (self, view->descending ? " DESC NULLS LAST, " : " ASC NULLS LAST, ");
    }
  if (view->sort >= 0 && view->sort2 >= 0)
    {
      add_sort_key (self, entity, (guint) view->sort2);
      otk_query_add (self, view->descending2 ? " DESC NULLS LAST, " : " ASC NULLS LAST, ");
    }
  otk_query_add (self, "t.");
  otk_query_add (self, self->dialect->key);
  otk_query_add (self, down ? " DESC" : " ASC");
}
