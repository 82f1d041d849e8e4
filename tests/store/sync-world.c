/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync-world.h"

#include "otk-access.h"
#include "otk-setting.h"

static const char *const words[] = { "принтер", "Сбой сети", "«Ёлка» не горит", "отчёт за июнь",
                                     "toner",   "пароль",    "почта молчит",    "касса №2" };

static OtkId
pick (SyncWorld *self, GArray *ids)
{
  return g_array_index (ids, OtkId, g_rand_int_range (self->chance, 0, (int) ids->len));
}

static const char *
pick_word (SyncWorld *self)
{
  return words[g_rand_int_range (self->chance, 0, G_N_ELEMENTS (words))];
}

static OtkRecord *
find (StoreFixture *f, OtkEntityType type, const OtkId *id)
{
  g_autoptr (GError) error = NULL;
  OtkRecord *record = otk_store_find (f->store, type, id, &error);

  g_assert_no_error (error);
  return record;
}

static gboolean
is_there (StoreFixture *f, OtkEntityType type, const OtkId *id)
{
  g_autoptr (OtkRecord) record = find (f, type, id);

  return record != NULL;
}

/* Forgets ids of what is gone; FALSE where none is left. */
static gboolean
tidy (SyncWorld *self, GArray *ids, OtkEntityType type)
{
  for (guint i = ids->len; i > 0; i--)
    if (!is_there (self->server, type, &g_array_index (ids, OtkId, i - 1)))
      g_array_remove_index_fast (ids, i - 1);
  return ids->len > 0;
}

OtkId
sync_world_hire (SyncWorld *self, OtkRole role)
{
  OtkId id = otk_id_new (self->server->now);
  OtkRecord *record = otk_record_new (OTK_ENTITY_EMPLOYEE, &id);

  otk_record_set_text (record, OTK_EMPLOYEE_NAME, pick_word (self));
  otk_record_set_int (record, OTK_EMPLOYEE_ROLE, role);
  otk_record_set_int (record, OTK_EMPLOYEE_ACTIVE, 1);
  g_array_append_val (self->employees, id);
  return store_fixture_add (self->server, record);
}

void
sync_world_set_visibility (SyncWorld *self, const char *value)
{
  OtkId id = otk_setting_id (OTK_KEY_VISIBILITY);
  OtkRecord *record;

  if (is_there (self->server, OTK_ENTITY_SETTING, &id))
    {
      store_fixture_set (self->server, OTK_ENTITY_SETTING, &id, OTK_SETTING_VALUE,
                         otk_value_text (value));
      return;
    }
  record = otk_record_new (OTK_ENTITY_SETTING, &id);
  otk_record_set_text (record, OTK_SETTING_KEY, OTK_KEY_VISIBILITY);
  otk_record_set_text (record, OTK_SETTING_VALUE, value);
  store_fixture_add (self->server, record);
}

SyncWorld *
sync_world_new (guint32 seed, guint n_employees)
{
  SyncWorld *self = g_new0 (SyncWorld, 1);
  g_autoptr (GError) error = NULL;

  self->server = store_fixture_new (otk_store_open);
  self->chance = g_rand_new_with_seed (seed);
  self->employees = g_array_new (FALSE, FALSE, sizeof (OtkId));
  self->requests = g_array_new (FALSE, FALSE, sizeof (OtkId));
  self->messages = g_array_new (FALSE, FALSE, sizeof (OtkId));
  self->tasks = g_array_new (FALSE, FALSE, sizeof (OtkId));
  for (guint i = 0; i < n_employees; i++)
    sync_world_hire (self, i == 0 ? OTK_ROLE_ADMINISTRATOR : OTK_ROLE_OPERATOR);
  self->group = store_fixture_named (self->server, OTK_ENTITY_GROUP, "Смена");
  /* Half of it was there before anybody synced. */
  for (guint i = 0; i < 15; i++)
    sync_world_step (self);
  g_assert_true (otk_feed_enable (self->server->store, self->server->now, &error));
  g_assert_no_error (error);
  return self;
}

void
sync_world_free (SyncWorld *self)
{
  store_fixture_free (self->server);
  g_rand_free (self->chance);
  g_array_unref (self->employees);
  g_array_unref (self->requests);
  g_array_unref (self->messages);
  g_array_unref (self->tasks);
  g_free (self);
}

static OtkRecord *
new_request (SyncWorld *self, const OtkId *id)
{
  OtkRecord *record = otk_record_new (OTK_ENTITY_REQUEST, id);
  OtkId person = pick (self, self->employees), author = pick (self, self->employees);

  otk_record_set_int (record, OTK_REQUEST_NUMBER, g_rand_int_range (self->chance, 1, 1 << 30));
  otk_record_set_text (record, OTK_REQUEST_SUBJECT, pick_word (self));
  otk_record_set_text (record, OTK_REQUEST_TEXT, pick_word (self));
  otk_record_set_int (record, OTK_REQUEST_STATUS, g_rand_int_range (self->chance, 1, 8));
  otk_record_set_time (record, OTK_REQUEST_CREATED_AT, self->server->now);
  otk_record_set_time (record, OTK_REQUEST_RESOLUTION_DUE, self->server->now + OTK_HOUR);
  otk_record_set_id (record, OTK_REQUEST_CREATED_BY, &author);
  if (g_rand_boolean (self->chance))
    otk_record_set_id (record, OTK_REQUEST_RESPONSIBLE, &person);
  return record;
}

static void
add_request (SyncWorld *self)
{
  OtkId id = otk_id_new (self->server->now);

  store_fixture_add (self->server, new_request (self, &id));
  g_array_append_val (self->requests, id);
}

static void
add_message (SyncWorld *self)
{
  OtkId request, message;

  if (!tidy (self, self->requests, OTK_ENTITY_REQUEST))
    return;
  request = pick (self, self->requests);
  message = store_fixture_message (self->server, &request, OTK_MESSAGE_PUBLIC, pick_word (self));
  g_array_append_val (self->messages, message);
}

static void
change_message (SyncWorld *self)
{
  OtkId id;

  if (!tidy (self, self->messages, OTK_ENTITY_MESSAGE))
    return;
  id = pick (self, self->messages);
  if (g_rand_boolean (self->chance))
    store_fixture_remove (self->server, OTK_ENTITY_MESSAGE, &id);
  else
    store_fixture_set (self->server, OTK_ENTITY_MESSAGE, &id, OTK_MESSAGE_BODY,
                       otk_value_text (pick_word (self)));
}

static void
change_request (SyncWorld *self)
{
  OtkId id, person = pick (self, self->employees);

  if (!tidy (self, self->requests, OTK_ENTITY_REQUEST))
    return;
  id = pick (self, self->requests);
  switch (g_rand_int_range (self->chance, 0, 4))
    {
    case 0:
      store_fixture_set (self->server, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_SUBJECT,
                         otk_value_text (pick_word (self)));
      break;
    case 1:
      store_fixture_set (self->server, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_STATUS,
                         otk_value_int (g_rand_int_range (self->chance, 1, 8)));
      break;
    case 2:
      store_fixture_set (self->server, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_RESPONSIBLE,
                         otk_value_null ());
      break;
    default:
      store_fixture_set (self->server, OTK_ENTITY_REQUEST, &id, OTK_REQUEST_RESPONSIBLE,
                         otk_value_id (&person));
      break;
    }
}

/* All that belongs to it goes with it, as when it is purged. */
static void
purge_request (SyncWorld *self)
{
  GPtrArray *facts;
  OtkId id;

  if (!tidy (self, self->requests, OTK_ENTITY_REQUEST))
    return;
  facts = store_facts_new ();
  id = pick (self, self->requests);
  for (guint type = 0; type < OTK_N_ENTITIES; type++)
    {
      g_auto (OtkValue) value = otk_value_id (&id);
      const OtkEntity *entity = otk_entity (type);
      g_autoptr (GPtrArray) parts =
          entity->root_field < 0
              ? NULL
              : otk_store_list (self->server->store, type, entity->root_field, &value, NULL);

      for (guint i = 0; parts != NULL && i < parts->len; i++)
        g_ptr_array_add (facts, otk_fact_delete (parts->pdata[i]));
    }
  {
    g_autoptr (OtkRecord) request = find (self->server, OTK_ENTITY_REQUEST, &id);
    g_ptr_array_add (facts, otk_fact_delete (request));
  }
  store_fixture_append (self->server, facts);
}

static void
add_task (SyncWorld *self)
{
  OtkId id = otk_id_new (self->server->now), person = pick (self, self->employees);
  OtkRecord *record = otk_record_new (OTK_ENTITY_TASK, &id);

  otk_record_set_text (record, OTK_TASK_SUBJECT, pick_word (self));
  otk_record_set_id (record, OTK_TASK_EXECUTOR, &person);
  if (tidy (self, self->requests, OTK_ENTITY_REQUEST) && g_rand_boolean (self->chance))
    {
      OtkId request = pick (self, self->requests);
      otk_record_set_id (record, OTK_TASK_REQUEST, &request);
    }
  store_fixture_add (self->server, record);
  g_array_append_val (self->tasks, id);
}

static void
change_task (SyncWorld *self)
{
  OtkId id, person = pick (self, self->employees);

  if (!tidy (self, self->tasks, OTK_ENTITY_TASK))
    return;
  id = pick (self, self->tasks);
  if (g_rand_int_range (self->chance, 0, 3) == 0)
    store_fixture_remove (self->server, OTK_ENTITY_TASK, &id);
  else
    store_fixture_set (self->server, OTK_ENTITY_TASK, &id, OTK_TASK_EXECUTOR,
                       otk_value_id (&person));
}

static void
change_people (SyncWorld *self)
{
  OtkId person = pick (self, self->employees), other = pick (self, self->employees);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (OtkId));
  g_autofree char *text = NULL;

  switch (g_rand_int_range (self->chance, 0, 4))
    {
    case 0:
      sync_world_set_visibility (self, g_rand_boolean (self->chance) ? "own" : "all");
      break;
    case 1:
      store_fixture_set (self->server, OTK_ENTITY_EMPLOYEE, &person, OTK_EMPLOYEE_ROLE,
                         otk_value_int (g_rand_int_range (self->chance, OTK_ROLE_DENIED,
                                                          OTK_ROLE_ADMINISTRATOR + 1)));
      break;
    case 2:
      store_fixture_named (self->server, OTK_ENTITY_CUSTOMER, pick_word (self));
      break;
    default:
      g_array_append_val (members, person);
      g_array_append_val (members, other);
      text = otk_ids_print (members);
      store_fixture_set (self->server, OTK_ENTITY_GROUP, &self->group, OTK_GROUP_MEMBERS,
                         otk_value_text (text));
      break;
    }
}

static void
add_folder (SyncWorld *self)
{
  OtkId id = otk_id_new (self->server->now), person = pick (self, self->employees);
  OtkRecord *record = otk_record_new (OTK_ENTITY_FOLDER, &id);

  otk_record_set_text (record, OTK_FOLDER_NAME, pick_word (self));
  if (g_rand_boolean (self->chance))
    otk_record_set_id (record, OTK_FOLDER_OWNER, &person);
  store_fixture_add (self->server, record);
}

void
sync_world_step (SyncWorld *self)
{
  static void (*const steps[]) (SyncWorld *) = {
    add_request,    add_request,    add_message,   add_message, add_message,
    change_request, change_request, add_message,   add_task,    change_task,
    change_people,  change_message, purge_request, add_folder,  add_message,
  };

  steps[g_rand_int_range (self->chance, 0, G_N_ELEMENTS (steps))](self);
}
