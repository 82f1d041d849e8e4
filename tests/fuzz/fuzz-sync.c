/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-error.h"
#include "otk-fuzz.h"
#include "otk-sync-lines.h"

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_row (const OtkRecord *record)
{
  const OtkEntity *entity = otk_record_entity (record);

  g_assert_false (otk_id_is_none (otk_record_id (record)));
  for (guint i = 0; i < entity->n_fields; i++)
    {
      const OtkValue *value = otk_record_get (record, i);

      if (value->type == OTK_VALUE_TEXT)
        check_text (value->text);
      g_assert_true (value->type != OTK_VALUE_ID || entity->fields[i].type == OTK_TYPE_REF);
    }
}

static void
check_line (const OtkSyncLine *line)
{
  if (line->kind == OTK_SYNC_LINE_ROW)
    check_row (line->record);
  if (line->kind == OTK_SYNC_LINE_LOG)
    for (guint i = 0; i < line->log.facts->len; i++)
      g_assert_nonnull (
          otk_entity (((const OtkFact *) g_ptr_array_index (line->log.facts, i))->entity));
  check_text (line->receipt.detail);
  check_text (line->end.cookie);
}

static void
read_answer (GBytes *bytes)
{
  g_autoptr (OtkSyncReader) reader = otk_sync_reader_new (bytes);
  g_autoptr (GError) error = NULL;
  const OtkSyncLine *line;
  OtkSyncLineKind last = OTK_SYNC_LINE_OTHER;

  while ((line = otk_sync_reader_next (reader, &error)) != NULL)
    {
      g_assert_no_error (error);
      check_line (line);
      last = line->kind;
    }
  if (error == NULL)
    g_assert_cmpint (last, ==, OTK_SYNC_LINE_END);
  else
    g_assert_true (error->domain == OTK_ERROR);
}

/* What was understood can be said again. */
static void
read_push (GBytes *bytes)
{
  g_autoptr (OtkSyncPush) push = otk_sync_push_read (bytes, NULL);
  g_autoptr (OtkSyncPush) again = NULL;
  g_autoptr (GBytes) said = NULL;

  for (guint i = 0; push != NULL && i < push->commands->len; i++)
    if (((OtkSyncCommand *) g_ptr_array_index (push->commands, i))->command->kind == 0)
      return;
  if (push == NULL)
    return;
  said = otk_sync_push_write (push);
  again = otk_sync_push_read (said, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->commands->len, ==, push->commands->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (OtkSyncAnswer) answer = otk_sync_answer_read (bytes, NULL);
  g_autoptr (OtkSyncPull) pull = otk_sync_pull_read (bytes, NULL);
  g_autoptr (OtkSyncRegister) wish = otk_sync_register_read (bytes, NULL);

  read_answer (bytes);
  read_push (bytes);
  return 0;
}
