/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-state.h"

G_BEGIN_DECLS

/* The keys of the settings (product.md §1.15, §4). What each may hold stands in otk-setting.c. */
#define OTK_KEY_STATUS_MANUAL "status.manual" /* 1, 0: «Сменить статус» at all */
#define OTK_KEY_STATUS_SET "status.set"       /* 7, 6 (K2) */
#define OTK_KEY_STATUS_NEXT "status.next."    /* + status: any, next, or statuses */
#define OTK_KEY_VISIBILITY "visibility"       /* all, own (K15) */
#define OTK_KEY_RESPONSIBLE_DEFAULT "responsible.default" /* an employee's id, or empty */
#define OTK_KEY_AUTOCLOSE_DAYS "autoclose.days"           /* 0 (never) … 90 */
#define OTK_KEY_PAUSE_TELL "pause.tell_customer"          /* always, ask, never (K11) */
#define OTK_KEY_FEEDBACK_LINK "feedback.link"             /* empty: no form is sent */
#define OTK_KEY_FEEDBACK_WAIT "feedback.wait"             /* minutes */
#define OTK_KEY_CLASSIFICATION_NORM "classification.norm" /* minutes; 0: off */
#define OTK_KEY_MESSAGE_HIDDEN "message.hidden"           /* 1, 0: hidden unless said otherwise */
#define OTK_KEY_CARD_BUTTONS "card.buttons"               /* names of commands; empty: the usual */
#define OTK_KEY_ZONE "zone"                               /* IANA name of the workspace's zone */

/**
 * otk_setting_text:
 * @key: one of the above
 *
 * Returns: (transfer full): what is stored, or the default; "" for a key nobody knows
 */
char *otk_setting_text (OtkState *state, const char *key);
/** otk_setting_int: The same as a number; the default where what is stored is none. */
gint64 otk_setting_int (OtkState *state, const char *key);
/** otk_setting_is: Whether the setting holds @value. */
gboolean otk_setting_is (OtkState *state, const char *key, const char *value);

/** otk_setting_id: The id of the record that holds @key: every device makes the same one. */
OtkId otk_setting_id (const char *key);

/**
 * otk_setting_check:
 * @value: (nullable): what somebody wants to store
 *
 * Whether @key may hold @value; OTK_ERROR_INVALID where not. Unknown keys, of a newer program or
 * of the window itself, may hold anything.
 */
gboolean otk_setting_check (const char *key, const char *value, GError **error);

G_END_DECLS
