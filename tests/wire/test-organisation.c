/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"
#include "otk-memory-state.h"
#include "otk-organisation.h"
#include "otk-sample.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1780900000000)

static char *
read_data (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("OTK_TEST_SRCDIR"), "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static OtkOrganisation *
read_all (OtkMemoryState *memory, const char *text)
{
  g_autoptr (GError) error = NULL;
  OtkOrganisation *wanted =
      otk_organisation_read (otk_memory_state (memory), text, strlen (text), NULL, NOW, &error);

  g_assert_no_error (error);
  return wanted;
}

static void
give (OtkMemoryState *memory, OtkCommand *command)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkDecision) decision = otk_memory_state_submit (memory, command, &error);

  g_assert_no_error (error);
  g_assert_nonnull (decision);
}

static void
give_all (OtkMemoryState *memory, GPtrArray *commands)
{
  for (guint i = 0; i < commands->len; i++)
    give (memory, g_ptr_array_index (commands, i));
}

static void
test_second_time_changes_nothing (void)
{
  static const char *const files[] = { "organisation.example.json", "sample.json" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (OtkMemoryState) memory = otk_memory_state_new ();
      g_autofree char *text = read_data (files[i]);
      g_autoptr (OtkOrganisation) first = read_all (memory, text);
      g_autoptr (OtkOrganisation) second = NULL;

      g_assert_cmpuint (first->commands->len, >, 10);
      give_all (memory, first->commands);
      second = read_all (memory, text);
      g_assert_cmpuint (second->commands->len, ==, 0);
    }
}

static void
test_written_reads_the_same (void)
{
  g_autoptr (OtkMemoryState) memory = otk_memory_state_new ();
  g_autoptr (OtkMemoryState) other = otk_memory_state_new ();
  g_autofree char *text = read_data ("sample.json");
  g_autoptr (OtkOrganisation) first = read_all (memory, text);
  g_autofree char *written = NULL, *again = NULL;
  g_autoptr (OtkOrganisation) second = NULL;

  give_all (memory, first->commands);
  written = otk_organisation_write (otk_memory_state (memory));
  second = read_all (other, written);
  give_all (other, second->commands);
  again = otk_organisation_write (otk_memory_state (other));
  g_assert_cmpstr (written, ==, again);
}

static void
test_errors_name_the_path (void)
{
  static const struct
  {
    const char *content;
    const char *path;
  } cases[] = {
    { "\"employees\": 5", "$.employees" },
    { "\"employees\": [5]", "$.employees[0]" },
    { "\"employees\": [{\"name\": \"А\", \"role\": \"king\"}]", "$.employees[0].role" },
    { "\"employees\": [{\"name\": \"А\", \"active\": 1}]", "$.employees[0].active" },
    { "\"employees\": [{}]", "$.employees[0].name" },
    { "\"employees\": [{\"name\": \"А\", \"key\": 1}]", "$.employees[0].key" },
    { "\"groups\": [{\"name\": \"Г\", \"members\": \"anna\"}]", "$.groups[0].members" },
    { "\"slas\": [{\"name\": \"S\", \"norms\": [{\"sla\": \"S\"}]}]", "$.slas[0].norms[0].sla" },
    { "\"slas\": [{\"name\": \"S\", \"threshold\": 1.5}]", "$.slas[0].threshold" },
    { "\"products\": [{\"name\": \"A\"}, {\"name\": \"A\"}]", "$.products[1]" },
    { "\"tasks\": []", "$.tasks" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OtkMemoryState) memory = otk_memory_state_new ();
      g_autofree char *text =
          g_strdup_printf ("{\"format\": \"%s\", %s}", OTK_ORGANISATION_FORMAT, cases[i].content);
      g_autoptr (GError) error = NULL;
      g_autofree char *reason = NULL;

      g_assert_null (otk_organisation_read (otk_memory_state (memory), text, strlen (text), NULL,
                                            NOW, &error));
      g_assert_error (error, OTK_ERROR, OTK_ERROR_INVALID);
      reason = otk_error_text (error);
      g_test_message ("%s", reason);
      g_assert_nonnull (strstr (reason, cases[i].path));
    }
}

/* The schema of the format has to know every field that may be given. */
static void
test_schema_knows_every_field (void)
{
  static const OtkEntityType types[] = {
    OTK_ENTITY_EMPLOYEE, OTK_ENTITY_GROUP,      OTK_ENTITY_CLIENT_CATEGORY, OTK_ENTITY_COMPANY,
    OTK_ENTITY_CUSTOMER, OTK_ENTITY_PRODUCT,    OTK_ENTITY_REQUEST_TYPE,    OTK_ENTITY_SCHEDULE,
    OTK_ENTITY_SLA,      OTK_ENTITY_NORM,       OTK_ENTITY_SERVICE,         OTK_ENTITY_LEVEL,
    OTK_ENTITY_ARTICLE,  OTK_ENTITY_DICTIONARY, OTK_ENTITY_FOLDER,
  };
  g_autofree char *text = read_data ("organisation.schema.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) schema = json_from_string (text, &error);
  JsonObject *kinds = NULL;

  g_assert_no_error (error);
  kinds = json_object_get_object_member (json_node_get_object (schema), "$defs");
  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    {
      const OtkEntity *entity = otk_entity (types[t]);
      JsonObject *kind = json_object_get_object_member (kinds, entity->name);
      JsonObject *members = json_object_get_object_member (kind, "properties");

      for (guint i = 0; i < entity->n_fields; i++)
        {
          gboolean parent = types[t] == OTK_ENTITY_NORM && i == OTK_NORM_SLA;
          gboolean given = (entity->fields[i].flags & OTK_FIELD_EDIT) != 0 && !parent;

          g_test_message ("%s.%s", entity->name, entity->fields[i].name);
          g_assert_cmpint (json_object_has_member (members, entity->fields[i].name), ==, given);
        }
    }
}

static void
test_a_key_may_be_referred_to (void)
{
  g_autoptr (OtkMemoryState) memory = otk_memory_state_new ();
  g_autoptr (OtkOrganisation) wanted =
      read_all (memory, "{\"format\": \"" OTK_ORGANISATION_FORMAT "\","
                        " \"employees\": [{\"key\": \"boss\", \"name\": \"Анна\"}],"
                        " \"groups\": [{\"name\": \"Линия\", \"members\": [\"boss\"]}]}");
  const OtkCommand *employee = g_ptr_array_index (wanted->commands, 0);
  const OtkCommand *group = g_ptr_array_index (wanted->commands, 1);

  g_assert_true (otk_ids_has (otk_values_get_text (group->args, "members"), &employee->root));
  g_assert_cmpstr (g_ptr_array_index (wanted->paths, 1), ==, "$.groups[0]");
}

static void
test_sample_goes_through_the_rules (void)
{
  g_autoptr (OtkMemoryState) memory = otk_memory_state_new ();
  g_autofree char *organisation_text = read_data ("sample.json");
  g_autofree char *phrases = read_data ("sample-texts.json");
  g_autoptr (GBytes) organisation = g_bytes_new (organisation_text, strlen (organisation_text));
  g_autoptr (GBytes) texts = g_bytes_new (phrases, strlen (phrases));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) commands =
      otk_sample_commands (otk_memory_state (memory), organisation, texts, NOW, OTK_SAMPLE_REQUESTS,
                           OTK_SAMPLE_SEED, &error);
  g_autoptr (GPtrArray) requests = NULL;

  g_assert_no_error (error);
  give_all (memory, commands);
  requests = otk_state_list (otk_memory_state (memory), OTK_ENTITY_REQUEST, -1, NULL);
  g_assert_cmpuint (requests->len, ==, OTK_SAMPLE_REQUESTS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/organisation/second-time-changes-nothing", test_second_time_changes_nothing);
  g_test_add_func ("/organisation/written-reads-the-same", test_written_reads_the_same);
  g_test_add_func ("/organisation/errors-name-the-path", test_errors_name_the_path);
  g_test_add_func ("/organisation/schema-knows-every-field", test_schema_knows_every_field);
  g_test_add_func ("/organisation/a-key-may-be-referred-to", test_a_key_may_be_referred_to);
  g_test_add_func ("/organisation/sample-goes-through-the-rules",
                   test_sample_goes_through_the_rules);
  return g_test_run ();
}
