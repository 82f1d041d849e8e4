/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-dossier.h"

G_BEGIN_DECLS

/** otk_event_is_shown: Whether a fact is worth a line of the request's log. */
gboolean otk_event_is_shown (const OtkFact *fact);
/** otk_event_text: Returns: (transfer full): the fact as a sentence: "Status: Accepted → In work".
 */
char *otk_event_text (OtkDesk *desk, const OtkFact *fact);
/** otk_event_author: Returns: (transfer none): who did it, "Otklik" for the program itself. */
const char *otk_event_author (OtkDesk *desk, const OtkFact *fact);

G_END_DECLS
