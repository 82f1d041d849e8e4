/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-crash-disk.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* The disk's insides, shared by otk-crash-*.c only. */

#define OTK_CRASH_SHM_LOCKS 8

struct _OtkCrashDisk
{
  sqlite3_vfs vfs;
  char *name;
  GRand *chance;
  GHashTable *files; /* path → OtkCrashFile */
  guint temporary;
  guint64 operations;
  OtkCrashFault fault;
  guint64 fault_at; /* the operation that meets it */
  gboolean struck;
};

/** OtkCrashFile: A file as its readers see it, and as the medium has it. */
typedef struct
{
  gatomicrefcount refs;
  OtkCrashDisk *disk;
  GByteArray *now;
  GByteArray *durable;
  GPtrArray *writes; /* Write: since the last sync, in order */
  int readers;       /* how many hold a lock that others may share */
  gboolean reserved, exclusive;
  GPtrArray *shared_memory; /* of 32 KiB each */
  int shm_shared[OTK_CRASH_SHM_LOCKS];
  gboolean shm_exclusive[OTK_CRASH_SHM_LOCKS];
} OtkCrashFile;

/* otk-crash-disk.c */

/** otk_crash_disk_step: Counts an operation. Returns: SQLITE_OK, or what it meets. */
int otk_crash_disk_step (OtkCrashDisk *self);
gboolean otk_crash_disk_is_full (OtkCrashDisk *self);

/* otk-crash-file.c */

OtkCrashFile *otk_crash_file_new (OtkCrashDisk *disk);
OtkCrashFile *otk_crash_file_copy (OtkCrashFile *self, OtkCrashDisk *disk);
void otk_crash_file_unref (OtkCrashFile *self);
int otk_crash_file_handle_size (void);
/** otk_crash_file_open: Makes @handle, of otk_crash_file_handle_size() bytes, one of @self. */
void otk_crash_file_open (OtkCrashFile *self, sqlite3_file *handle);
void otk_crash_file_cut (OtkCrashFile *self, OtkCrashLoss loss);

/* otk-crash-lock.c: what connections of one file tell each other. */

typedef struct
{
  sqlite3_file parent;
  OtkCrashFile *file;
  int level;                       /* SQLITE_LOCK_… */
  guint shm_shared, shm_exclusive; /* bit masks of locks held */
} OtkCrashHandle;

int otk_crash_lock (sqlite3_file *handle, int level);
int otk_crash_unlock (sqlite3_file *handle, int level);
int otk_crash_check_reserved (sqlite3_file *handle, int *answer);
int otk_crash_shm_map (sqlite3_file *handle, int region, int size, int extend,
                       void volatile **memory);
int otk_crash_shm_lock (sqlite3_file *handle, int first, int n, int flags);
void otk_crash_shm_barrier (sqlite3_file *handle);
int otk_crash_shm_unmap (sqlite3_file *handle, int remove);

G_END_DECLS
