/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-token.h"

#include "otk-access.h"
#include "otk-setting.h"

#include <string.h>

gboolean
otk_token_equal (gconstpointer a, gconstpointer b)
{
  const OtkToken *x = a, *y = b;

  return x->kind == y->kind && otk_id_equal (&x->id, &y->id);
}

guint
otk_token_hash (gconstpointer token)
{
  const OtkToken *self = token;

  return otk_id_hash (&self->id) ^ (guint) self->kind;
}

char *
otk_token_to_string (const OtkToken *token)
{
  char text[OTK_ID_STRING_LENGTH + 1];

  if (otk_id_is_none (&token->id))
    return g_strdup_printf ("%c", token->kind);
  return g_strdup_printf ("%c:%s", token->kind, otk_id_print (&token->id, text));
}

gboolean
otk_token_parse (const char *text, OtkToken *token)
{
  OtkToken read = { (OtkTokenKind) *text, OTK_ID_NONE };
  gboolean known;

  if (*text == OTK_TOKEN_REQUESTS || *text == OTK_TOKEN_DIRECTORY)
    known = text[1] == '\0';
  else
    known = *text != '\0' && strchr ("ufop", *text) != NULL && text[1] == ':'
            && otk_id_parse (text + 2, &read.id);
  if (known)
    *token = read;
  return known;
}

static void
add (GArray *tokens, OtkTokenKind kind, const OtkId *id)
{
  OtkToken token = { kind, id != NULL ? *id : OTK_ID_NONE };

  for (guint i = 0; i < tokens->len; i++)
    if (otk_token_equal (&g_array_index (tokens, OtkToken, i), &token))
      return;
  g_array_append_val (tokens, token);
}

static void
add_person (GArray *tokens, OtkTokenKind kind, const OtkRecord *record, guint field)
{
  const OtkId *person = otk_record_ref_id (record, field);

  if (person != NULL)
    add (tokens, kind, person);
}

static GPtrArray *
tasks_of (OtkState *state, const OtkId *request)
{
  g_auto (OtkValue) id = otk_value_id (request);

  return otk_state_list (state, OTK_ENTITY_TASK, OTK_TASK_REQUEST, &id);
}

static void
add_request_tokens (GArray *tokens, OtkState *state, const OtkRecord *request)
{
  g_autoptr (GPtrArray) tasks = tasks_of (state, otk_record_id (request));

  add (tokens, OTK_TOKEN_REQUESTS, NULL);
  add_person (tokens, OTK_TOKEN_RESPONSIBLE, request, OTK_REQUEST_RESPONSIBLE);
  add_person (tokens, OTK_TOKEN_FIELD, request, OTK_REQUEST_CREATED_BY);
  for (guint i = 0; i < tasks->len; i++)
    add_person (tokens, OTK_TOKEN_FIELD, g_ptr_array_index (tasks, i), OTK_TASK_EXECUTOR);
}

/* Who takes part in a task sees it, and who sees the request that it belongs to. */
static void
add_task_tokens (GArray *tokens, OtkState *state, const OtkRecord *task)
{
  const OtkId *request_id = otk_record_ref_id (task, OTK_TASK_REQUEST);
  g_autoptr (GArray) people = otk_ids_parse (otk_record_text (task, OTK_TASK_PARTICIPANTS));

  add (tokens, OTK_TOKEN_REQUESTS, NULL);
  add_person (tokens, OTK_TOKEN_OWN, task, OTK_TASK_EXECUTOR);
  add_person (tokens, OTK_TOKEN_OWN, task, OTK_TASK_AUTHOR);
  for (guint i = 0; i < people->len; i++)
    add (tokens, OTK_TOKEN_OWN, &g_array_index (people, OtkId, i));
  if (request_id != NULL)
    {
      g_autoptr (OtkRecord) request = otk_state_find (state, OTK_ENTITY_REQUEST, request_id);

      if (request != NULL)
        add_person (tokens, OTK_TOKEN_RESPONSIBLE, request, OTK_REQUEST_RESPONSIBLE);
    }
}

GArray *
otk_tokens_of_root (OtkState *state, const OtkRecord *root)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (OtkToken));

  switch ((int) otk_record_type (root))
    {
    case OTK_ENTITY_REQUEST:
      add_request_tokens (tokens, state, root);
      break;
    case OTK_ENTITY_TASK:
      add_task_tokens (tokens, state, root);
      break;
    case OTK_ENTITY_NOTICE:
      add_person (tokens, OTK_TOKEN_OWN, root, OTK_NOTICE_RECIPIENT);
      break;
    case OTK_ENTITY_FOLDER:
      if (otk_record_is_null (root, OTK_FOLDER_OWNER))
        add (tokens, OTK_TOKEN_DIRECTORY, NULL);
      /* Not RESPONSIBLE: colleagues hold that too. */
      add_person (tokens, OTK_TOKEN_OWN, root, OTK_FOLDER_OWNER);
      break;
    case OTK_ENTITY_MESSAGE:
    case OTK_ENTITY_PAUSE:
    case OTK_ENTITY_ATTACHMENT:
      /* One without its request is nobody's. */
      break;
    default:
      add (tokens, OTK_TOKEN_DIRECTORY, NULL);
      break;
    }
  return tokens;
}

GArray *
otk_tokens_of_user (OtkState *state, const OtkRecord *employee, OtkProfile profile)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (OtkToken));
  g_autoptr (GArray) colleagues = NULL;
  const OtkId *self = otk_record_id (employee);

  if (!otk_access_is_staff (employee))
    return tokens;
  colleagues = otk_access_colleagues (state, employee);
  add (tokens, OTK_TOKEN_DIRECTORY, NULL);
  add (tokens, OTK_TOKEN_OWN, self);
  if (profile == OTK_PROFILE_FIELD)
    {
      add (tokens, OTK_TOKEN_RESPONSIBLE, self);
      if (colleagues == NULL)
        add (tokens, OTK_TOKEN_FIELD, self);
    }
  else if (colleagues == NULL)
    add (tokens, OTK_TOKEN_REQUESTS, NULL);
  else
    for (guint i = 0; i < colleagues->len; i++)
      add (tokens, OTK_TOKEN_RESPONSIBLE, &g_array_index (colleagues, OtkId, i));
  return tokens;
}

static guint
root_hash (gconstpointer root)
{
  return otk_id_hash (&((const OtkTokenRoot *) root)->id);
}

static gboolean
root_equal (gconstpointer a, gconstpointer b)
{
  const OtkTokenRoot *x = a, *y = b;

  return x->entity == y->entity && otk_id_equal (&x->id, &y->id);
}

static void
note_root (OtkTokenUpkeep *self, OtkEntityType entity, const OtkId *id)
{
  OtkTokenRoot root = { entity, *id };

  if (self->roots == NULL)
    self->roots = g_hash_table_new_full (root_hash, root_equal, g_free, NULL);
  g_hash_table_add (self->roots, g_memdup2 (&root, sizeof root));
}

static gboolean
differs (const OtkRecord *before, const OtkRecord *after, guint field)
{
  return before == NULL || after == NULL
         || !otk_value_equal (otk_record_get (before, field), otk_record_get (after, field));
}

static void
note_request (OtkTokenUpkeep *self, OtkState *state, const OtkRecord *before,
              const OtkRecord *after)
{
  const OtkId *id = otk_record_id (after != NULL ? after : before);
  g_autoptr (GPtrArray) tasks = NULL;

  if (differs (before, after, OTK_REQUEST_RESPONSIBLE)
      || differs (before, after, OTK_REQUEST_CREATED_BY))
    note_root (self, OTK_ENTITY_REQUEST, id);
  if (!differs (before, after, OTK_REQUEST_RESPONSIBLE))
    return;
  tasks = tasks_of (state, id);
  for (guint i = 0; i < tasks->len; i++)
    note_root (self, OTK_ENTITY_TASK, otk_record_id (g_ptr_array_index (tasks, i)));
}

static void
note_task (OtkTokenUpkeep *self, const OtkRecord *before, const OtkRecord *after)
{
  const OtkRecord *sides[] = { before, after };

  if (!differs (before, after, OTK_TASK_EXECUTOR) && !differs (before, after, OTK_TASK_AUTHOR)
      && !differs (before, after, OTK_TASK_PARTICIPANTS)
      && !differs (before, after, OTK_TASK_REQUEST))
    return;
  note_root (self, OTK_ENTITY_TASK, otk_record_id (after != NULL ? after : before));
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      const OtkId *request =
          sides[i] != NULL ? otk_record_ref_id (sides[i], OTK_TASK_REQUEST) : NULL;

      if (request != NULL)
        note_root (self, OTK_ENTITY_REQUEST, request);
    }
}

static gboolean
concerns_people (const OtkRecord *before, const OtkRecord *after)
{
  const OtkRecord *any = after != NULL ? after : before;

  switch ((int) otk_record_type (any))
    {
    case OTK_ENTITY_EMPLOYEE:
      return differs (before, after, OTK_EMPLOYEE_ROLE)
             || differs (before, after, OTK_EMPLOYEE_ACTIVE);
    case OTK_ENTITY_GROUP:
      return differs (before, after, OTK_GROUP_MEMBERS);
    case OTK_ENTITY_SETTING:
      return g_strcmp0 (otk_record_text (any, OTK_SETTING_KEY), OTK_KEY_VISIBILITY) == 0;
    default:
      return FALSE;
    }
}

void
otk_token_upkeep_note (OtkTokenUpkeep *self, OtkState *state, const OtkRecord *before,
                       const OtkRecord *after)
{
  const OtkRecord *any = after != NULL ? after : before;
  OtkEntityType type;

  if (any == NULL)
    return;
  type = otk_record_type (any);
  self->people |= concerns_people (before, after);
  if (type == OTK_ENTITY_REQUEST)
    note_request (self, state, before, after);
  else if (type == OTK_ENTITY_TASK)
    note_task (self, before, after);
  else if (!otk_id_equal (otk_record_root (any), otk_record_id (any)))
    return;
  else if (before == NULL || after == NULL
           || (type == OTK_ENTITY_FOLDER && differs (before, after, OTK_FOLDER_OWNER)))
    note_root (self, type, otk_record_id (any));
}

void
otk_token_upkeep_clear (OtkTokenUpkeep *self)
{
  g_clear_pointer (&self->roots, g_hash_table_unref);
  self->people = FALSE;
}
