/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-error.h"
#include "otk-plan.h"

G_BEGIN_DECLS

/* One function for each command: changes the plan, or refuses. otk_decide() has checked with
 * otk_command_allowed() before. @request is the root in the plan; NULL for commands that need
 * none. */

typedef gboolean (*OtkDecider) (OtkPlan *plan, OtkRecord *request, GError **error);

gboolean otk_decide_create (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_edit (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_classify (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_delete (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_restore (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_purge (OtkPlan *plan, OtkRecord *request, GError **error);

gboolean otk_decide_start (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_pause (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_resume (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_complete (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_close (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_reopen (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_set_status (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_rate (OtkPlan *plan, OtkRecord *request, GError **error);

gboolean otk_decide_set_level (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_assign (OtkPlan *plan, OtkRecord *request, GError **error);

gboolean otk_decide_merge (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_unlink (OtkPlan *plan, OtkRecord *request, GError **error);

gboolean otk_decide_message (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_attach (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_detach (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_notice_read (OtkPlan *plan, OtkRecord *request, GError **error);

gboolean otk_decide_task_add (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_task_edit (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_task_done (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_task_reopen (OtkPlan *plan, OtkRecord *request, GError **error);

gboolean otk_decide_save (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_remove (OtkPlan *plan, OtkRecord *request, GError **error);

gboolean otk_decide_norm_check (OtkPlan *plan, OtkRecord *nothing, GError **error);
gboolean otk_decide_timer (OtkPlan *plan, OtkRecord *request, GError **error);
gboolean otk_decide_undo (OtkPlan *plan, OtkRecord *request, GError **error);

/* What deciders share. */

/** otk_norm_check_place: Checks when @sla is to be checked (R-T9), and sets its next time. */
gboolean otk_norm_check_place (OtkPlan *plan, OtkRecord *sla, GError **error);

/**
 * otk_take_fields:
 * @record: in the plan
 * @strict: refuse where a required field ends up empty
 *
 * Puts the command's arguments that are editable fields of @record into it: checked, trimmed.
 */
gboolean otk_take_fields (OtkPlan *plan, OtkRecord *record, gboolean strict, GError **error);

/** otk_check_required: Refuses with the label of the first required field that is empty. */
gboolean otk_check_required (const OtkRecord *record, GError **error);

/** otk_arg_text: Returns: (transfer full) (nullable): an argument of the command, cleaned and
 * trimmed, NULL where absent or empty. Refuses (FALSE) what is too long or malformed. */
gboolean otk_arg_text (OtkPlan *plan, const char *name, gsize max, gboolean several_lines,
                       char **text, GError **error);

G_END_DECLS
