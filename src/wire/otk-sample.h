/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-command.h"
#include "otk-state.h"

G_BEGIN_DECLS

/* How many requests the sample shows, and which of the possible pasts. */
#define OTK_SAMPLE_REQUESTS 40
#define OTK_SAMPLE_SEED 7

/**
 * otk_sample_commands:
 * @state: an empty database
 * @organisation: the content of data/sample.json
 * @texts: the content of data/sample-texts.json
 * @now: the past ends here
 * @n_requests: how many
 * @seed: the same seed gives the same past
 *
 * What makes the sample: the organisation, then the requests one after another, each with its past.
 * The commands are to be given in this order; they are dated back, so afterwards the timers that
 * fell due meanwhile have to fire.
 *
 * Returns: (transfer full) (nullable) (element-type OtkCommand)
 */
GPtrArray *otk_sample_commands (OtkState *state, GBytes *organisation, GBytes *texts, OtkTime now,
                                guint n_requests, guint64 seed, GError **error);

G_END_DECLS
