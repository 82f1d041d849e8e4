/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-record.h"

G_BEGIN_DECLS

/**
 * OtkMemory:
 *
 * What a driver's connection has read or written and may take as it was: records by their ids, and
 * the lists that decisions ask for again and again. A zeroed one is empty. When it may be believed,
 * and what is worth keeping, is the driver's to know. Threads: the connection's.
 */
typedef struct
{
  GHashTable *records;              /* (nullable) */
  GPtrArray *lists[OTK_N_ENTITIES]; /* (nullable) each */
} OtkMemory;

/** otk_memory_clear: Forgets everything. */
void otk_memory_clear (OtkMemory *self);

/** otk_memory_find: Returns: (transfer full) (nullable) */
OtkRecord *otk_memory_find (OtkMemory *self, OtkEntityType type, const OtkId *id);
/** otk_memory_keep: Keeps a reference to @record in place of an earlier one of its id. */
void otk_memory_keep (OtkMemory *self, OtkRecord *record);
void otk_memory_forget (OtkMemory *self, OtkEntityType type, const OtkId *id);

/** otk_memory_list: Returns: (transfer full) (nullable) (element-type OtkRecord): a copy of what
 * otk_memory_keep_list() was given for the same question. */
GPtrArray *otk_memory_list (OtkMemory *self, OtkEntityType type, int field, const OtkValue *value);
/** otk_memory_keep_list: @field: -1 for all of @type; @value is not looked at then. */
void otk_memory_keep_list (OtkMemory *self, OtkEntityType type, int field, const OtkValue *value,
                           GPtrArray *records);
/** otk_memory_forget_lists: A record of @type has changed. */
void otk_memory_forget_lists (OtkMemory *self, OtkEntityType type);

G_END_DECLS
