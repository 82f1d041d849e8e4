/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-calendar.h"
#include "otk-scenario.h"

G_BEGIN_DECLS

/* A story being told. */
typedef struct
{
  OtkMemoryState *memory;
  OtkCalendar *zone;
  GHashTable *ids;     /* handle → OtkId */
  GHashTable *names;   /* OtkId → handle */
  GHashTable *offline; /* handle → GPtrArray of what he gave meanwhile */
  OtkTime now;
  gboolean twice; /* every step is taken back and done again */
  const char *file;
  int line;
} OtkStory;

/** otk_story_fail: Ends the test with the place and a sentence. */
void otk_story_fail (OtkStory *self, const char *format, ...) G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN;

/** otk_story_id: The id behind a handle, a new one where it is new. */
OtkId otk_story_id (OtkStory *self, const char *handle);

/** otk_story_read: A value of @field as the files write it. */
OtkValue otk_story_read (OtkStory *self, const OtkField *field, const char *text);
/** otk_story_print: Returns: (transfer full): the way back. */
char *otk_story_print (OtkStory *self, const OtkField *field, const OtkValue *value);

/** otk_story_argument: The description of an argument called @name of a command about @entity. */
const OtkField *otk_story_argument (OtkStory *self, OtkEntityType entity, const char *name);

/** otk_story_entity: The kind of record called @name; ends the test where there is none. */
const OtkEntity *otk_story_entity (OtkStory *self, const char *name);

/** otk_story_find: Returns: (transfer full) (nullable): a record of any kind by its handle. */
OtkRecord *otk_story_find (OtkStory *self, const char *handle);

/** otk_story_check: Carries out a step that looks; FALSE where it is none. */
gboolean otk_story_check (OtkStory *self, char **words);

G_END_DECLS
