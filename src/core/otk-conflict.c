/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-conflict.h"

#include "otk-error.h"
#include "otk-merge.h"
#include "otk-message.h"
#include "otk-sla.h"
#include "otk-status.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define REASON_MAX 4000

/* What is left of an article's title beside the word that it is a copy. */
#define TITLE_MAX 250

/* What of a request the rules below ask for. */
static const guint looked_at[] = { OTK_REQUEST_STATUS, OTK_REQUEST_RESPONSIBLE,
                                   OTK_REQUEST_CHANGED_AT, OTK_REQUEST_EFFECTIVE_AT,
                                   OTK_REQUEST_MASTER };

static OtkRecord *
subject_of (OtkState *state, const OtkCommand *command)
{
  const OtkEntity *entity = otk_entity_by_name (otk_values_get_text (command->args, "entity"));

  switch (command->kind)
    {
    case OTK_COMMAND_SAVE:
    case OTK_COMMAND_REMOVE:
      return entity != NULL ? otk_state_find (state, entity->type, &command->root) : NULL;
    case OTK_COMMAND_TASK_ADD:
    case OTK_COMMAND_TASK_EDIT:
    case OTK_COMMAND_TASK_DONE:
    case OTK_COMMAND_TASK_REOPEN:
      return otk_state_find (state, OTK_ENTITY_TASK, &command->root);
    default:
      return otk_state_find (state, OTK_ENTITY_REQUEST, &command->root);
    }
}

void
otk_conflict_look (OtkState *state, OtkCommand *command)
{
  g_autoptr (OtkRecord) record = subject_of (state, command);
  const OtkEntity *entity = record != NULL ? otk_record_entity (record) : NULL;

  g_clear_pointer (&command->base, otk_values_unref);
  command->base = otk_values_new ();
  if (record == NULL)
    return;
  for (guint i = 0; i < entity->n_fields; i++)
    if ((entity->fields[i].flags & OTK_FIELD_EDIT)
        && otk_values_has (command->args, entity->fields[i].name))
      otk_values_take (command->base, entity->fields[i].name,
                       otk_value_copy (otk_record_get (record, i)));
  for (guint i = 0; entity->type == OTK_ENTITY_REQUEST && i < G_N_ELEMENTS (looked_at); i++)
    otk_values_take (command->base, entity->fields[looked_at[i]].name,
                     otk_value_copy (otk_record_get (record, looked_at[i])));
}

static const OtkValue *
seen (const OtkPlan *plan, guint field)
{
  return otk_values_get (plan->command->base, otk_entity (OTK_ENTITY_REQUEST)->fields[field].name);
}

void
otk_conflict_merged (OtkPlan *plan, const char *merged, const char *note)
{
  plan->merged = merged;
  if (note != NULL)
    plan->note = note;
}

gboolean
otk_conflict_unread (const OtkPlan *plan, const OtkRecord *request)
{
  const OtkValue *known =
      plan->command->base != NULL ? seen (plan, OTK_REQUEST_EFFECTIVE_AT) : NULL;

  if (known == NULL || otk_record_int (request, OTK_REQUEST_EFFECTIVE_SUPPORT)
      || otk_record_is_null (request, OTK_REQUEST_EFFECTIVE_AT))
    return FALSE;
  return otk_value_is_null (known)
         || known->number < otk_record_time (request, OTK_REQUEST_EFFECTIVE_AT);
}

void
otk_conflict_reopen (OtkPlan *plan, OtkRecord *request)
{
  plan->now = MAX (plan->now, otk_record_time (request, OTK_REQUEST_EFFECTIVE_AT));
  otk_status_enter (plan, request, OTK_STATUS_IN_WORK);
  otk_message_system (plan, request,
                      N_ ("Completed without connection; the requester had written meanwhile, so "
                          "the work goes on"),
                      NULL);
  otk_plan_notice (plan, otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE), OTK_NOTICE_RETURNED,
                   request, NULL);
  otk_conflict_merged (plan, "reopened",
                       N_ ("The requester had written meanwhile: the request is in work again"));
}

static OtkConflict
refuse (GError **error, OtkErrorCode code, const char *reason, const char *detail)
{
  otk_refuse (error, code, reason, detail);
  return OTK_CONFLICT_REFUSED;
}

static char *
name_of_responsible (OtkPlan *plan, const OtkRecord *request)
{
  g_autoptr (OtkRecord) employee =
      otk_state_find (otk_plan_state (plan), OTK_ENTITY_EMPLOYEE,
                      otk_record_ref_id (request, OTK_REQUEST_RESPONSIBLE));

  return g_strdup (employee != NULL ? otk_record_name (employee) : "");
}

static gboolean
is_mine (const OtkPlan *plan, const OtkRecord *request)
{
  return otk_record_refers (request, OTK_REQUEST_RESPONSIBLE, otk_plan_actor_id (plan));
}

static OtkConflict
refuse_not_yours (OtkPlan *plan, const OtkRecord *request, GError **error)
{
  g_autofree char *name = name_of_responsible (plan, request);

  return refuse (error, OTK_ERROR_NOT_YOURS,
                 N_ ("The request was given to somebody else meanwhile: %s"), name);
}

static OtkConflict
refuse_done (GError **error)
{
  return refuse (error, OTK_ERROR_DONE, N_ ("The request was completed meanwhile"), NULL);
}

/* The work is refused, what was typed is not. */
static OtkConflict
refuse_taken (OtkPlan *plan, OtkRecord *request)
{
  g_autofree char *name = name_of_responsible (plan, request);

  otk_refuse (&plan->refusal, OTK_ERROR_TAKEN, N_ ("Work was begun by somebody else meanwhile: %s"),
              name);
  otk_message_comment (plan, request, otk_values_get_text (plan->command->args, "comment"));
  return OTK_CONFLICT_SETTLED;
}

/* Begun on two of one's devices: the earlier one counts for the reaction. */
static OtkConflict
begin_earlier (OtkPlan *plan, OtkRecord *request)
{
  OtkTime accepted = otk_record_time (request, OTK_REQUEST_ACCEPTED_AT);
  OtkTime at = MAX (plan->command->at, accepted);

  if (accepted == OTK_TIME_NONE || at >= otk_record_time (request, OTK_REQUEST_STARTED_AT)
      || !otk_record_refers (request, OTK_REQUEST_RESPONSIBLE, otk_plan_actor_id (plan)))
    return OTK_CONFLICT_NONE;
  otk_record_set_time (request, OTK_REQUEST_STARTED_AT, at);
  plan->now = at;
  if (!otk_record_is_null (request, OTK_REQUEST_REACTION_SPENT))
    otk_record_set_int (request, OTK_REQUEST_REACTION_SPENT,
                        otk_sla_spent (plan, request, accepted, FALSE));
  plan->now = MAX (plan->command->at, otk_record_time (request, OTK_REQUEST_STATUS_SINCE));
  otk_sla_refresh (plan, request);
  otk_conflict_merged (plan, "merged", NULL);
  return OTK_CONFLICT_SETTLED;
}

static OtkConflict
settle_start (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkValue *holder = seen (plan, OTK_REQUEST_RESPONSIBLE);
  gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);

  if (otk_status_is_finished (status))
    return refuse_done (error);
  if (status == OTK_STATUS_IN_WORK)
    return is_mine (plan, request) ? begin_earlier (plan, request) : refuse_taken (plan, request);
  if (holder != NULL && !otk_value_is_null (holder) && !is_mine (plan, request)
      && !otk_value_equal (holder, otk_record_get (request, OTK_REQUEST_RESPONSIBLE)))
    return refuse_not_yours (plan, request, error);
  if (status != OTK_STATUS_WAITING)
    return OTK_CONFLICT_NONE;
  /* It waits, and its timer has not brought it back yet. */
  otk_status_hand_over (request, otk_plan_actor_id (plan));
  otk_status_enter (plan, request, OTK_STATUS_IN_WORK);
  otk_message_comment (plan, request, otk_values_get_text (plan->command->args, "comment"));
  otk_conflict_merged (plan, "resumed", NULL);
  return OTK_CONFLICT_SETTLED;
}

static OtkTime
planned_end (const OtkPlan *plan)
{
  gint64 planned = otk_values_get_int (plan->command->args, "planned", 0);
  OtkTime until = otk_values_get_int (plan->command->args, "until", OTK_TIME_NONE);

  if (until != OTK_TIME_NONE || planned <= 0 || planned > G_MAXINT32)
    return until;
  return plan->now + planned * OTK_SECOND;
}

/* Two pauses become one: it ends with the later, and has both reasons. */
static OtkConflict
join_pauses (OtkPlan *plan, OtkRecord *request)
{
  const char *theirs = otk_record_text (request, OTK_REQUEST_PENDING_REASON);
  const char *mine = otk_values_get_text (plan->command->args, "reason");
  OtkTime until = planned_end (plan);
  g_autofree char *both = NULL;

  if (mine != NULL && theirs != NULL && strcmp (mine, theirs) != 0)
    {
      both = g_strconcat (theirs, "\n", mine, NULL);
      if (g_utf8_strlen (both, -1) <= REASON_MAX)
        otk_record_set_text (request, OTK_REQUEST_PENDING_REASON, both);
      otk_message_comment (plan, request, mine);
    }
  if (until != OTK_TIME_NONE && !otk_record_is_null (request, OTK_REQUEST_PENDING_UNTIL)
      && until > otk_record_time (request, OTK_REQUEST_PENDING_UNTIL))
    {
      otk_record_set_time (request, OTK_REQUEST_PENDING_UNTIL, until);
      otk_record_set_int (request, OTK_REQUEST_PENDING_PLANNED,
                          (until - otk_record_time (request, OTK_REQUEST_PENDING_SINCE))
                              / OTK_SECOND);
    }
  otk_conflict_merged (plan, "merged",
                       N_ ("The request was waiting already: the later end stands"));
  return OTK_CONFLICT_SETTLED;
}

static OtkConflict
settle_pause (OtkPlan *plan, OtkRecord *request, GError **error)
{
  gint64 status = otk_record_int (request, OTK_REQUEST_STATUS);

  if (otk_status_is_finished (status))
    return refuse_done (error);
  if (status == OTK_STATUS_WAITING)
    return join_pauses (plan, request);
  if (!is_mine (plan, request))
    return refuse_not_yours (plan, request, error);
  if (otk_conflict_unread (plan, request))
    otk_conflict_merged (plan, "unread",
                         N_ ("The requester had written meanwhile: read the message"));
  return OTK_CONFLICT_NONE;
}

static OtkConflict
settle_resume (OtkPlan *plan, OtkRecord *request, GError **error)
{
  if (otk_status_is_finished (otk_record_int (request, OTK_REQUEST_STATUS)))
    return refuse_done (error);
  if (otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_WAITING
      && !is_mine (plan, request))
    return refuse_not_yours (plan, request, error);
  return OTK_CONFLICT_NONE;
}

static OtkConflict
settle_delete (OtkPlan *plan, OtkRecord *request, GError **error)
{
  const OtkValue *known = seen (plan, OTK_REQUEST_CHANGED_AT);

  if (known == NULL || known->type != OTK_VALUE_INT
      || known->number >= otk_record_time (request, OTK_REQUEST_CHANGED_AT))
    return OTK_CONFLICT_NONE;
  return refuse (error, OTK_ERROR_CHANGED,
                 N_ ("The request was changed meanwhile: look at it before deleting"), NULL);
}

/* Whoever lost it to a later choice is told, as is whoever got it. */
static OtkConflict
settle_assign (OtkPlan *plan, OtkRecord *request)
{
  const OtkValue *known = seen (plan, OTK_REQUEST_RESPONSIBLE);
  const OtkValue *holder = otk_record_get (request, OTK_REQUEST_RESPONSIBLE);
  const OtkId *wanted = otk_values_get_id (plan->command->args, "responsible");

  if (known == NULL || otk_value_equal (known, holder) || otk_value_is_null (holder)
      || otk_record_refers (request, OTK_REQUEST_RESPONSIBLE, wanted))
    return OTK_CONFLICT_NONE;
  otk_plan_notice (plan, &holder->id, OTK_NOTICE_REASSIGNED, request, NULL);
  otk_conflict_merged (plan, "reassigned",
                       N_ ("Somebody else was made responsible meanwhile; your choice stands"));
  return OTK_CONFLICT_NONE;
}

static gboolean
is_about_deleted (OtkCommandKind kind)
{
  return kind == OTK_COMMAND_RESTORE || kind == OTK_COMMAND_PURGE || kind == OTK_COMMAND_DELETE
         || kind == OTK_COMMAND_NOTICE_READ;
}

OtkConflict
otk_conflict_settle (OtkPlan *plan, OtkRecord *request, GError **error)
{
  OtkCommandKind kind = plan->command->kind;

  if (request == NULL
      || (!otk_record_is_null (request, OTK_REQUEST_DELETED_AT) && !is_about_deleted (kind)))
    return refuse (error, OTK_ERROR_GONE, N_ ("The request was deleted meanwhile"), NULL);
  switch (kind)
    {
    case OTK_COMMAND_START:
      return settle_start (plan, request, error);
    case OTK_COMMAND_PAUSE:
      return settle_pause (plan, request, error);
    case OTK_COMMAND_RESUME:
      return settle_resume (plan, request, error);
    case OTK_COMMAND_DELETE:
      return settle_delete (plan, request, error);
    case OTK_COMMAND_ASSIGN:
      return settle_assign (plan, request);
    case OTK_COMMAND_MERGE:
      if (otk_status_is_finished (otk_record_int (request, OTK_REQUEST_STATUS)))
        return refuse_done (error);
      return OTK_CONFLICT_NONE;
    default:
      return OTK_CONFLICT_NONE;
    }
}

const OtkValue *
otk_conflict_seen (const OtkPlan *plan, const OtkField *field)
{
  return plan->command->base != NULL ? otk_values_get (plan->command->base, field->name) : NULL;
}

/* Beside the record, where its readers find it; a record without such a place keeps both texts.
 * Said in the language of the machine that decides, for it becomes part of a text. */
static void
keep_copy (OtkPlan *plan, OtkRecord *record, guint field, const char *mine)
{
  const OtkField *about = &otk_record_entity (record)->fields[field];
  const char *theirs = otk_record_text (record, field);
  g_autofree char *text = NULL;
  g_autofree char *title = NULL;
  OtkRecord *copy;

  if (otk_record_type (record) == OTK_ENTITY_REQUEST)
    {
      text = g_strdup_printf ("%s\n\n%s", _ ("Conflicting copy"), mine);
      otk_message_comment (plan, record, text);
      return;
    }
  if (otk_record_type (record) == OTK_ENTITY_ARTICLE)
    {
      copy = otk_plan_make_part (plan, OTK_ENTITY_ARTICLE);
      for (guint i = 0; i < OTK_N_ARTICLE_FIELDS; i++)
        otk_record_take (copy, i, otk_value_copy (otk_record_get (record, i)));
      title = g_utf8_substring (otk_record_name (record), 0,
                                MIN (g_utf8_strlen (otk_record_name (record), -1), TITLE_MAX));
      text = g_strdup_printf ("%s (%s)", title, _ ("conflicting copy"));
      otk_record_set_text (copy, OTK_ARTICLE_TITLE, text);
      otk_record_set_text (copy, field, mine);
      otk_record_set_flag (copy, OTK_ARTICLE_PUBLIC, FALSE);
      otk_record_set_id (copy, OTK_ARTICLE_AUTHOR, otk_plan_actor_id (plan));
      return;
    }
  text = g_strdup_printf ("%s\n\n%s\n\n%s", theirs, _ ("Conflicting copy"), mine);
  if ((gsize) g_utf8_strlen (text, -1) <= about->max)
    otk_record_set_text (record, field, text);
  else
    otk_record_set_text (record, field, mine);
}

static void
merge_text (OtkPlan *plan, OtkRecord *record, guint field, const char *base, const char *mine)
{
  const OtkField *about = &otk_record_entity (record)->fields[field];
  g_autofree char *merged =
      otk_merge_lines (base != NULL ? base : "", mine, otk_record_text (record, field));

  if (merged != NULL && (gsize) g_utf8_strlen (merged, -1) <= about->max)
    {
      otk_record_set_text (record, field, merged);
      otk_conflict_merged (plan, "merged", N_ ("Both changes of the text have been joined"));
      return;
    }
  keep_copy (plan, record, field, mine);
  otk_conflict_merged (plan, "copy",
                       N_ ("Somebody else changed the same lines: your text was kept as a copy"));
}

void
otk_conflict_field (OtkPlan *plan, OtkRecord *record, guint field, const OtkValue *given)
{
  const OtkField *about = &otk_record_entity (record)->fields[field];
  const OtkValue *known = otk_conflict_seen (plan, about);
  const OtkValue *now = otk_record_get (record, field);

  if (about->type == OTK_TYPE_LONGTEXT && now->type == OTK_VALUE_TEXT
      && given->type == OTK_VALUE_TEXT)
    {
      merge_text (plan, record, field, known->type == OTK_VALUE_TEXT ? known->text : NULL,
                  given->text);
      return;
    }
  otk_record_take (record, field, otk_value_copy (given));
  if (otk_record_type (record) == OTK_ENTITY_REQUEST)
    otk_message_system (plan, record,
                        N_ ("«%s» was changed by two people at once: the later change stands"),
                        _ (about->label));
  otk_conflict_merged (plan, "overwritten",
                       N_ ("Somebody else had changed the same field: your change stands"));
}
