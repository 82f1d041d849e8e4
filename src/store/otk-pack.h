/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-fact.h"
#include "otk-terms.h"

G_BEGIN_DECLS

/* The log's bytes, the same in every database but for the terms' numbers. */

/* A fact's n is its command's, moved up by so many bits, and its place in the command. */
#define OTK_PACK_FACT_BITS 20

/** otk_pack_facts: @n facts of one root, from the place @first on, given at @at. */
GBytes *otk_pack_facts (const OtkTerms *terms, GPtrArray *facts, guint first, guint n, OtkTime at);
/** otk_unpack_facts: Adds them to @facts, but those of fields that this program does not know any
 * more; they take what they share, and the n of the first one, from @common. */
gboolean otk_unpack_facts (const OtkTerms *terms, const guint8 *bytes, gsize size,
                           const OtkFact *common, GPtrArray *facts, GError **error);
GBytes *otk_pack_values (const OtkTerms *terms, const OtkValues *values, const OtkId *root,
                         OtkTime at);
OtkValues *otk_unpack_values (const OtkTerms *terms, const guint8 *bytes, gsize size,
                              const OtkId *root, OtkTime at, GError **error);

G_END_DECLS
