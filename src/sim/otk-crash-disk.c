/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-crash-disk.h"

#include "otk-crash-file.h"

#include <string.h>

#define LONGEST_PATH 1024

static gint next_disk;

static OtkCrashFile *
file_of (OtkCrashDisk *self, const char *name)
{
  return g_hash_table_lookup (self->files, name);
}

static int
disk_open (sqlite3_vfs *vfs, const char *name, sqlite3_file *handle, int flags, int *out_flags)
{
  OtkCrashDisk *self = vfs->pAppData;
  g_autofree char *own = name == NULL ? g_strdup_printf ("/temporary-%u", self->temporary++) : NULL;
  const char *path = name != NULL ? name : own;
  OtkCrashFile *file = file_of (self, path);
  int code = otk_crash_disk_step (self);

  handle->pMethods = NULL;
  if (code != SQLITE_OK)
    return code;
  if (file == NULL && (flags & SQLITE_OPEN_CREATE) == 0)
    return SQLITE_CANTOPEN;
  if (file == NULL)
    {
      file = otk_crash_file_new (self);
      g_hash_table_insert (self->files, g_strdup (path), file);
    }
  otk_crash_file_open (file, handle);
  if (flags & SQLITE_OPEN_DELETEONCLOSE)
    g_hash_table_remove (self->files, path);
  if (out_flags != NULL)
    *out_flags = flags;
  return SQLITE_OK;
}

/* A file that is taken away is gone at once: the harder case is a log that comes back, and that is
 * what the lost truncation of a log is. */
static int
disk_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  OtkCrashDisk *self = vfs->pAppData;
  int code = otk_crash_disk_step (self);

  if (code != SQLITE_OK)
    return code;
  return g_hash_table_remove (self->files, name) ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int
disk_access (sqlite3_vfs *vfs, const char *name, int flags, int *answer)
{
  OtkCrashFile *file = file_of (vfs->pAppData, name);

  *answer = file != NULL && (flags != SQLITE_ACCESS_EXISTS || file->now->len > 0);
  return SQLITE_OK;
}

static int
disk_full_path (sqlite3_vfs *vfs, const char *name, int size, char *path)
{
  g_strlcpy (path, name, (gsize) size);
  return SQLITE_OK;
}

static int
disk_randomness (sqlite3_vfs *vfs, int size, char *bytes)
{
  OtkCrashDisk *self = vfs->pAppData;

  for (int i = 0; i < size; i++)
    bytes[i] = (char) g_rand_int_range (self->chance, 0, 256);
  return size;
}

/* Nobody waits here: whoever holds a lock is the same thread. */
static int
disk_sleep (sqlite3_vfs *vfs, int microseconds)
{
  return microseconds;
}

static int
disk_time (sqlite3_vfs *vfs, double *julian_day)
{
  *julian_day = 2460000.5;
  return SQLITE_OK;
}

OtkCrashDisk *
otk_crash_disk_new (guint64 seed)
{
  guint32 seeds[2] = { (guint32) seed, (guint32) (seed >> 32) };
  OtkCrashDisk *self = g_new0 (OtkCrashDisk, 1);

  self->name = g_strdup_printf ("otk-crash-%d", g_atomic_int_add (&next_disk, 1));
  self->chance = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  self->fault_at = G_MAXUINT64;
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) otk_crash_file_unref);
  self->vfs.iVersion = 1;
  self->vfs.szOsFile = otk_crash_file_handle_size ();
  self->vfs.mxPathname = LONGEST_PATH;
  self->vfs.zName = self->name;
  self->vfs.pAppData = self;
  self->vfs.xOpen = disk_open;
  self->vfs.xDelete = disk_delete;
  self->vfs.xAccess = disk_access;
  self->vfs.xFullPathname = disk_full_path;
  self->vfs.xRandomness = disk_randomness;
  self->vfs.xSleep = disk_sleep;
  self->vfs.xCurrentTime = disk_time;
  sqlite3_vfs_register (&self->vfs, FALSE);
  return self;
}

void
otk_crash_disk_free (OtkCrashDisk *self)
{
  sqlite3_vfs_unregister (&self->vfs);
  g_hash_table_unref (self->files);
  g_rand_free (self->chance);
  g_free (self->name);
  g_free (self);
}

const char *
otk_crash_disk_name (OtkCrashDisk *self)
{
  return self->name;
}

guint64
otk_crash_disk_operations (OtkCrashDisk *self)
{
  return self->operations;
}

guint64
otk_crash_disk_unsynced (OtkCrashDisk *self)
{
  guint64 writes = 0;
  GHashTableIter iter;
  gpointer file;

  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    writes += ((OtkCrashFile *) file)->writes->len;
  return writes;
}

int
otk_crash_disk_step (OtkCrashDisk *self)
{
  gboolean comes = self->operations++ >= self->fault_at;

  if (!comes)
    return SQLITE_OK;
  self->struck = TRUE;
  if (self->fault == OTK_CRASH_FAULT_FULL)
    return SQLITE_OK; /* only writes that grow a file feel it */
  if (self->fault == OTK_CRASH_FAULT_BROKEN)
    self->fault_at = G_MAXUINT64;
  return SQLITE_IOERR;
}

gboolean
otk_crash_disk_is_full (OtkCrashDisk *self)
{
  return self->struck && self->fault == OTK_CRASH_FAULT_FULL;
}

gboolean
otk_crash_disk_is_gone (OtkCrashDisk *self)
{
  return self->struck && self->fault == OTK_CRASH_FAULT_DEAD;
}

void
otk_crash_disk_fail_at (OtkCrashDisk *self, OtkCrashFault fault, guint64 operations)
{
  self->fault = fault;
  self->fault_at = self->operations + operations;
  self->struck = FALSE;
}

void
otk_crash_disk_lift (OtkCrashDisk *self)
{
  self->fault_at = G_MAXUINT64;
  self->struck = FALSE;
}

gboolean
otk_crash_disk_struck (OtkCrashDisk *self)
{
  return self->struck;
}

/* In the order of their names, so that chance falls the same way each time. */
static GList *
sorted_files (OtkCrashDisk *self)
{
  return g_list_sort (g_hash_table_get_keys (self->files), (GCompareFunc) strcmp);
}

void
otk_crash_disk_cut (OtkCrashDisk *self, OtkCrashLoss loss)
{
  g_autoptr (GList) names = sorted_files (self);

  for (GList *l = names; l != NULL; l = l->next)
    otk_crash_file_cut (file_of (self, l->data), loss);
  otk_crash_disk_lift (self);
}

void
otk_crash_disk_copy (OtkCrashDisk *self, OtkCrashDisk *from)
{
  GHashTableIter iter;
  gpointer name, file;

  g_hash_table_remove_all (self->files);
  g_hash_table_iter_init (&iter, from->files);
  while (g_hash_table_iter_next (&iter, &name, &file))
    g_hash_table_insert (self->files, g_strdup (name), otk_crash_file_copy (file, self));
}

gboolean
otk_crash_disk_flip (OtkCrashDisk *self, const char *path, gsize bit)
{
  OtkCrashFile *file = file_of (self, path);

  if (file == NULL || bit / 8 >= file->now->len)
    return FALSE;
  file->now->data[bit / 8] ^= (guint8) (1 << bit % 8);
  if (bit / 8 < file->durable->len)
    file->durable->data[bit / 8] ^= (guint8) (1 << bit % 8);
  return TRUE;
}
