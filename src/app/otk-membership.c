/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-membership.h"

#include "otk-error.h"
#include "otk-sign-on.h"
#include "otk-value.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define GROUP "Account"
#define DATABASE "otklik.db"

OtkMembership *
otk_membership_copy (const OtkMembership *self)
{
  OtkMembership *copy = g_memdup2 (self, sizeof *self);

  copy->address = g_strdup (self->address);
  copy->login = g_strdup (self->login);
  copy->folder = g_strdup (self->folder);
  return copy;
}

void
otk_membership_free (OtkMembership *self)
{
  if (self == NULL)
    return;
  g_free (self->address);
  g_free (self->login);
  g_free (self->folder);
  g_free (self);
}

static OtkTime
wall_clock (void)
{
  return g_get_real_time () / 1000;
}

OtkMembership *
otk_membership_new (const char *base, const char *address, const char *login)
{
  OtkMembership *self = g_new0 (OtkMembership, 1);
  char id[OTK_ID_STRING_LENGTH + 1];

  self->id = otk_id_new (wall_clock ());
  self->device = otk_id_new (wall_clock ());
  self->employee = OTK_ID_NONE;
  self->address = g_strdup (address);
  self->login = g_strdup (login);
  self->folder = g_build_filename (base, "accounts", otk_id_print (&self->id, id), NULL);
  return self;
}

char *
otk_membership_title (const OtkMembership *self)
{
  const char *host = strstr (self->address, "://");

  return g_strdup_printf ("%s · %s", self->login, host != NULL ? host + 3 : self->address);
}

char *
otk_membership_database (const OtkMembership *self)
{
  return g_build_filename (self->folder, DATABASE, NULL);
}

static gboolean
remember (const OtkMembership *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (self->folder, "account.ini", NULL);
  char id[OTK_ID_STRING_LENGTH + 1];

  g_key_file_set_string (file, GROUP, "address", self->address);
  g_key_file_set_string (file, GROUP, "login", self->login);
  g_key_file_set_string (file, GROUP, "device", otk_id_print (&self->device, id));
  g_key_file_set_string (file, GROUP, "employee", otk_id_print (&self->employee, id));
  return g_key_file_save_to_file (file, path, error);
}

gboolean
otk_membership_prepare (OtkMembership *self, GError **error)
{
  g_autofree char *path = otk_membership_database (self);

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    return otk_refuse (error, OTK_ERROR_LIMIT, N_ ("The folder %s cannot be written"),
                       self->folder);
  return otk_sign_on_make_replica (path, self->address, &self->employee, &self->device, error)
         && remember (self, error);
}

static OtkMembership *
read_folder (const char *folder, const char *name)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (folder, "account.ini", NULL);
  g_autofree char *device = NULL, *employee = NULL;
  g_autoptr (OtkMembership) self = g_new0 (OtkMembership, 1);

  if (!otk_id_parse (name, &self->id)
      || !g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  self->folder = g_strdup (folder);
  self->address = g_key_file_get_string (file, GROUP, "address", NULL);
  self->login = g_key_file_get_string (file, GROUP, "login", NULL);
  device = g_key_file_get_string (file, GROUP, "device", NULL);
  employee = g_key_file_get_string (file, GROUP, "employee", NULL);
  if (self->address == NULL || self->login == NULL || device == NULL || employee == NULL
      || !otk_id_parse (device, &self->device) || !otk_id_parse (employee, &self->employee))
    return NULL;
  return g_steal_pointer (&self);
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  const OtkMembership *const *first = a, *const *second = b;

  return memcmp (&(*first)->id, &(*second)->id, sizeof (OtkId));
}

GPtrArray *
otk_memberships (const char *base)
{
  g_autofree char *folder = g_build_filename (base, "accounts", NULL);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_membership_free);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      OtkMembership *membership = read_folder (path, name);

      if (membership != NULL)
        g_ptr_array_add (found, membership);
    }
  g_ptr_array_sort (found, by_id);
  return found;
}

OtkMembership *
otk_membership_find (const char *base, const OtkId *id)
{
  g_autoptr (GPtrArray) all = otk_memberships (base);

  for (guint i = 0; i < all->len; i++)
    if (otk_id_equal (&((const OtkMembership *) all->pdata[i])->id, id))
      return otk_membership_copy (all->pdata[i]);
  return NULL;
}

OtkMembership *
otk_membership_known (const char *base, const char *address, const char *login)
{
  g_autoptr (GPtrArray) all = otk_memberships (base);

  for (guint i = 0; i < all->len; i++)
    {
      const OtkMembership *one = all->pdata[i];

      if (strcmp (one->address, address) == 0 && strcmp (one->login, login) == 0)
        return otk_membership_copy (one);
    }
  return NULL;
}

static char *
current_path (const char *base)
{
  return g_build_filename (base, "accounts", "current", NULL);
}

OtkMembership *
otk_membership_current (const char *base)
{
  g_autofree char *path = current_path (base), *text = NULL;
  OtkId id;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !otk_id_parse (g_strstrip (text), &id))
    return NULL;
  return otk_membership_find (base, &id);
}

void
otk_membership_set_current (const char *base, const OtkId *id)
{
  g_autofree char *path = current_path (base);
  g_autoptr (GError) error = NULL;
  char text[OTK_ID_STRING_LENGTH + 1];

  if (id == NULL)
    g_unlink (path);
  else if (!g_file_set_contents (path, otk_id_print (id, text), -1, &error))
    g_warning ("The account is not remembered: %s", error->message);
}

static gboolean
is_this_computer (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

char *
otk_server_address (const char *typed, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  g_autofree char *full =
      strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  g_autoptr (GUri) uri = g_uri_parse (full, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gboolean plain = strcmp (scheme, "http") == 0;

  if (host == NULL || *host == '\0' || (!plain && strcmp (scheme, "https") != 0))
    {
      otk_refuse (error, OTK_ERROR_INVALID,
                  N_ ("This is no address of a server: it looks like desk.example.org"), NULL);
      return NULL;
    }
  if (plain && !is_this_computer (host))
    {
      otk_refuse (error, OTK_ERROR_INVALID,
                  N_ ("The password would be readable on its way: the address has to begin with "
                      "https://"),
                  NULL);
      return NULL;
    }
  return g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, host, g_uri_get_port (uri), "", NULL, NULL);
}
