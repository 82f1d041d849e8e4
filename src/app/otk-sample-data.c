/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sample-data.h"

#include "otk-sample-resources.h"
#include "otk-sample.h"

#define FOLDER "/org/otklik/sample/"

GPtrArray *
otk_sample_data (OtkDesk *desk, GError **error)
{
  GResource *sample = otk_sample_get_resource ();
  g_autoptr (GBytes) organisation = NULL, texts = NULL;

  organisation =
      g_resource_lookup_data (sample, FOLDER "sample.json", G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (organisation == NULL)
    return NULL;
  texts = g_resource_lookup_data (sample, FOLDER "sample-texts.json", G_RESOURCE_LOOKUP_FLAGS_NONE,
                                  error);
  if (texts == NULL)
    return NULL;
  return otk_sample_commands (otk_desk_state (desk), organisation, texts, otk_desk_now (desk),
                              OTK_SAMPLE_REQUESTS, OTK_SAMPLE_SEED, error);
}
