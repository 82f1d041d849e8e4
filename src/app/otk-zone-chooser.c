/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-zone-chooser.h"

#include "otk-zone.h"

#include <glib/gi18n-lib.h>

struct _OtkZoneChooser
{
  OtkChooser parent_instance;
};

G_DEFINE_FINAL_TYPE (OtkZoneChooser, otk_zone_chooser, OTK_TYPE_CHOOSER)

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The names of the zones that people live in, from the system's own list. */
static GPtrArray *
zone_names (void)
{
  static GPtrArray *names;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (names != NULL)
    return names;
  names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (names, g_strdup ("UTC"));
  if (!g_file_get_contents ("/usr/share/zoneinfo/tzdata.zi", &text, NULL, NULL)
      && !g_file_get_contents ("/usr/share/zoneinfo/zone1970.tab", &text, NULL, NULL))
    return names;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      /* "Z NAME …" in the one file, "codes TAB coordinates TAB NAME …" in the other. */
      g_auto (GStrv) words = g_strsplit_set (lines[i], " \t", 4);
      guint n = g_strv_length (words);
      const char *name = n >= 2 && strcmp (words[0], "Z") == 0 ? words[1]
                         : n >= 3 && *words[0] != '#'          ? words[2]
                                                               : "";
      if (strchr (name, '/') != NULL && !g_str_has_prefix (name, "Etc/"))
        g_ptr_array_add (names, g_strdup (name));
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

static GPtrArray *
otk_zone_chooser_find (OtkChooser *chooser, const char *text, guint limit)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_chooser_item_free);
  GPtrArray *names = zone_names ();
  g_autofree char *typed = g_strdelimit (g_strdup (text), "_", ' ');

  for (guint i = 0; i < names->len && items->len < limit; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *words = g_strdelimit (g_strdup (name), "_", ' ');
      if (otk_chooser_matches (words, typed))
        g_ptr_array_add (items, otk_chooser_item_new (name, name, NULL));
    }
  return items;
}

static char *
otk_zone_chooser_title (OtkChooser *chooser, const char *key)
{
  return otk_zone_find (key) != NULL ? g_strdup (key) : NULL;
}

static void
otk_zone_chooser_class_init (OtkZoneChooserClass *klass)
{
  OTK_CHOOSER_CLASS (klass)->find = otk_zone_chooser_find;
  OTK_CHOOSER_CLASS (klass)->title = otk_zone_chooser_title;
}

static void
otk_zone_chooser_init (OtkZoneChooser *self)
{
}

GtkWidget *
otk_zone_chooser_new (void)
{
  return g_object_new (OTK_TYPE_ZONE_CHOOSER, NULL);
}

char *
otk_zone_local (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (zone);

  return g_strdup (otk_zone_find (name) != NULL ? name : "UTC");
}
