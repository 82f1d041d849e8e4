/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-story.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** OtkLuck: A small generator of its own: the same everywhere and for ever (SplitMix64). */
typedef struct
{
  guint64 state;
} OtkLuck;

guint64 otk_luck_next (OtkLuck *self);
/** otk_luck_below: From 0 to @n - 1; 0 where @n is 0. */
guint64 otk_luck_below (OtkLuck *self, guint64 n);
/** otk_luck_in_100: Whether something happens that happens @chance times in a hundred. */
gboolean otk_luck_in_100 (OtkLuck *self, guint chance);
/** otk_luck_id: An id with the time @at. */
OtkId otk_luck_id (OtkLuck *self, OtkTime at);

/** OtkStoryService: A service and who answers for it. */
typedef struct
{
  OtkId id;
  GArray *people; /* OtkId */
} OtkStoryService;

struct _OtkStories
{
  guint64 seed;
  JsonNode *root;
  JsonObject *texts;
  GArray *workers;        /* OtkId: operators and above */
  GArray *administrators; /* OtkId */
  GHashTable *groups;     /* OtkId → GArray of OtkId */
  GHashTable *services;   /* name → OtkStoryService */
  GHashTable *named;      /* "request_type/Вопрос" → OtkId */
  GArray *customers;      /* OtkId */
  GArray *companies;      /* OtkId */
  GPtrArray *service_names;
  GPtrArray *type_names;
};

/** otk_stories_pick: Returns: (nullable) (transfer none): one of the strings of the list @name. */
const char *otk_stories_pick (OtkLuck *luck, JsonObject *from, const char *name);

G_END_DECLS
