/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-exchange-private.h"

#include "otk-access.h"
#include "otk-error.h"

/* What a client that was told to wait waits, in seconds. */
#define RETRY_AFTER 2

OtkExchange *
otk_exchange_new (const char *name, const OtkExchangeHooks *hooks)
{
  OtkExchange *self = g_new0 (OtkExchange, 1);

  self->name = g_strdup (name);
  if (hooks != NULL)
    self->hooks = *hooks;
  self->failures = g_hash_table_new_full (otk_id_hash, otk_id_equal, g_free, NULL);
  return self;
}

void
otk_exchange_free (OtkExchange *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->failures);
  g_free (self->name);
  g_free (self);
}

void
otk_exchange_answer_free (OtkExchangeAnswer *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->body);
  g_free (self);
}

OtkExchangeAnswer *
otk_exchange_answer (guint status, OtkSyncAnswer *fields)
{
  OtkExchangeAnswer *answer = g_new0 (OtkExchangeAnswer, 1);

  answer->status = status;
  answer->body = otk_sync_answer_write (fields);
  answer->type = "application/json";
  otk_sync_answer_free (fields);
  return answer;
}

OtkExchangeAnswer *
otk_exchange_refuse (guint status, const char *code, const GError *error)
{
  OtkSyncAnswer *fields = otk_sync_answer_new ();

  fields->error = g_strdup (code);
  if (error != NULL)
    fields->text = otk_error_text (error);
  return otk_exchange_answer (status, fields);
}

OtkExchangeAnswer *
otk_exchange_later (OtkExchange *self, const GError *error)
{
  OtkExchangeAnswer *answer = otk_exchange_refuse (503, "later", error);

  answer->retry_after = RETRY_AFTER;
  if (error != NULL && !g_error_matches (error, OTK_ERROR, OTK_ERROR_BUSY)
      && !g_error_matches (error, OTK_ERROR, OTK_ERROR_RETRY))
    otk_exchange_alarm (self, error->message, NULL);
  return answer;
}

OtkExchangeAnswer *
otk_exchange_check_schema (gint64 schema)
{
  OtkSyncAnswer *fields;

  if (schema >= OTK_SYNC_SCHEMA_MIN && schema <= OTK_SYNC_SCHEMA)
    return NULL;
  fields = otk_sync_answer_new ();
  fields->error = g_strdup ("schema");
  fields->min = OTK_SYNC_SCHEMA_MIN;
  fields->max = OTK_SYNC_SCHEMA;
  return otk_exchange_answer (426, fields);
}

OtkExchangeAnswer *
otk_exchange_check_device (const OtkDevice *device, const OtkId *id,
                           const OtkExchangeCaller *caller)
{
  if (!otk_id_is_none (&caller->device) && !otk_id_equal (&caller->device, id))
    return otk_exchange_refuse (403, "forbidden", NULL);
  if (device == NULL || !otk_id_equal (&device->user, &caller->user))
    return otk_exchange_refuse (403, "device_unknown", NULL);
  if (device->revoked != OTK_TIME_NONE)
    return otk_exchange_refuse (403, "device_revoked", NULL);
  return NULL;
}

void
otk_exchange_alarm (OtkExchange *self, const char *what, const OtkId *command)
{
  if (self->hooks.alarm != NULL)
    self->hooks.alarm (what, command, self->hooks.data);
}

static gboolean
profile_of (const char *text, OtkProfile *profile)
{
  *profile = g_strcmp0 (text, "field") == 0 ? OTK_PROFILE_FIELD : OTK_PROFILE_DESK;
  return *profile == OTK_PROFILE_FIELD || text == NULL || g_strcmp0 (text, "desk") == 0;
}

static OtkDevice *
add_device (OtkStore *store, const OtkExchangeCaller *caller, const OtkSyncRegister *wish,
            OtkProfile profile, OtkTime now, GError **error)
{
  g_autoptr (OtkDevice) device = NULL;

  if (!otk_store_begin (store, error))
    return NULL;
  device =
      otk_feed_add_device (store, &wish->device, &caller->user, profile, wish->name, now, error);
  if (device != NULL && otk_feed_touch_device (store, &wish->device, now, error)
      && otk_store_commit (store, error))
    return g_steal_pointer (&device);
  otk_store_rollback (store);
  return NULL;
}

static OtkExchangeAnswer *
introduce (OtkExchange *self, OtkStore *store, const OtkDevice *device, OtkTime now)
{
  OtkSyncAnswer *fields = otk_sync_answer_new ();

  fields->device = device->id;
  fields->user = device->user;
  fields->code = g_strdup (device->code);
  fields->server = g_strdup (self->name);
  fields->epoch = otk_feed_epoch (store, NULL);
  fields->last_seq = device->last_seq;
  fields->server_time = now;
  return otk_exchange_answer (200, fields);
}

/* Customers use the portal; only those who work here have a copy of the data. */
static OtkExchangeAnswer *
check_user (OtkStore *store, const OtkId *user)
{
  g_autoptr (OtkRecord) employee = otk_store_find (store, OTK_ENTITY_EMPLOYEE, user, NULL);

  if (employee != NULL && otk_access_is_staff (employee)
      && otk_record_int (employee, OTK_EMPLOYEE_ACTIVE))
    return NULL;
  return otk_exchange_refuse (403, "forbidden", NULL);
}

OtkExchangeAnswer *
otk_exchange_register (OtkExchange *self, OtkStore *store, const OtkExchangeCaller *caller,
                       GBytes *body, OtkTime now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OtkSyncRegister) wish = otk_sync_register_read (body, &error);
  g_autoptr (OtkDevice) device = NULL;
  OtkExchangeAnswer *refusal;
  OtkProfile profile;

  if (wish == NULL || !profile_of (wish->profile, &profile))
    return otk_exchange_refuse (400, "message", error);
  refusal = otk_exchange_check_schema (wish->schema);
  if (refusal == NULL)
    refusal = check_user (store, &caller->user);
  if (refusal != NULL)
    return refusal;
  device = add_device (store, caller, wish, profile, now, &error);
  if (g_error_matches (error, OTK_ERROR, OTK_ERROR_NOT_ALLOWED))
    return otk_exchange_refuse (403, "device_unknown", error);
  if (device == NULL)
    return otk_exchange_later (self, error);
  refusal = otk_exchange_check_device (device, &wish->device, caller);
  return refusal != NULL ? refusal : introduce (self, store, device, now);
}

OtkExchangeAnswer *
otk_exchange_time (OtkTime now)
{
  OtkSyncAnswer *fields = otk_sync_answer_new ();

  fields->server_time = now;
  return otk_exchange_answer (200, fields);
}
