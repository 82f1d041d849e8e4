/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sample.h"

#include "otk-organisation.h"
#include "otk-story.h"

/* The organisation is older than its requests. */
#define SINCE (30 * OTK_DAY)

static void
move_all (GPtrArray *from, GPtrArray *to)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, otk_command_ref (g_ptr_array_index (from, i)));
}

GPtrArray *
otk_sample_commands (OtkState *state, GBytes *organisation, GBytes *texts, OtkTime now,
                     guint n_requests, guint64 seed, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (texts, &length);
  g_autoptr (OtkStories) stories = otk_stories_new (text, length, seed, error);
  if (stories == NULL)
    return NULL;
  text = g_bytes_get_data (organisation, &length);
  g_autoptr (OtkOrganisation) wanted =
      otk_organisation_read (state, text, length, NULL, now - SINCE, error);
  if (wanted == NULL)
    return NULL;

  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  move_all (wanted->commands, commands);
  for (guint i = 0; i < commands->len; i++)
    {
      const OtkCommand *save = g_ptr_array_index (commands, i);
      const OtkEntity *entity = otk_entity_by_name (otk_values_get_text (save->args, "entity"));
      otk_stories_know (stories, entity->type, &save->root, save->args);
    }
  if (!otk_stories_ready (stories, error))
    {
      g_ptr_array_unref (commands);
      return NULL;
    }
  for (guint i = 0; i < n_requests; i++)
    {
      g_autoptr (GPtrArray) story = otk_stories_tell (stories, i, n_requests, now);
      move_all (story, commands);
    }
  return commands;
}
