/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-crash-file.h"

#include <string.h>

#define SECTOR 512

/* A write that no sync has followed; without bytes it is a truncation to @at. */
typedef struct
{
  gint64 at;
  GBytes *bytes;
} Write;

static void
write_free (gpointer data)
{
  Write *self = data;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

OtkCrashFile *
otk_crash_file_new (OtkCrashDisk *disk)
{
  OtkCrashFile *self = g_new0 (OtkCrashFile, 1);

  g_atomic_ref_count_init (&self->refs);
  self->disk = disk;
  self->now = g_byte_array_new ();
  self->durable = g_byte_array_new ();
  self->writes = g_ptr_array_new_with_free_func (write_free);
  self->shared_memory = g_ptr_array_new_with_free_func (g_free);
  return self;
}

OtkCrashFile *
otk_crash_file_copy (OtkCrashFile *self, OtkCrashDisk *disk)
{
  OtkCrashFile *copy = otk_crash_file_new (disk);

  g_byte_array_append (copy->now, self->now->data, self->now->len);
  g_byte_array_append (copy->durable, self->now->data, self->now->len);
  return copy;
}

void
otk_crash_file_unref (OtkCrashFile *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_byte_array_unref (self->now);
  g_byte_array_unref (self->durable);
  g_ptr_array_unref (self->writes);
  g_ptr_array_unref (self->shared_memory);
  g_free (self);
}

static void
grow (GByteArray *bytes, gsize size)
{
  guint old = bytes->len;

  if (size <= old)
    return;
  g_byte_array_set_size (bytes, (guint) size);
  memset (bytes->data + old, 0, size - old);
}

static void
put (GByteArray *bytes, gint64 at, const void *data, gsize size)
{
  grow (bytes, (gsize) at + size);
  memcpy (bytes->data + at, data, size);
}

static void
play (GByteArray *bytes, const Write *write)
{
  gsize size;
  const void *data;

  if (write->bytes == NULL)
    {
      g_byte_array_set_size (bytes, (guint) MIN (write->at, bytes->len));
      return;
    }
  data = g_bytes_get_data (write->bytes, &size);
  put (bytes, write->at, data, size);
}

/* Sectors of a write reach the medium one by one, and not in order. */
static void
play_torn (OtkCrashFile *self, const Write *write)
{
  gsize size;
  const guint8 *data;

  if (write->bytes == NULL)
    {
      if (g_rand_boolean (self->disk->chance))
        play (self->durable, write);
      return;
    }
  data = g_bytes_get_data (write->bytes, &size);
  for (gsize from = 0; from < size;)
    {
      gsize end = ((gsize) write->at + from) / SECTOR * SECTOR + SECTOR - (gsize) write->at;
      gsize to = MIN (end, size);

      if (g_rand_boolean (self->disk->chance))
        put (self->durable, write->at + (gint64) from, data + from, to - from);
      from = to;
    }
}

void
otk_crash_file_cut (OtkCrashFile *self, OtkCrashLoss loss)
{
  guint kept = loss == OTK_CRASH_LOSS_ALL ? 0 : self->writes->len;

  if (loss == OTK_CRASH_LOSS_SUFFIX)
    kept = (guint) g_rand_int_range (self->disk->chance, 0, (gint32) self->writes->len + 1);
  for (guint i = 0; i < kept; i++)
    if (loss == OTK_CRASH_LOSS_TORN)
      play_torn (self, self->writes->pdata[i]);
    else
      play (self->durable, self->writes->pdata[i]);
  g_ptr_array_set_size (self->writes, 0);
  g_byte_array_set_size (self->now, 0);
  g_byte_array_append (self->now, self->durable->data, self->durable->len);
  g_ptr_array_set_size (self->shared_memory, 0);
}

static OtkCrashFile *
file_of (sqlite3_file *handle)
{
  return ((OtkCrashHandle *) handle)->file;
}

static int
file_close (sqlite3_file *handle)
{
  otk_crash_shm_unmap (handle, FALSE);
  otk_crash_unlock (handle, SQLITE_LOCK_NONE);
  otk_crash_file_unref (file_of (handle));
  handle->pMethods = NULL;
  return SQLITE_OK;
}

static int
file_read (sqlite3_file *handle, void *buffer, int size, sqlite3_int64 at)
{
  OtkCrashFile *self = file_of (handle);
  gint64 there = CLAMP ((gint64) self->now->len - at, 0, size);

  if (otk_crash_disk_is_gone (self->disk))
    return SQLITE_IOERR_READ;
  if (there > 0)
    memcpy (buffer, self->now->data + at, (gsize) there);
  if (there == size)
    return SQLITE_OK;
  memset ((char *) buffer + there, 0, (gsize) (size - there));
  return SQLITE_IOERR_SHORT_READ;
}

static void
remember (OtkCrashFile *self, gint64 at, const void *data, gsize size)
{
  Write *write = g_new0 (Write, 1);

  write->at = at;
  write->bytes = data != NULL ? g_bytes_new (data, size) : NULL;
  g_ptr_array_add (self->writes, write);
  play (self->now, write);
}

static int
file_write (sqlite3_file *handle, const void *data, int size, sqlite3_int64 at)
{
  OtkCrashFile *self = file_of (handle);

  if (otk_crash_disk_step (self->disk) != SQLITE_OK)
    return SQLITE_IOERR_WRITE;
  if (otk_crash_disk_is_full (self->disk) && at + size > (gint64) self->now->len)
    return SQLITE_FULL;
  remember (self, at, data, (gsize) size);
  return SQLITE_OK;
}

static int
file_truncate (sqlite3_file *handle, sqlite3_int64 size)
{
  OtkCrashFile *self = file_of (handle);

  if (otk_crash_disk_step (self->disk) != SQLITE_OK)
    return SQLITE_IOERR_TRUNCATE;
  remember (self, size, NULL, 0);
  return SQLITE_OK;
}

static int
file_sync (sqlite3_file *handle, int flags)
{
  OtkCrashFile *self = file_of (handle);

  if (otk_crash_disk_step (self->disk) != SQLITE_OK)
    return SQLITE_IOERR_FSYNC;
  for (guint i = 0; i < self->writes->len; i++)
    play (self->durable, self->writes->pdata[i]);
  g_ptr_array_set_size (self->writes, 0);
  return SQLITE_OK;
}

static int
file_size (sqlite3_file *handle, sqlite3_int64 *size)
{
  *size = file_of (handle)->now->len;
  return SQLITE_OK;
}

static int
file_control (sqlite3_file *handle, int what, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
file_sector_size (sqlite3_file *handle)
{
  return SECTOR;
}

/* As on the disks that people have: a sector may be torn, an append may show before its bytes. */
static int
file_characteristics (sqlite3_file *handle)
{
  return 0;
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = otk_crash_lock,
  .xUnlock = otk_crash_unlock,
  .xCheckReservedLock = otk_crash_check_reserved,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_characteristics,
  .xShmMap = otk_crash_shm_map,
  .xShmLock = otk_crash_shm_lock,
  .xShmBarrier = otk_crash_shm_barrier,
  .xShmUnmap = otk_crash_shm_unmap,
};

int
otk_crash_file_handle_size (void)
{
  return (int) sizeof (OtkCrashHandle);
}

void
otk_crash_file_open (OtkCrashFile *self, sqlite3_file *handle)
{
  OtkCrashHandle *opened = (OtkCrashHandle *) handle;

  memset (opened, 0, sizeof *opened);
  opened->file = self;
  opened->parent.pMethods = &methods;
  g_atomic_ref_count_inc (&self->refs);
}
