/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OTK_ERROR:
 *
 * The one error domain of Otklik. A code says what a caller can do about it; the text for people
 * is made at the rim by otk_error_text().
 */
#define OTK_ERROR (otk_error_quark ())

/**
 * OtkErrorCode:
 * @OTK_ERROR_NOT_FOUND: what was named does not exist (any more)
 * @OTK_ERROR_NOT_ALLOWED: the actor has no right to it
 * @OTK_ERROR_WRONG_STATUS: the request's status does not allow it
 * @OTK_ERROR_STALE: something newer stands in the way
 * @OTK_ERROR_OFFLINE: needs the server
 * @OTK_ERROR_LIMIT: too long, too many, too large, disk full
 * @OTK_ERROR_INVALID: malformed or missing input
 * @OTK_ERROR_BUSY: held by another program; try again
 * @OTK_ERROR_CORRUPT: the database is damaged
 * @OTK_ERROR_PROTOCOL: from a newer program
 * @OTK_ERROR_RETRY: two writers of a shared database crossed each other and nothing of this
 *   transaction happened: run the whole of it once more
 * @OTK_ERROR_TAKEN: somebody else was faster (this and the following: only where the command says
 *   what its author saw, sync.md §4.3)
 * @OTK_ERROR_NOT_YOURS: it was given to somebody else meanwhile
 * @OTK_ERROR_DONE: the work is over already
 * @OTK_ERROR_GONE: it was deleted meanwhile
 * @OTK_ERROR_CHANGED: it is not any more what its author saw
 */
typedef enum
{
  OTK_ERROR_NOT_FOUND = 1,
  OTK_ERROR_NOT_ALLOWED,
  OTK_ERROR_WRONG_STATUS,
  OTK_ERROR_STALE,
  OTK_ERROR_OFFLINE,
  OTK_ERROR_LIMIT,
  OTK_ERROR_INVALID,
  OTK_ERROR_BUSY,
  OTK_ERROR_CORRUPT,
  OTK_ERROR_PROTOCOL,
  OTK_ERROR_RETRY,
  OTK_ERROR_TAKEN,
  OTK_ERROR_NOT_YOURS,
  OTK_ERROR_DONE,
  OTK_ERROR_GONE,
  OTK_ERROR_CHANGED,
} OtkErrorCode;

GQuark otk_error_quark (void);

/**
 * otk_refuse:
 * @error: (out) (optional): where to put the refusal
 * @code: what kind of refusal
 * @reason: an untranslated sentence marked with N_(); it may hold one "%s" for @detail
 * @detail: (nullable): what the sentence is about; never translated
 *
 * Sets @error. The reason stays untranslated so that the rim can show it in the reader's language.
 *
 * Returns: FALSE, so that a check can end with return otk_refuse (...)
 */
gboolean otk_refuse (GError **error, OtkErrorCode code, const char *reason, const char *detail);

/**
 * otk_error_text:
 * @error: an error of any domain
 *
 * The sentence for people: translated, with its detail filled in. Errors of other domains (GIO)
 * already speak the user's language and are returned as they are.
 *
 * Returns: (transfer full): the text
 */
char *otk_error_text (const GError *error);

/** otk_error_name: Returns: a refusal's code as a stable word of ASCII, "taken_by": what programs
 * go by in receipts and answers; "failed" for errors of other domains. */
const char *otk_error_name (const GError *error);

G_END_DECLS
