/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-command.h"

G_BEGIN_DECLS

/**
 * OtkStories:
 *
 * Tells what could have happened to requests: who wrote, who took it, what was answered, what it
 * waited for. The same seed and the same organisation tell the same. For one thread.
 */
typedef struct _OtkStories OtkStories;

/**
 * otk_stories_new:
 * @texts: (array length=length): names and phrases in the format of data/sample-texts.json
 * @seed: which of the possible pasts
 */
OtkStories *otk_stories_new (const char *texts, gsize length, guint64 seed, GError **error);
void otk_stories_free (OtkStories *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkStories, otk_stories_free)

/** otk_stories_know: Tells of a record of the organisation: whoever is in it may appear. */
void otk_stories_know (OtkStories *self, OtkEntityType type, const OtkId *id,
                       const OtkValues *fields);
/** otk_stories_ready: Whether requests can be told: there must be an employee who may work, a
 * service with somebody to answer for it, a type, and a customer. */
gboolean otk_stories_ready (OtkStories *self, GError **error);

/** otk_stories_people: SAVE commands for so many more companies and customers, which are known from
 * then on. Returns: (transfer full) (element-type OtkCommand) */
GPtrArray *otk_stories_people (OtkStories *self, guint companies, guint customers, OtkTime at);

/**
 * otk_stories_tell:
 * @index: which request
 * @of: how many there are in all
 * @now: until when the story goes
 *
 * The commands on one request, from its creation on, in the order of time. Requests with a higher
 * index were created later. What the program itself does in between (resuming, breaches) is left to
 * its timers.
 *
 * Returns: (transfer full) (element-type OtkCommand)
 */
GPtrArray *otk_stories_tell (OtkStories *self, guint64 index, guint64 of, OtkTime now);

G_END_DECLS
