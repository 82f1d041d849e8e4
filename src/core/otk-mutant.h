/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Deliberate defects, each at one place of the code, so that the tests of sync can show that they
 * would notice them (sync.md §7). Built with -Dmutants=true; otherwise they are no code at all.
 */
typedef enum
{
  OTK_MUTANT_NONE = 0,
  OTK_MUTANT_PUSH_EMPTIES_OUTBOX = 1,
  OTK_MUTANT_NO_FULL = 2,          /* the client's commits are not durable; only numbers dedupe */
  OTK_MUTANT_TWO_SNAPSHOTS = 3,    /* receipts are read in another snapshot than rows */
  OTK_MUTANT_GAPS = 4,             /* gaps in the numbers are accepted */
  OTK_MUTANT_KEEPS_ROWS = 5,       /* nothing is removed when rights are lost */
  OTK_MUTANT_NO_INSERT_IMAGE = 6,  /* rewinding forgets what was inserted */
  OTK_MUTANT_NO_DELETE_IMAGE = 7,  /* rewinding forgets what was deleted */
  OTK_MUTANT_NO_ARCHIVE = 8,       /* acknowledged commands are not pushed again after a restore */
  OTK_MUTANT_TWO_TRANSACTIONS = 9, /* effect and receipt are committed apart */
  OTK_MUTANT_NO_IDEMPOTENCY = 10,
  OTK_MUTANT_NO_UPDATE_IMAGE = 11, /* rewinding forgets what was changed */
  OTK_MUTANT_NEW_IDS = 12,         /* some retries get a new command id */
  OTK_MUTANT_NO_CLAMP = 13,        /* the client's time is believed */
  OTK_N_MUTANTS
} OtkMutant;

#ifdef OTK_MUTANTS
/** otk_mutant: The defect that is switched on; %OTK_MUTANT_NONE. Set before any thread starts. */
extern int otk_mutant;
#define OTK_MUTANT(K) G_UNLIKELY (otk_mutant == (K))
#else
#define OTK_MUTANT(K) FALSE
#endif

G_END_DECLS
