/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-renderer.h"

#include <glib.h>
#include <string.h>

static gboolean
has_graphics_card (void)
{
  static const char *const devices[] = { "/dev/dri", "/dev/nvidiactl", "/dev/dxg" };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    if (g_file_test (devices[i], G_FILE_TEST_EXISTS))
      return TRUE;
  return FALSE;
}

void
otk_choose_renderer (void)
{
  const char *backend = g_getenv ("GDK_BACKEND");

  /* That one has a way of its own. */
  if (backend != NULL && strstr (backend, "broadway") != NULL)
    return;
  if (!has_graphics_card ())
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") == 0)
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
}
