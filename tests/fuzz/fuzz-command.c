/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"
#include "otk-fuzz.h"
#include "otk-json-command.h"
#include "otk-json.h"

#define NOW G_GINT64_CONSTANT (1780666200000)

static void
check_command (const OtkCommand *command, const OtkId *actor)
{
  g_assert_cmpint (command->kind, >, 0);
  g_assert_cmpint (command->kind, <, OTK_N_COMMANDS);
  g_assert_true (otk_id_equal (&command->actor, actor));
  g_assert_false (otk_id_is_none (&command->id));
  g_assert_cmpint (command->at, ==, NOW);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = otk_json_parse ((const char *) data, size, &error);
  g_autoptr (OtkCommand) command = NULL;
  OtkId actor = otk_id_from_text ("actor");

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return 0;
  command = otk_json_to_command (json_node_get_object (node), &actor, NOW, &error);
  if (command != NULL)
    check_command (command, &actor);
  else
    g_assert_true (error->domain == OTK_ERROR);
  return 0;
}
