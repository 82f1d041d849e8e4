/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-memory-state.h"

G_BEGIN_DECLS

/*
 * Rules as stories. A file in tests/cases begins with the world that all its stories share; a line
 * "== TITLE" begins a story. A line is one step:
 *
 *   zone Europe/Moscow                           how times are read; once, in the world
 *   at 2026-06-08 10:00                          sets the clock
 *   after 1h30m                                  moves it
 *   save service access name=Access sla=quick    by the program itself; any kind of directory
 *   anna: start r1                               a command by its name, its root, its arguments
 *   anna: start r1 as c1                         … whose id is c1, for undo target=c1
 *   anna: start r1 -> refused not_allowed        … that must be refused so
 *   anna: start r1 -> nothing                    … that must change nothing
 *   anna: merge r1 children=r2 -> note           … that must succeed with a note
 *   anna: edit r1 text=x -> merged copy          … that must become that beside what others did
 *   anna: start r1 -> rejected taken_by          … that must be refused and yet keep something
 *   offline anna                                 what she gives waits, with what she saw …
 *   online anna                                  … until here; anna@phone is her other device
 *   tick                                         fires what is due by now
 *   expect r1 status=in_work responsible=anna    the record's fields; "-" is empty
 *   count 2 notice request=r1 recipient=anna     how many records have these fields
 *   trail r1 status new accepted in_work         all values of a field in order
 *   spent r1 accepted 10m                        time in a status
 *   lamp r1 anna red                             the indicator for a viewer
 *   sees anna r1 no                              whether he may see it
 *   offers anna start r1 no                      whether the command is offered
 *   moves anna r1 closed no                      whether the status is offered
 *   timer r1 resume 2026-06-08 13:00             when a timer fires; "-" where it does not stand
 *
 * Records are called by handles; the earlier a handle is first seen, the lower its id. "-" empties
 * a field, lists are separated by commas, values with spaces stand in quotes.
 */

/**
 * otk_scenario_add:
 * @file: a file in tests/cases
 *
 * Makes two tests of every story: as it stands, and with every step taken back and done again,
 * which must leave everything as it was.
 */
void otk_scenario_add (const char *file);
/** otk_scenario_add_told: Only the tests of stories as they stand. */
void otk_scenario_add_told (const char *file);

G_END_DECLS
