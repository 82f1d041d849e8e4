/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-setting.h"

#include "otk-error.h"

#include <string.h>

typedef struct
{
  const char *key;
  const char *fallback;
  const char *values; /* (nullable): what it may hold, separated by spaces; NULL for anything */
  gint64 least, most; /* the range of a number; both 0 where it is none */
} Setting;

static const Setting settings[] = {
  { OTK_KEY_STATUS_MANUAL, "1", "0 1" },
  { OTK_KEY_STATUS_SET, "7", "6 7" },
  /* As shipped (product.md §1.2): only «На классификации» is tied to the next one; what is
   * completed goes on by closing or reopening, what is closed only by reopening. */
  { OTK_KEY_STATUS_NEXT "new", "any" },
  { OTK_KEY_STATUS_NEXT "on_classification", "next" },
  { OTK_KEY_STATUS_NEXT "accepted", "any" },
  { OTK_KEY_STATUS_NEXT "in_work", "any" },
  { OTK_KEY_STATUS_NEXT "in_waiting", "any" },
  { OTK_KEY_STATUS_NEXT "done", "closed in_work" },
  { OTK_KEY_STATUS_NEXT "closed", "" },
  { OTK_KEY_VISIBILITY, "all", "all own" },
  { OTK_KEY_RESPONSIBLE_DEFAULT, "" },
  { OTK_KEY_AUTOCLOSE_DAYS, "7", NULL, 0, 90 },
  { OTK_KEY_PAUSE_TELL, "ask", "always ask never" },
  { OTK_KEY_FEEDBACK_LINK, "" },
  { OTK_KEY_FEEDBACK_WAIT, "4320", NULL, 1, 525600 },
  { OTK_KEY_CLASSIFICATION_NORM, "0", NULL, 0, 525600 },
  { OTK_KEY_MESSAGE_HIDDEN, "0", "0 1" },
  { OTK_KEY_CARD_BUTTONS, "" },
  { OTK_KEY_ZONE, "Europe/Moscow" },
};

static const Setting *
find_setting (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_strcmp0 (settings[i].key, key) == 0)
      return &settings[i];
  return NULL;
}

static gboolean
is_number (const Setting *setting)
{
  return setting->least != 0 || setting->most != 0;
}

static gboolean
has_word (const char *words, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (words, " ", -1);

  return g_strv_contains ((const char *const *) parts, word);
}

char *
otk_setting_text (OtkState *state, const char *key)
{
  const Setting *setting = find_setting (key);
  char *stored = otk_state_setting (state, key);

  if (stored != NULL)
    return stored;
  return g_strdup (setting != NULL ? setting->fallback : "");
}

gint64
otk_setting_int (OtkState *state, const char *key)
{
  const Setting *setting = find_setting (key);
  g_autofree char *text = otk_setting_text (state, key);
  gint64 number = 0;

  if (g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return number;
  return setting != NULL ? g_ascii_strtoll (setting->fallback, NULL, 10) : 0;
}

gboolean
otk_setting_is (OtkState *state, const char *key, const char *value)
{
  g_autofree char *text = otk_setting_text (state, key);

  return g_strcmp0 (text, value) == 0;
}

OtkId
otk_setting_id (const char *key)
{
  return otk_id_from_text (key);
}

gboolean
otk_setting_check (const char *key, const char *value, GError **error)
{
  const Setting *setting = find_setting (key);

  if (setting == NULL || value == NULL)
    return TRUE;
  if (is_number (setting)
      && !g_ascii_string_to_signed (value, 10, setting->least, setting->most, NULL, NULL))
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The setting %s needs another number: see its description"), key);
  if (setting->values != NULL && !has_word (setting->values, value))
    return otk_refuse (error, OTK_ERROR_INVALID,
                       N_ ("The setting %s cannot have this value: choose one of the offered"),
                       key);
  return TRUE;
}
