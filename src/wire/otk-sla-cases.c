/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sla-cases.h"

#include "otk-calendar.h"
#include "otk-error.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* One case while it is evaluated. Whoever finds it malformed sets problem and gives up. */
typedef struct
{
  JsonObject *object;
  OtkCalendar *calendar;
  GArray *pauses; /* OtkPause */
  char *problem;
  char *got;
} Case;

G_GNUC_PRINTF (2, 3)
static gboolean
give_up (Case *self, const char *format, ...)
{
  va_list arguments;

  if (self->problem != NULL)
    return FALSE;
  va_start (arguments, format);
  self->problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

static const char *
node_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
node_number (JsonNode *node, double *number)
{
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *number = json_node_get_double (node);
  return TRUE;
}

static gboolean
parse_instant (Case *self, const char *name, const char *text, OtkTime *at)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

  if (time == NULL)
    return give_up (self, "%s is not an instant with an offset: %s", name,
                    text != NULL ? text : "(missing)");
  *at = g_date_time_to_unix (time) * OTK_SECOND + g_date_time_get_microsecond (time) / 1000;
  return TRUE;
}

static gboolean
read_instant (Case *self, const char *name, OtkTime *at)
{
  return parse_instant (self, name, node_text (json_object_get_member (self->object, name)), at);
}

/* An instant, or null for none. */
static gboolean
read_instant_or_null (Case *self, const char *name, OtkTime *at)
{
  JsonNode *node = json_object_get_member (self->object, name);

  if (node == NULL || !JSON_NODE_HOLDS_NULL (node))
    return read_instant (self, name, at);
  *at = OTK_TIME_NONE;
  return TRUE;
}

static gboolean
read_budget (Case *self, gint64 *budget)
{
  double number;

  if (node_number (json_object_get_member (self->object, "business_seconds"), &number))
    number *= OTK_SECOND;
  else if (node_number (json_object_get_member (self->object, "business_minutes"), &number))
    number *= OTK_MINUTE;
  else
    return give_up (self, "business_seconds is missing");
  if (fabs (number) > 1e16)
    return give_up (self, "business_seconds is out of range");
  *budget = (gint64) round (number);
  return TRUE;
}

static char *
print_instant (const OtkCalendar *calendar, OtkTime at)
{
  int offset, millisecond;
  OtkWall wall;
  char fraction[8] = "";

  if (at == OTK_TIME_NONE)
    return g_strdup ("never");
  otk_calendar_wall (calendar, at, &wall);
  offset = otk_zone_offset (otk_calendar_zone (calendar), otk_floor_div (at, OTK_SECOND)) / 60;
  millisecond = (int) (at - otk_floor_div (at, OTK_SECOND) * OTK_SECOND);
  if (millisecond != 0)
    g_snprintf (fraction, sizeof fraction, ".%03d", millisecond);
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d%s%c%02d:%02d", wall.year, wall.month,
                          wall.day, wall.hour, wall.minute, wall.second, fraction,
                          offset < 0 ? '-' : '+', ABS (offset) / 60, ABS (offset) % 60);
}

/* A time or a date may only hold what belongs there: it becomes part of a line. */
static gboolean
is_plain (const char *text)
{
  return text != NULL && *text != '\0' && strspn (text, "0123456789:-") == strlen (text);
}

/* [["09:00", "17:00"], …] */
static gboolean
append_hours (Case *self, GString *spec, JsonNode *node)
{
  JsonArray *list =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (list == NULL)
    return give_up (self, "the hours of a day are not a list");
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *item = json_array_get_element (list, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (item) ? json_node_get_array (item) : NULL;
      const char *open, *close;

      if (pair == NULL || json_array_get_length (pair) != 2)
        return give_up (self, "an interval is not a pair of times");
      open = node_text (json_array_get_element (pair, 0));
      close = node_text (json_array_get_element (pair, 1));
      if (!is_plain (open) || !is_plain (close))
        return give_up (self, "an interval is not a pair of times");
      g_string_append_printf (spec, " %s-%s", open, close);
    }
  if (json_array_get_length (list) == 0)
    g_string_append (spec, " off");
  g_string_append_c (spec, '\n');
  return TRUE;
}

/* {"mon": hours, …}: weekdays or dates. */
static gboolean
append_days (Case *self, GString *spec, JsonObject *calendar, const char *name)
{
  JsonNode *node = json_object_get_member (calendar, name);
  g_autoptr (GList) members = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return give_up (self, "%s is not an object", name);
  members = json_object_get_members (json_node_get_object (node));
  for (GList *m = members; m != NULL; m = m->next)
    {
      const char *day = m->data;

      if (*day == '\0' || strpbrk (day, "# \t\r\n\v\f") != NULL || g_str_equal (day, "tz"))
        return give_up (self, "%s names no day: %s", name, day);
      g_string_append (spec, day);
      if (!append_hours (self, spec, json_object_get_member (json_node_get_object (node), day)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
append_holidays (Case *self, GString *spec, JsonObject *calendar)
{
  JsonNode *node = json_object_get_member (calendar, "holidays");
  JsonArray *list;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return give_up (self, "holidays is not a list");
  list = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      const char *date = node_text (json_array_get_element (list, i));

      if (!is_plain (date))
        return give_up (self, "a holiday is not a date");
      g_string_append_printf (spec, "%s holiday\n", date);
    }
  return TRUE;
}

static gboolean
read_calendar (Case *self)
{
  JsonNode *node = json_object_get_member (self->object, "calendar");
  JsonObject *calendar =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *zone =
      calendar != NULL ? node_text (json_object_get_member (calendar, "timezone")) : NULL;
  g_autoptr (GString) spec = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (zone == NULL || strpbrk (zone, "# \t\r\n\v\f") != NULL)
    return give_up (self, "the calendar has no timezone");
  g_string_append_printf (spec, "tz %s\n", zone);
  if (!append_days (self, spec, calendar, "weekly")
      || !append_days (self, spec, calendar, "overrides")
      || !append_holidays (self, spec, calendar))
    return FALSE;
  self->calendar = otk_calendar_parse (spec->str, &error);
  if (self->calendar == NULL)
    {
      g_autofree char *text = otk_error_text (error);

      return give_up (self, "%s", text);
    }
  return TRUE;
}

static gboolean
read_pauses (Case *self)
{
  JsonNode *node = json_object_get_member (self->object, "pauses");
  JsonArray *list;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return give_up (self, "pauses is not a list");
  list = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *item = json_array_get_element (list, i);
      JsonObject *pause = JSON_NODE_HOLDS_OBJECT (item) ? json_node_get_object (item) : NULL;
      JsonNode *to = pause != NULL ? json_object_get_member (pause, "to") : NULL;
      OtkPause read = { .to = OTK_TIME_NONE };

      if (pause == NULL)
        return give_up (self, "a pause is not an object");
      if (!parse_instant (self, "a pause's from",
                          node_text (json_object_get_member (pause, "from")), &read.from))
        return FALSE;
      if (to != NULL && !JSON_NODE_HOLDS_NULL (to)
          && !parse_instant (self, "a pause's to", node_text (to), &read.to))
        return FALSE;
      g_array_append_val (self->pauses, read);
    }
  return TRUE;
}

static gboolean
settle_instant (Case *self, OtkTime expected, OtkTime got)
{
  self->got = print_instant (self->calendar, got);
  return expected == got;
}

static gboolean
check_due (Case *self, gboolean back)
{
  const OtkPause *pauses = (const OtkPause *) (gpointer) self->pauses->data;
  OtkTime start, expected, got;
  gint64 budget = 0;

  if (!read_instant (self, "start", &start) || !read_budget (self, &budget)
      || !read_instant_or_null (self, "expected_due", &expected))
    return FALSE;
  got = back ? otk_calendar_back (self->calendar, start, budget, pauses, self->pauses->len)
             : otk_calendar_due (self->calendar, start, budget, pauses, self->pauses->len);
  return settle_instant (self, expected, got);
}

static gboolean
check_elapsed (Case *self)
{
  const OtkPause *pauses = (const OtkPause *) (gpointer) self->pauses->data;
  OtkTime start, end;
  double expected;
  gint64 got;

  if (!read_instant (self, "start", &start) || !read_instant (self, "end", &end))
    return FALSE;
  if (!node_number (json_object_get_member (self->object, "expected_elapsed_seconds"), &expected))
    return give_up (self, "expected_elapsed_seconds is missing");
  got = otk_calendar_elapsed (self->calendar, start, end, pauses, self->pauses->len);
  self->got = got % OTK_SECOND == 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, got / OTK_SECOND)
                                    : g_strdup_printf ("%.3f", (double) got / OTK_SECOND);
  return fabs (expected * OTK_SECOND - (double) got) < 0.5;
}

static gboolean
check_next_open (Case *self)
{
  const OtkPause *pauses = (const OtkPause *) (gpointer) self->pauses->data;
  OtkTime start, expected;

  if (!read_instant (self, "start", &start)
      || !read_instant_or_null (self, "expected_open", &expected))
    return FALSE;
  return settle_instant (self, expected,
                         otk_calendar_next_open (self->calendar, start, pauses, self->pauses->len));
}

static gboolean
check_open_at (Case *self)
{
  const OtkPause *pauses = (const OtkPause *) (gpointer) self->pauses->data;
  JsonNode *expected = json_object_get_member (self->object, "expected_open_at");
  OtkTime start;
  gboolean got;

  if (!read_instant (self, "start", &start))
    return FALSE;
  if (expected == NULL || !JSON_NODE_HOLDS_VALUE (expected)
      || json_node_get_value_type (expected) != G_TYPE_BOOLEAN)
    return give_up (self, "expected_open_at is missing");
  got = otk_calendar_open_at (self->calendar, start, pauses, self->pauses->len);
  self->got = g_strdup (got ? "true" : "false");
  return got == json_node_get_boolean (expected);
}

static gboolean
check_localize (Case *self)
{
  const char *text = node_text (json_object_get_member (self->object, "wall"));
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) wall = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;
  OtkTime expected, got;

  if (!read_instant (self, "expected_instant", &expected))
    return FALSE;
  if (wall == NULL)
    return give_up (self, "wall is not a wall time");
  got = otk_calendar_localize (self->calendar, g_date_time_get_year (wall),
                               g_date_time_get_month (wall), g_date_time_get_day_of_month (wall),
                               g_date_time_get_hour (wall), g_date_time_get_minute (wall),
                               g_date_time_get_second (wall));
  return settle_instant (self, expected, got + g_date_time_get_microsecond (wall) / 1000);
}

static gboolean
check_case (Case *self)
{
  const char *op = node_text (json_object_get_member (self->object, "op"));

  if (!read_calendar (self) || !read_pauses (self))
    return FALSE;
  if (g_strcmp0 (op, "due") == 0 || g_strcmp0 (op, "back") == 0)
    return check_due (self, *op == 'b');
  if (g_strcmp0 (op, "elapsed") == 0)
    return check_elapsed (self);
  if (g_strcmp0 (op, "next_open") == 0)
    return check_next_open (self);
  if (g_strcmp0 (op, "open_at") == 0)
    return check_open_at (self);
  if (g_strcmp0 (op, "localize") == 0)
    return check_localize (self);
  return give_up (self, "op is unknown: %s", op != NULL ? op : "(missing)");
}

/* The member that begins with "expected_", as text. */
static char *
print_expected (JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *m = members; m != NULL; m = m->next)
    if (g_str_has_prefix (m->data, "expected_"))
      {
        JsonNode *node = json_object_get_member (object, m->data);

        if (JSON_NODE_HOLDS_NULL (node))
          return g_strdup ("never");
        return node_text (node) != NULL ? g_strdup (node_text (node))
                                        : json_to_string (node, FALSE);
      }
  return g_strdup ("(nothing)");
}

static OtkSlaCaseResult *
evaluate (JsonNode *node, guint number)
{
  OtkSlaCaseResult *result = g_new0 (OtkSlaCaseResult, 1);
  Case self = { 0 };
  const char *id;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      *result = (OtkSlaCaseResult){ .id = g_strdup_printf ("#%u", number),
                                    .expected = g_strdup ("(nothing)"),
                                    .got = g_strdup ("the case is not an object") };
      return result;
    }
  self.object = json_node_get_object (node);
  self.pauses = g_array_new (FALSE, FALSE, sizeof (OtkPause));
  id = node_text (json_object_get_member (self.object, "id"));
  result->id = id != NULL ? g_strdup (id) : g_strdup_printf ("#%u", number);
  result->expected = print_expected (self.object);
  result->passed = check_case (&self);
  result->got =
      self.problem != NULL ? g_steal_pointer (&self.problem) : g_steal_pointer (&self.got);

  g_clear_pointer (&self.calendar, otk_calendar_unref);
  g_array_unref (self.pauses);
  g_free (self.got);
  return result;
}

void
otk_sla_case_result_free (OtkSlaCaseResult *self)
{
  g_free (self->id);
  g_free (self->expected);
  g_free (self->got);
  g_free (self);
}

GPtrArray *
otk_sla_cases_check (const char *json, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) reason = NULL;
  JsonNode *root, *cases = NULL;
  GPtrArray *results;

  g_return_val_if_fail (json != NULL, NULL);

  if (!json_parser_load_from_data (parser, json, length, &reason))
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("The file is not JSON: %s"), reason->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    cases = json_object_get_member (json_node_get_object (root), "cases");
  if (cases == NULL || !JSON_NODE_HOLDS_ARRAY (cases))
    {
      otk_refuse (error, OTK_ERROR_INVALID, N_ ("The file holds no list named %s"), "cases");
      return NULL;
    }
  results = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_sla_case_result_free);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (cases)); i++)
    g_ptr_array_add (results,
                     evaluate (json_array_get_element (json_node_get_array (cases), i), i + 1));
  return results;
}
