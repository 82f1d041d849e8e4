/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sign-on.h"

#include "otk-error.h"
#include "otk-json-writer.h"
#include "otk-json.h"
#include "otk-replica.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

OtkGrant *
otk_grant_copy (const OtkGrant *self)
{
  OtkGrant *copy = g_memdup2 (self, sizeof *self);

  copy->access = g_strdup (self->access);
  copy->refresh = g_strdup (self->refresh);
  copy->device_key = g_strdup (self->device_key);
  return copy;
}

void
otk_grant_free (OtkGrant *self)
{
  if (self == NULL)
    return;
  g_free (self->access);
  g_free (self->refresh);
  g_free (self->device_key);
  g_free (self);
}

static const char *
member (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* What the network said, in words that help. */
static void
refuse_network (GError **error, const GError *why, const char *host)
{
  if (g_error_matches (why, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) || why->domain == G_TLS_ERROR)
    otk_refuse (error, OTK_ERROR_INVALID,
                N_ ("The certificate of %s cannot be trusted: it may be expired, made for another "
                    "name or by nobody known here. Ask your administrator; nothing was sent"),
                host);
  else if (why->domain == G_RESOLVER_ERROR)
    otk_refuse (error, OTK_ERROR_OFFLINE,
                N_ ("There is no server called %s: check the address and the connection"), host);
  else
    otk_refuse (error, OTK_ERROR_OFFLINE,
                N_ ("The server %s does not answer: check the address and the connection"), host);
}

/* What the server said. Returns: NULL and @error, or what is missing yet. */
static OtkGrant *
read_refusal (guint status, JsonObject *answer, const char *host, GError **error)
{
  JsonNode *inner = answer != NULL ? json_object_get_member (answer, "error") : NULL;
  const char *code = inner != NULL && JSON_NODE_HOLDS_OBJECT (inner)
                         ? member (json_node_get_object (inner), "code")
                         : NULL;
  OtkGrant *grant;

  if (g_strcmp0 (code, "code_needed") == 0)
    {
      grant = g_new0 (OtkGrant, 1);
      grant->code_needed = TRUE;
      return grant;
    }
  if (g_strcmp0 (code, "code_wrong") == 0)
    otk_refuse (error, OTK_ERROR_INVALID, N_ ("The code is wrong or was used already"), NULL);
  else if (g_strcmp0 (code, "wrong") == 0)
    otk_refuse (error, OTK_ERROR_INVALID, N_ ("The login or the password is wrong"), NULL);
  else if (status == SOUP_STATUS_UNAUTHORIZED)
    otk_refuse (error, OTK_ERROR_NOT_ALLOWED, N_ ("You are not signed in: sign in first"), NULL);
  else if (status == 429)
    otk_refuse (error, OTK_ERROR_BUSY, N_ ("Too many attempts have failed: wait a little"), NULL);
  else if (status >= 500)
    otk_refuse (error, OTK_ERROR_OFFLINE, N_ ("The server %s is busy: try again in a moment"),
                host);
  else
    otk_refuse (error, OTK_ERROR_PROTOCOL,
                N_ ("There is no Otklik server at %s, or it is too old for this program"), host);
  return NULL;
}

static OtkGrant *
read_grant (guint status, GBytes *body, const char *host, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = length > 0 ? otk_json_parse (bytes, length, NULL) : NULL;
  JsonObject *answer =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autoptr (OtkGrant) grant = NULL;
  const char *employee = member (answer, "employee");

  if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    return read_refusal (status, answer, host, error);
  grant = g_new0 (OtkGrant, 1);
  grant->access = g_strdup (member (answer, "access_token"));
  grant->refresh = g_strdup (member (answer, "refresh_token"));
  grant->device_key = g_strdup (member (answer, "device_key"));
  if (grant->access == NULL || grant->refresh == NULL || employee == NULL
      || !otk_id_parse (employee, &grant->employee))
    return read_refusal (SOUP_STATUS_NOT_FOUND, NULL, host, error);
  return g_steal_pointer (&grant);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  SoupMessage *message = g_task_get_task_data (task);
  const char *host = g_uri_get_host (soup_message_get_uri (message));
  g_autoptr (GError) why = NULL;
  GError *error = NULL;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &why);
  OtkGrant *grant = NULL;

  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    error = g_steal_pointer (&why);
  else if (body == NULL)
    refuse_network (&error, why, host);
  else
    grant = read_grant (soup_message_get_status (message), body, host, &error);
  if (grant != NULL)
    g_task_return_pointer (task, grant, (GDestroyNotify) otk_grant_free);
  else
    g_task_return_error (task, error);
}

static void
post (SoupSession *soup, const char *address, const char *path, OtkJsonWriter *body,
      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (soup, cancellable, callback, data);
  g_autofree char *url = g_strconcat (address, path, NULL);
  SoupMessage *message = soup_message_new (SOUP_METHOD_POST, url);
  g_autoptr (GBytes) bytes = otk_json_writer_take (body);

  g_task_set_source_tag (task, post);
  g_task_set_task_data (task, message, g_object_unref);
  /* A password goes where it was meant to go, or nowhere. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_request_body_from_bytes (message, "application/json", bytes);
  soup_session_send_and_read_async (soup, message, G_PRIORITY_DEFAULT, cancellable, answered_cb,
                                    task);
}

void
otk_sign_on_async (SoupSession *soup, const char *address, const char *login, const char *password,
                   const char *code, const OtkId *device, const char *device_key,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);
  char id[OTK_ID_STRING_LENGTH + 1];

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_string (writer, "login", login);
  otk_json_writer_string (writer, "password", password);
  if (code != NULL && *code != '\0')
    otk_json_writer_string (writer, "code", code);
  otk_json_writer_string (writer, "device", otk_id_print (device, id));
  otk_json_writer_string (writer, "label", g_get_host_name ());
  if (device_key != NULL)
    otk_json_writer_string (writer, "device_key", device_key);
  otk_json_writer_end (writer);
  post (soup, address, "/api/v1/session", writer, cancellable, callback, data);
}

void
otk_sign_on_renew_async (SoupSession *soup, const char *address, const char *refresh,
                         const OtkId *device, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (OtkJsonWriter) writer = otk_json_writer_new (FALSE);
  char id[OTK_ID_STRING_LENGTH + 1];

  otk_json_writer_begin_object (writer, NULL);
  otk_json_writer_string (writer, "refresh_token", refresh);
  otk_json_writer_string (writer, "device", otk_id_print (device, id));
  otk_json_writer_end (writer);
  post (soup, address, "/api/v1/session/refresh", writer, cancellable, callback, data);
}

OtkGrant *
otk_sign_on_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

SoupSession *
otk_sign_on_session_new (void)
{
  return soup_session_new_with_options ("timeout", 20, "user-agent", "otklik", NULL);
}

gboolean
otk_sign_on_make_replica (const char *path, const char *address, const OtkId *employee,
                          const OtkId *device, GError **error)
{
  OtkReplica replica = {
    .server = (char *) address, .user = *employee, .profile = OTK_PROFILE_DESK, .device = *device
  };
  OtkStore *store = otk_store_open (path, OTK_STORE_WRITE | OTK_STORE_CREATE, error);
  gboolean made;

  if (store == NULL)
    return FALSE;
  made = otk_store_is_replica (store)
         || (otk_store_begin (store, error) && otk_replica_start (store, &replica, error)
             && otk_store_commit (store, error));
  otk_store_close (store);
  return made;
}
