/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"
#include "otk-record.h"

static void
test_ids_ascend_and_derive (void)
{
  OtkId first = otk_id_new (1700000000000), second = otk_id_new (1700000000000);
  OtkId a = otk_id_derive (&first, 1), b = otk_id_derive (&first, 1),
        other = otk_id_derive (&first, 2);
  OtkId read;
  g_autofree char *text = otk_id_to_string (&first);

  g_assert_cmpint (otk_id_compare (&first, &second), <, 0);
  g_assert_true (otk_id_equal (&a, &b));
  g_assert_false (otk_id_equal (&a, &other));
  g_assert_cmpuint (text[14], ==, '7');
  g_assert_true (otk_id_parse (text, &read));
  g_assert_true (otk_id_equal (&read, &first));
  g_assert_false (otk_id_parse ("018bcfe5-6800-7000-8000-00000000000g", &read));
}

static void
test_values_survive_encoding (void)
{
  g_autoptr (OtkValues) values = otk_values_new (), read = NULL;
  g_autoptr (GBytes) bytes = NULL, torn = NULL;
  g_autoptr (GError) error = NULL;
  OtkId id = otk_id_new (1);

  otk_values_set_text (values, "subject", "Не печатает принтер");
  otk_values_set_int (values, "priority", -3);
  otk_values_set_id (values, "customer", &id);
  otk_values_set_null (values, "service");
  bytes = otk_values_encode (values);
  read = otk_values_decode (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (otk_values_size (read), ==, 4);
  g_assert_cmpstr (otk_values_get_text (read, "subject"), ==, "Не печатает принтер");
  g_assert_cmpint (otk_values_get_int (read, "priority", 0), ==, -3);
  g_assert_true (otk_id_equal (otk_values_get_id (read, "customer"), &id));
  g_assert_true (otk_values_has (read, "service"));

  torn = g_bytes_new_from_bytes (bytes, 0, g_bytes_get_size (bytes) - 1);
  g_assert_null (otk_values_decode (torn, &error));
  g_assert_error (error, OTK_ERROR, OTK_ERROR_CORRUPT);
}

static void
test_record_round_trip (void)
{
  OtkId id = otk_id_new (1);
  g_autoptr (OtkRecord) record = otk_record_new (OTK_ENTITY_REQUEST, &id), back = NULL;
  g_autoptr (OtkValues) values = NULL;

  otk_record_set_int (record, OTK_REQUEST_NUMBER, 439);
  otk_record_set_text (record, OTK_REQUEST_SUBJECT, "VPN");
  values = otk_record_to_values (record);
  back = otk_record_from_values (OTK_ENTITY_REQUEST, &id, values);
  g_assert_true (otk_record_equal (record, back));
  g_assert_cmpstr (otk_record_name (back), ==, "VPN");
  otk_record_set_text (back, OTK_REQUEST_SUBJECT, "Wi-Fi");
  g_assert_false (otk_record_equal (record, back));
}

static void
test_schema_is_sound (void)
{
  for (int type = 0; type < OTK_N_ENTITIES; type++)
    {
      const OtkEntity *entity = otk_entity (type);
      g_assert_true (otk_entity_by_name (entity->name) == entity);
      for (guint i = 0; i < entity->n_fields; i++)
        {
          const OtkField *field = &entity->fields[i];
          g_assert_cmpint (otk_entity_field (entity, field->name), ==, i);
          g_assert_true ((field->type == OTK_TYPE_ENUM) == (field->choices != NULL));
          if (field->type == OTK_TYPE_TEXT || field->type == OTK_TYPE_LONGTEXT)
            g_assert_cmpuint (field->max, >, 0);
        }
    }
}

static void
test_error_text_has_its_detail (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_assert_false (otk_refuse (&error, OTK_ERROR_NOT_FOUND, "There is no request %s here", "№7"));
  text = otk_error_text (error);
  g_assert_cmpstr (text, ==, "There is no request №7 here");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/value/ids", test_ids_ascend_and_derive);
  g_test_add_func ("/value/encoding", test_values_survive_encoding);
  g_test_add_func ("/value/record", test_record_round_trip);
  g_test_add_func ("/value/schema", test_schema_is_sound);
  g_test_add_func ("/value/error-text", test_error_text_has_its_detail);
  return g_test_run ();
}
