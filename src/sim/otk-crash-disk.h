/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OtkCrashDisk:
 *
 * A disk in memory under SQLite that forgets what was not synced: a power cut leaves of the writes
 * since the last sync none, all, the first few, or torn sectors (sync.md §2.4). Also a process that
 * dies at its n-th operation, a full disk, and a medium that fails. Everything follows from the
 * seed. It is registered as a VFS of its own name; files live until the disk is freed.
 *
 * Threads: one at a time.
 */
typedef struct _OtkCrashDisk OtkCrashDisk;

/** OtkCrashLoss: What a power cut leaves of the writes that no sync has followed. */
typedef enum
{
  OTK_CRASH_LOSS_ALL,    /* nothing of them */
  OTK_CRASH_LOSS_NONE,   /* all of them */
  OTK_CRASH_LOSS_SUFFIX, /* the first few of each file */
  OTK_CRASH_LOSS_TORN,   /* any of their sectors of 512 bytes */
  OTK_CRASH_N_LOSSES
} OtkCrashLoss;

/** OtkCrashFault: What an operation of the disk meets. */
typedef enum
{
  OTK_CRASH_FAULT_DEAD,  /* the process is gone: this and every later operation fails */
  OTK_CRASH_FAULT_FULL,  /* no room: writes that grow a file fail until the fault is lifted */
  OTK_CRASH_FAULT_BROKEN /* this one operation fails */
} OtkCrashFault;

/** otk_crash_disk_new: Registers a VFS called otk_crash_disk_name(). */
OtkCrashDisk *otk_crash_disk_new (guint64 seed);
/** otk_crash_disk_free: No file of it may be open. */
void otk_crash_disk_free (OtkCrashDisk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkCrashDisk, otk_crash_disk_free)

/** otk_crash_disk_name: The name to open databases with. Returns: (transfer none) */
const char *otk_crash_disk_name (OtkCrashDisk *self);

/** otk_crash_disk_operations: How many operations there were so far. */
guint64 otk_crash_disk_operations (OtkCrashDisk *self);
/** otk_crash_disk_unsynced: How many writes no sync has followed. */
guint64 otk_crash_disk_unsynced (OtkCrashDisk *self);
/**
 * otk_crash_disk_fail_at:
 * @operations: after how many more operations; 0 for the next
 *
 * Prepares a fault. Another one takes the place of an earlier one that has not come yet.
 */
void otk_crash_disk_fail_at (OtkCrashDisk *self, OtkCrashFault fault, guint64 operations);
/** otk_crash_disk_lift: Ends a fault, come or not: the process starts anew, there is room again. */
void otk_crash_disk_lift (OtkCrashDisk *self);
/** otk_crash_disk_struck: Whether the fault that was prepared has come. */
gboolean otk_crash_disk_struck (OtkCrashDisk *self);
/** otk_crash_disk_is_gone: Whether that was the end of the process. */
gboolean otk_crash_disk_is_gone (OtkCrashDisk *self);
/**
 * otk_crash_disk_cut:
 *
 * The power goes: what was not synced is lost as @loss says, locks and shared memory with it. Files
 * must be closed; a process that died does it as it unwinds.
 */
void otk_crash_disk_cut (OtkCrashDisk *self, OtkCrashLoss loss);

/** otk_crash_disk_copy: The files of @from as they are now, on a disk of its own: a stolen or
 * restored image. */
void otk_crash_disk_copy (OtkCrashDisk *self, OtkCrashDisk *from);
/** otk_crash_disk_flip: Turns a bit of a file over. Returns: FALSE where it is shorter. */
gboolean otk_crash_disk_flip (OtkCrashDisk *self, const char *path, gsize bit);

G_END_DECLS
