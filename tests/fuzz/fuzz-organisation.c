/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"
#include "otk-fuzz.h"
#include "otk-organisation.h"

/* An empty database. */
static OtkRecord *
find_nothing (OtkState *state, OtkEntityType type, const OtkId *id)
{
  return NULL;
}

static GPtrArray *
list_nothing (OtkState *state, OtkEntityType type, int field, const OtkValue *value)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) otk_record_unref);
}

static const OtkStateClass empty_class = { .find = find_nothing, .list = list_nothing };

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  OtkState state = { &empty_class };
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkOrganisation) wanted =
      otk_organisation_read (&state, (const char *) data, size, NULL, 1000, &error);

  if (wanted == NULL)
    {
      g_autofree char *reason = otk_error_text (error);
      g_assert_true (error->domain == OTK_ERROR);
      g_assert_true (g_utf8_validate (reason, -1, NULL));
      return 0;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (wanted->commands->len, ==, wanted->paths->len);
  for (guint i = 0; i < wanted->commands->len; i++)
    {
      const OtkCommand *save = g_ptr_array_index (wanted->commands, i);
      g_assert_nonnull (otk_entity_by_name (otk_values_get_text (save->args, "entity")));
    }
  return 0;
}
