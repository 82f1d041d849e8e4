/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-state.h"

G_BEGIN_DECLS

/** OtkCandidate: Somebody who could answer for a request, and how busy he is. */
typedef struct
{
  OtkId employee;
  OtkWorkload load;
} OtkCandidate;

/**
 * otk_route_candidates:
 * @people: (nullable): ids of employees, as a REFS field holds them
 * @groups: (nullable): ids of groups
 * @request: (nullable): does not count into anybody's load
 *
 * The employees named and the members of the groups, each once, only active ones who handle
 * requests (R-R1).
 *
 * Returns: (transfer full) (element-type OtkCandidate): the least loaded first (R-R2, R-R3)
 */
GArray *otk_route_candidates (OtkState *state, const char *people, const char *groups,
                              const OtkRecord *request);

/** otk_route_of_service: The candidates of @request's service. Returns: (transfer full) */
GArray *otk_route_of_service (OtkState *state, const OtkRecord *request);
/** otk_route_of_level: The candidates of a support level (R-R8). Returns: (transfer full) */
GArray *otk_route_of_level (OtkState *state, const OtkRecord *level, const OtkRecord *request);

/**
 * otk_route_choose:
 * @employee: (out): who it is
 *
 * Who gets @request by itself: the least loaded of its service, else the default responsible of
 * its category or severity, of its level, of the workspace (R-R5, R-R6).
 *
 * Returns: FALSE where nobody does; @employee is none then
 */
gboolean otk_route_choose (OtkState *state, const OtkRecord *request, OtkId *employee);

/** otk_route_works: Whether @employee is somebody who can be given requests now. */
gboolean otk_route_works (OtkState *state, const OtkId *employee);

G_END_DECLS
