/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-crash-file.h"

/* SQLite's rules for locks of a file and of the log's index, for connections of one process. */

static void
drop_to (OtkCrashHandle *self, int level)
{
  OtkCrashFile *file = self->file;

  if (self->level >= SQLITE_LOCK_PENDING && level < SQLITE_LOCK_PENDING)
    file->exclusive = FALSE;
  if (self->level >= SQLITE_LOCK_RESERVED && level < SQLITE_LOCK_RESERVED)
    file->reserved = FALSE;
  if (self->level >= SQLITE_LOCK_SHARED && level < SQLITE_LOCK_SHARED)
    file->readers--;
  self->level = level;
}

int
otk_crash_lock (sqlite3_file *handle, int level)
{
  OtkCrashHandle *self = (OtkCrashHandle *) handle;
  OtkCrashFile *file = self->file;

  if (level <= self->level)
    return SQLITE_OK;
  if (self->level == SQLITE_LOCK_NONE)
    {
      if (file->exclusive)
        return SQLITE_BUSY;
      file->readers++;
      self->level = SQLITE_LOCK_SHARED;
    }
  if (level >= SQLITE_LOCK_RESERVED && self->level < SQLITE_LOCK_RESERVED)
    {
      if (file->reserved)
        return SQLITE_BUSY;
      file->reserved = TRUE;
      self->level = SQLITE_LOCK_RESERVED;
    }
  if (level < SQLITE_LOCK_EXCLUSIVE)
    return SQLITE_OK;
  file->exclusive = TRUE;
  self->level = SQLITE_LOCK_PENDING;
  if (file->readers > 1)
    return SQLITE_BUSY;
  self->level = SQLITE_LOCK_EXCLUSIVE;
  return SQLITE_OK;
}

int
otk_crash_unlock (sqlite3_file *handle, int level)
{
  OtkCrashHandle *self = (OtkCrashHandle *) handle;

  if (level < self->level)
    drop_to (self, level);
  return SQLITE_OK;
}

int
otk_crash_check_reserved (sqlite3_file *handle, int *answer)
{
  *answer = ((OtkCrashHandle *) handle)->file->reserved;
  return SQLITE_OK;
}

int
otk_crash_shm_map (sqlite3_file *handle, int region, int size, int extend, void volatile **memory)
{
  GPtrArray *regions = ((OtkCrashHandle *) handle)->file->shared_memory;

  *memory = NULL;
  if ((guint) region >= regions->len && !extend)
    return SQLITE_OK;
  while ((guint) region >= regions->len)
    g_ptr_array_add (regions, g_malloc0 ((gsize) size));
  *memory = g_ptr_array_index (regions, region);
  return SQLITE_OK;
}

static gboolean
may_take (OtkCrashHandle *self, int lock, gboolean exclusive)
{
  OtkCrashFile *file = self->file;
  int others = file->shm_shared[lock] - ((self->shm_shared >> lock) & 1);

  if (file->shm_exclusive[lock] && !((self->shm_exclusive >> lock) & 1))
    return FALSE;
  return !exclusive || others == 0;
}

static void
release (OtkCrashHandle *self, int lock)
{
  guint bit = 1u << lock;

  if (self->shm_shared & bit)
    self->file->shm_shared[lock]--;
  if (self->shm_exclusive & bit)
    self->file->shm_exclusive[lock] = FALSE;
  self->shm_shared &= ~bit;
  self->shm_exclusive &= ~bit;
}

static void
take (OtkCrashHandle *self, int lock, gboolean exclusive)
{
  guint bit = 1u << lock;

  if (exclusive)
    {
      self->file->shm_exclusive[lock] = TRUE;
      self->shm_exclusive |= bit;
    }
  else if (!(self->shm_shared & bit))
    {
      self->file->shm_shared[lock]++;
      self->shm_shared |= bit;
    }
}

int
otk_crash_shm_lock (sqlite3_file *handle, int first, int n, int flags)
{
  OtkCrashHandle *self = (OtkCrashHandle *) handle;
  gboolean exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;

  for (int i = first; i < first + n; i++)
    if (!(flags & SQLITE_SHM_UNLOCK) && !may_take (self, i, exclusive))
      return SQLITE_BUSY;
  for (int i = first; i < first + n; i++)
    if (flags & SQLITE_SHM_UNLOCK)
      release (self, i);
    else
      take (self, i, exclusive);
  return SQLITE_OK;
}

void
otk_crash_shm_barrier (sqlite3_file *handle)
{
}

int
otk_crash_shm_unmap (sqlite3_file *handle, int remove)
{
  OtkCrashHandle *self = (OtkCrashHandle *) handle;

  for (int i = 0; i < OTK_CRASH_SHM_LOCKS; i++)
    release (self, i);
  if (remove)
    g_ptr_array_set_size (self->file->shared_memory, 0);
  return SQLITE_OK;
}
