/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-sim-person.h"

#include "otk-organisation.h"

/* What may be done, how often beside the others, and with which arguments. */
typedef void (*Fill) (OtkStore *store, OtkCommand *command, GRand *chance);

typedef struct
{
  OtkCommandKind kind;
  guint weight;
  Fill fill; /* NULL where it needs nothing */
} Deed;

static const char organisation[] =
    "{\"format\": \"" OTK_ORGANISATION_FORMAT "\","
    " \"employees\": ["
    "  {\"name\": \"Administrator\", \"login\": \"admin\", \"role\": \"administrator\"},"
    "  {\"name\": \"Supervisor\", \"login\": \"chief\", \"role\": \"supervisor\"},"
    "  {\"name\": \"Anna\", \"login\": \"anna\", \"role\": \"operator\"},"
    "  {\"name\": \"Boris\", \"login\": \"boris\", \"role\": \"operator\"},"
    "  {\"name\": \"Clara\", \"login\": \"clara\", \"role\": \"operator\"},"
    "  {\"name\": \"Dmitri\", \"login\": \"dmitri\", \"role\": \"operator\"}],"
    " \"groups\": ["
    "  {\"name\": \"One\", \"members\": [\"anna\", \"boris\"]},"
    "  {\"name\": \"Two\", \"members\": [\"clara\", \"dmitri\"]}],"
    " \"customers\": [{\"name\": \"First\"}, {\"name\": \"Second\"}, {\"name\": \"Third\"}],"
    " \"request_types\": [{\"name\": \"Question\", \"priority\": \"low\"},"
    "  {\"name\": \"Fault\", \"priority\": \"high\"}],"
    " \"slas\": [{\"name\": \"Usual\", \"reaction\": \"2m\", \"resolution\": \"10m\"}],"
    " \"services\": ["
    "  {\"name\": \"Line\", \"groups\": [\"One\"], \"sla\": \"Usual\"},"
    "  {\"name\": \"Field\", \"groups\": [\"Two\"], \"sla\": \"Usual\"}],"
    " \"articles\": [{\"title\": \"How to\", \"body\": \"Switch it off and on.\"}],"
    " \"settings\": {\"visibility\": \"own\", \"status.manual\": true}}";

OtkId
otk_sim_id (GRand *chance, OtkTime at)
{
  OtkId seed;

  for (guint i = 0; i < sizeof seed.bytes; i++)
    seed.bytes[i] = (guint8) g_rand_int_range (chance, 0, 256);
  return otk_id_at (otk_id_derive (&seed, 0), at);
}

GPtrArray *
otk_sim_organisation (OtkState *state, OtkTime at, GError **error)
{
  g_autoptr (OtkOrganisation) wanted =
      otk_organisation_read (state, organisation, sizeof organisation - 1, NULL, at, error);

  return wanted != NULL ? g_ptr_array_ref (wanted->commands) : NULL;
}

static OtkRecord *
pick (OtkStore *store, OtkEntityType type, GRand *chance)
{
  g_autoptr (GPtrArray) all = otk_store_list (store, type, -1, NULL, NULL);

  if (all == NULL || all->len == 0)
    return NULL;
  return otk_record_ref (all->pdata[g_rand_int_range (chance, 0, (gint32) all->len)]);
}

static void
give (OtkStore *store, OtkCommand *command, const char *name, OtkEntityType type, GRand *chance)
{
  g_autoptr (OtkRecord) record = pick (store, type, chance);

  if (record != NULL)
    otk_command_with_id (command, name, otk_record_id (record));
}

static void
give_words (OtkCommand *command, const char *name, GRand *chance)
{
  g_autofree char *words = g_strdup_printf ("%s %08x", name, g_rand_int (chance));

  otk_command_with_text (command, name, words);
}

static void
fill_create (OtkStore *store, OtkCommand *command, GRand *chance)
{
  give (store, command, "type", OTK_ENTITY_REQUEST_TYPE, chance);
  give (store, command, "service", OTK_ENTITY_SERVICE, chance);
  give (store, command, "customer", OTK_ENTITY_CUSTOMER, chance);
  give_words (command, "subject", chance);
  give_words (command, "text", chance);
}

static void
fill_pause (OtkStore *store, OtkCommand *command, GRand *chance)
{
  give_words (command, "reason", chance);
  otk_command_with_int (command, "planned", g_rand_int_range (chance, 10, 600));
}

static void
fill_complete (OtkStore *store, OtkCommand *command, GRand *chance)
{
  give_words (command, "solution", chance);
  if (g_rand_boolean (chance))
    give (store, command, "article", OTK_ENTITY_ARTICLE, chance);
}

static void
fill_message (OtkStore *store, OtkCommand *command, GRand *chance)
{
  give_words (command, "body", chance);
  otk_command_with_int (command, "hidden", g_rand_int_range (chance, 0, 3) == 0);
}

static void
fill_edit (OtkStore *store, OtkCommand *command, GRand *chance)
{
  switch (g_rand_int_range (chance, 0, 4))
    {
    case 0:
      give_words (command, "subject", chance);
      break;
    case 1:
      otk_command_with_int (command, "priority", g_rand_int_range (chance, 1, 4));
      break;
    case 2:
      give (store, command, "service", OTK_ENTITY_SERVICE, chance);
      break;
    default:
      give_words (command, "text", chance);
    }
}

static void
fill_assign (OtkStore *store, OtkCommand *command, GRand *chance)
{
  if (g_rand_boolean (chance))
    give (store, command, "responsible", OTK_ENTITY_EMPLOYEE, chance);
}

static void
fill_status (OtkStore *store, OtkCommand *command, GRand *chance)
{
  otk_command_with_int (command, "status",
                        g_rand_int_range (chance, OTK_STATUS_ACCEPTED, OTK_STATUS_CLOSED + 1));
  give_words (command, "comment", chance);
  give_words (command, "reason", chance);
}

static void
fill_task (OtkStore *store, OtkCommand *command, GRand *chance)
{
  otk_command_with_id (command, "request", &command->root);
  command->root = otk_sim_id (chance, command->at);
  give_words (command, "subject", chance);
  give (store, command, "executor", OTK_ENTITY_EMPLOYEE, chance);
}

static void
fill_task_done (OtkStore *store, OtkCommand *command, GRand *chance)
{
  g_autoptr (OtkRecord) task = pick (store, OTK_ENTITY_TASK, chance);

  if (task != NULL)
    command->root = *otk_record_id (task);
}

static OtkRecord *
pick_request (OtkStore *store, const OtkId *me, GRand *chance)
{
  g_autoptr (OtkView) view = otk_view_new (OTK_ENTITY_REQUEST);
  g_autoptr (GArray) ids = otk_store_ids (store, view, me, TRUE, NULL, NULL);
  g_autoptr (GPtrArray) rows = NULL;
  gint64 *rowid;

  if (ids == NULL || ids->len == 0)
    return NULL;
  /* What is new is worked on more than what is old. */
  rowid = &g_array_index (ids, gint64, g_rand_int_range (chance, 0, (gint32) MIN (ids->len, 24)));
  rows = otk_store_rows (store, OTK_ENTITY_REQUEST, rowid, 1, NULL);
  return rows != NULL && rows->pdata[0] != NULL ? otk_record_ref (rows->pdata[0]) : NULL;
}

static void
fill_merge (OtkStore *store, OtkCommand *command, GRand *chance)
{
  g_autoptr (OtkRecord) child = pick_request (store, &command->actor, chance);
  g_autofree char *id = child != NULL ? otk_id_to_string (otk_record_id (child)) : NULL;

  if (id != NULL)
    otk_command_with_text (command, "children", id);
}

static void
fill_undo (OtkStore *store, OtkCommand *command, GRand *chance)
{
  g_autoptr (GPtrArray) mine =
      otk_store_commands (store, &command->actor, command->at - OTK_DAY, 4, NULL);
  const OtkCommand *target;

  if (mine == NULL || mine->len == 0)
    return;
  target = mine->pdata[g_rand_int_range (chance, 0, (gint32) mine->len)];
  otk_command_with_id (command, "target", &target->id);
}

static const Deed deeds[] = {
  { OTK_COMMAND_CREATE, 12, fill_create },
  { OTK_COMMAND_START, 14, NULL },
  { OTK_COMMAND_PAUSE, 6, fill_pause },
  { OTK_COMMAND_RESUME, 6, NULL },
  { OTK_COMMAND_COMPLETE, 8, fill_complete },
  { OTK_COMMAND_CLOSE, 2, NULL },
  { OTK_COMMAND_REOPEN, 2, NULL },
  { OTK_COMMAND_SET_STATUS, 3, fill_status },
  { OTK_COMMAND_MESSAGE, 16, fill_message },
  { OTK_COMMAND_EDIT, 10, fill_edit },
  { OTK_COMMAND_ASSIGN, 5, fill_assign },
  { OTK_COMMAND_MERGE, 2, fill_merge },
  { OTK_COMMAND_UNLINK, 1, NULL },
  { OTK_COMMAND_DELETE, 2, NULL },
  { OTK_COMMAND_RESTORE, 1, NULL },
  { OTK_COMMAND_TASK_ADD, 3, fill_task },
  { OTK_COMMAND_TASK_DONE, 2, fill_task_done },
  { OTK_COMMAND_NOTICE_READ, 2, NULL },
  { OTK_COMMAND_UNDO, 4, fill_undo },
};

static const Deed *
choose_deed (GRand *chance)
{
  guint total = 0, hit;

  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    total += deeds[i].weight;
  hit = (guint) g_rand_int_range (chance, 0, (gint32) total);
  for (guint i = 0;; i++)
    {
      if (hit < deeds[i].weight)
        return &deeds[i];
      hit -= deeds[i].weight;
    }
}

static OtkCommand *
command_of (OtkCommandKind kind, const OtkId *me, const OtkId *root, GRand *chance, OtkTime at)
{
  OtkCommand *command = otk_command_new (kind, me, root, at);

  command->id = otk_sim_id (chance, at);
  command->batch = command->id;
  return command;
}

OtkCommand *
otk_sim_person_act (OtkStore *store, const OtkId *me, GRand *chance, OtkTime at)
{
  const Deed *deed = choose_deed (chance);
  g_autoptr (OtkRecord) request =
      deed->kind == OTK_COMMAND_CREATE ? NULL : pick_request (store, me, chance);
  OtkId fresh = otk_sim_id (chance, at);
  OtkCommand *command;

  if (request == NULL && deed->kind != OTK_COMMAND_CREATE)
    return NULL;
  command =
      command_of (deed->kind, me, request != NULL ? otk_record_id (request) : &fresh, chance, at);
  if (deed->kind == OTK_COMMAND_UNDO)
    command->root = OTK_ID_NONE;
  if (deed->fill != NULL)
    deed->fill (store, command, chance);
  return command;
}

OtkCommand *
otk_sim_rights_change (OtkStore *store, const OtkId *administrator, GRand *chance, OtkTime at)
{
  g_autoptr (OtkRecord) group = pick (store, OTK_ENTITY_GROUP, chance);
  g_autoptr (OtkRecord) person = pick (store, OTK_ENTITY_EMPLOYEE, chance);
  g_autoptr (GString) members = g_string_new (NULL);
  g_autoptr (GArray) old = NULL;
  char id[OTK_ID_STRING_LENGTH + 1];
  gboolean was_in = FALSE;
  OtkCommand *command;

  if (group == NULL || person == NULL)
    return NULL;
  old = otk_ids_parse (otk_record_text (group, OTK_GROUP_MEMBERS));
  for (guint i = 0; i < old->len; i++)
    if (otk_id_equal (&g_array_index (old, OtkId, i), otk_record_id (person)))
      was_in = TRUE;
    else
      g_string_append_printf (members, "%s ", otk_id_print (&g_array_index (old, OtkId, i), id));
  if (!was_in)
    g_string_append (members, otk_id_print (otk_record_id (person), id));
  command = command_of (OTK_COMMAND_SAVE, administrator, otk_record_id (group), chance, at);
  otk_command_with_text (command, "entity", otk_entity (OTK_ENTITY_GROUP)->name);
  return otk_command_with_text (command, "members", g_strchomp (members->str));
}
