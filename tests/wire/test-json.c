/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"
#include "otk-json-writer.h"
#include "otk-json.h"

static char *
name_type (OtkEntityType type, const OtkId *id, gpointer data)
{
  return type == OTK_ENTITY_REQUEST_TYPE ? g_strdup ("Вопрос") : NULL;
}

static gboolean
find_type (OtkEntityType type, const char *text, OtkId *id, gpointer data)
{
  if (type != OTK_ENTITY_REQUEST_TYPE || g_strcmp0 (text, "Вопрос") != 0)
    return FALSE;
  *id = *(const OtkId *) data;
  return TRUE;
}

/* Something in every field of every kind of record. */
static OtkRecord *
full_record (OtkEntityType type, const OtkId *ref)
{
  const OtkEntity *entity = otk_entity (type);
  const OtkId id = otk_id_new (1000);
  OtkRecord *record = otk_record_new (type, &id);
  g_autofree char *refs = otk_id_to_string (ref);

  for (guint i = 0; i < entity->n_fields; i++)
    switch (entity->fields[i].type)
      {
      case OTK_TYPE_TEXT:
        otk_record_set_text (record, i, "«Ё» \"\\");
        break;
      case OTK_TYPE_LONGTEXT:
        otk_record_set_text (record, i, "раз\nдва\tтри");
        break;
      case OTK_TYPE_REF:
        otk_record_set_id (record, i, ref);
        break;
      case OTK_TYPE_REFS:
        otk_record_set_text (record, i, refs);
        break;
      case OTK_TYPE_ENUM:
        otk_record_set_int (record, i, entity->fields[i].choices[1].value);
        break;
      case OTK_TYPE_TIME:
        otk_record_set_time (record, i, G_GINT64_CONSTANT (1780666200123));
        break;
      case OTK_TYPE_BOOL:
        otk_record_set_int (record, i, 1);
        break;
      case OTK_TYPE_INT:
      case OTK_TYPE_SECONDS:
      default:
        otk_record_set_int (record, i, 5430);
        break;
      }
  return record;
}

static void
test_records_come_back (void)
{
  OtkId ref = otk_id_new (1000);

  for (guint type = 0; type < OTK_N_ENTITIES; type++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OtkRecord) record = full_record (type, &ref);
      JsonObject *object = otk_json_from_record (record, name_type, NULL);
      g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
      g_autofree char *text = otk_json_print (node);
      g_autoptr (JsonNode) parsed = otk_json_parse (text, strlen (text), &error);
      g_autoptr (OtkRecord) again = NULL;

      json_object_unref (object);
      g_assert_no_error (error);
      again =
          otk_json_to_record (type, json_node_get_object (parsed), "$", find_type, &ref, &error);
      g_assert_no_error (error);
      g_assert_true (otk_record_equal (record, again));
    }
}

static void
test_durations (void)
{
  static const struct
  {
    const char *text;
    gint64 seconds; /* -1: refused */
  } cases[] = {
    { "0s", 0 },
    { "45s", 45 },
    { "1h", 3600 },
    { "1h 30m", 5400 },
    { "1h30m", 5400 },
    { "90m", 5400 },
    { "40h", 144000 },
    { "", -1 },
    { "1", -1 },
    { "h", -1 },
    { "1h ", -1 },
    { " 1h", -1 },
    { "-1h", -1 },
    { "1d", -1 },
    { "1h x", -1 },
    { "1h  30m", -1 },
    { "99999999999999999999h", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 seconds = -1;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (otk_json_parse_duration (cases[i].text, &seconds), ==,
                       cases[i].seconds >= 0);
      g_assert_cmpint (seconds, ==, cases[i].seconds);
    }
  for (gint64 seconds = 0; seconds < 200000; seconds += 977)
    {
      g_autofree char *text = otk_json_duration (seconds);
      gint64 again = -1;

      g_assert_true (otk_json_parse_duration (text, &again));
      g_assert_cmpint (again, ==, seconds);
    }
}

static void
test_times (void)
{
  static const OtkTime times[] = {
    0, 1, -1, -1001, G_GINT64_CONSTANT (1780666200000), G_GINT64_CONSTANT (1780666200123)
  };
  OtkTime at;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *text = otk_iso_time (times[i]);

      g_assert_true (otk_iso_time_parse (text, NULL, &at));
      g_assert_cmpint (at, ==, times[i]);
    }
  g_assert_true (otk_iso_time_parse ("2026-06-05T16:30:00+03:00", NULL, &at));
  g_assert_cmpint (at, ==, G_GINT64_CONSTANT (1780666200000));
  g_assert_true (otk_iso_time_parse ("2026-06-05T13:30:00Z", NULL, &at));
  g_assert_cmpint (at, ==, G_GINT64_CONSTANT (1780666200000));
  g_assert_false (otk_iso_time_parse ("2026-06-05T13:30:00", NULL, &at));
  g_assert_false (otk_iso_time_parse ("5 июня", NULL, &at));
}

static void
test_refuses_foreign_bytes (void)
{
  static const char *const texts[] = { "", "{", "{\"a\": \xff}", "nonsense", "[1," };
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_null (otk_json_parse (texts[i], strlen (texts[i]), &error));
      g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_assert_null (otk_json_parse (deep, 100000, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
}

static void
test_writer (void)
{
  g_autoptr (OtkJsonWriter) tight = otk_json_writer_new (FALSE);
  g_autoptr (OtkJsonWriter) loose = otk_json_writer_new (TRUE);
  OtkJsonWriter *writers[] = { tight, loose };

  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      otk_json_writer_begin_object (writers[i], NULL);
      otk_json_writer_string (writers[i], "a", "«ё»\n\"\\\x01\x7f");
      otk_json_writer_begin_array (writers[i], "b");
      otk_json_writer_int (writers[i], NULL, -5);
      otk_json_writer_bool (writers[i], NULL, TRUE);
      otk_json_writer_end (writers[i]);
      otk_json_writer_begin_object (writers[i], "c");
      otk_json_writer_end (writers[i]);
      otk_json_writer_string (writers[i], "d", NULL);
      otk_json_writer_time (writers[i], "e", OTK_TIME_NONE);
      otk_json_writer_end (writers[i]);
    }
  g_assert_cmpstr (otk_json_writer_text (tight), ==,
                   "{\"a\":\"«ё»\\n\\\"\\\\\\u0001\\u007f\",\"b\":[-5,true],\"c\":{},\"d\":null,"
                   "\"e\":null}");
  g_assert_cmpstr (otk_json_writer_text (loose), ==,
                   "{\n  \"a\": \"«ё»\\n\\\"\\\\\\u0001\\u007f\",\n  \"b\": [\n    -5,\n    true\n"
                   "  ],\n  \"c\": {},\n  \"d\": null,\n  \"e\": null\n}\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/records-come-back", test_records_come_back);
  g_test_add_func ("/json/durations", test_durations);
  g_test_add_func ("/json/times", test_times);
  g_test_add_func ("/json/refuses-foreign-bytes", test_refuses_foreign_bytes);
  g_test_add_func ("/json/writer", test_writer);
  return g_test_run ();
}
