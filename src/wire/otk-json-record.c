/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-json-record.h"

#include "otk-access.h"

#include <string.h>

/* From -292 million years to as many after: what 64 bits of milliseconds hold, and their text. */
#define INSTANT_SIZE 48

static gint64
floor_divide (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/* Days since 1970-01-01 as a date of the Gregorian calendar, for every day: 400 years repeat. */
static void
date_of (gint64 days, gint64 *year, int *month, int *day)
{
  gint64 shifted = days + 719468; /* since 0000-03-01 */
  gint64 era = floor_divide (shifted, 146097);
  gint64 of_era = shifted - era * 146097;
  gint64 year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  gint64 of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 from_march = (5 * of_year + 2) / 153;

  *day = (int) (of_year - (153 * from_march + 2) / 5 + 1);
  *month = (int) (from_march < 10 ? from_march + 3 : from_march - 9);
  *year = year_of_era + era * 400 + (*month <= 2);
}

void
otk_json_write_instant (OtkJsonWriter *writer, const char *key, OtkTime at)
{
  char text[INSTANT_SIZE];
  gint64 days, ms, year;
  int month, day, length;

  if (at == OTK_TIME_NONE)
    {
      otk_json_writer_null (writer, key);
      return;
    }
  days = floor_divide (at, OTK_DAY);
  ms = at - days * OTK_DAY;
  date_of (days, &year, &month, &day);
  length = g_snprintf (text, sizeof text, "%04" G_GINT64_FORMAT "-%02d-%02dT%02d:%02d:%02d", year,
                       month, day, (int) (ms / OTK_HOUR), (int) (ms / OTK_MINUTE % 60),
                       (int) (ms / OTK_SECOND % 60));
  if (ms % OTK_SECOND != 0)
    g_snprintf (text + length, sizeof text - (gsize) length, ".%03dZ", (int) (ms % OTK_SECOND));
  else
    g_strlcat (text, "Z", sizeof text);
  otk_json_writer_string (writer, key, text);
}

void
otk_json_write_id (OtkJsonWriter *writer, const char *key, const OtkId *id)
{
  char text[OTK_ID_STRING_LENGTH + 1];

  otk_json_writer_string (writer, key, otk_id_print (id, text));
}

static void
write_refs (OtkJsonWriter *writer, const char *key, const char *text)
{
  g_autoptr (GArray) ids = otk_ids_parse (text);

  otk_json_writer_begin_array (writer, key);
  for (guint i = 0; i < ids->len; i++)
    otk_json_write_id (writer, NULL, &g_array_index (ids, OtkId, i));
  otk_json_writer_end (writer);
}

static void
write_number (OtkJsonWriter *writer, const char *key, const OtkField *field, gint64 number)
{
  const OtkChoice *choice;

  switch (field->type)
    {
    case OTK_TYPE_BOOL:
      otk_json_writer_bool (writer, key, number != 0);
      return;
    case OTK_TYPE_TIME:
      otk_json_write_instant (writer, key, number);
      return;
    case OTK_TYPE_ENUM:
      choice = otk_choice_by_value (field->choices, number);
      if (choice != NULL)
        {
          otk_json_writer_string (writer, key, choice->name);
          return;
        }
      break;
    default:
      break;
    }
  otk_json_writer_int (writer, key, number);
}

void
otk_json_write_value (OtkJsonWriter *writer, const char *key, const OtkField *field,
                      const OtkValue *value)
{
  switch (value->type)
    {
    case OTK_VALUE_INT:
      write_number (writer, key, field, value->number);
      break;
    case OTK_VALUE_TEXT:
      if (field->type == OTK_TYPE_REFS)
        write_refs (writer, key, value->text);
      else
        otk_json_writer_string (writer, key, value->text);
      break;
    case OTK_VALUE_ID:
      otk_json_write_id (writer, key, &value->id);
      break;
    case OTK_VALUE_NULL:
    default:
      otk_json_writer_null (writer, key);
      break;
    }
}

void
otk_json_write_fields (OtkJsonWriter *writer, const OtkRecord *record, const OtkRecord *actor)
{
  const OtkEntity *entity = otk_record_entity (record);

  otk_json_write_id (writer, "id", otk_record_id (record));
  for (guint i = 0; i < entity->n_fields; i++)
    if (!otk_record_is_null (record, i) && otk_access_shows_field (entity->type, i, actor))
      otk_json_write_value (writer, entity->fields[i].name, &entity->fields[i],
                            otk_record_get (record, i));
}

void
otk_json_write_record (OtkJsonWriter *writer, const char *key, const OtkRecord *record,
                       const OtkRecord *actor)
{
  otk_json_writer_begin_object (writer, key);
  otk_json_write_fields (writer, record, actor);
  otk_json_writer_end (writer);
}
