/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"
#include "otk-json-writer.h"

G_BEGIN_DECLS

/** OTK_CTL_USAGE: The error domain of a command line that makes no sense: exit status 2. */
#define OTK_CTL_USAGE (otk_ctl_usage_quark ())
GQuark otk_ctl_usage_quark (void);

/** OtkCtlArgument: How an option's text becomes an argument of a command. */
typedef enum
{
  OTK_CTL_PLAIN = 0, /* it does not: the command reads it by itself */
  OTK_CTL_TEXT,
  OTK_CTL_INT,
  OTK_CTL_YES,   /* a switch: 1 */
  OTK_CTL_HOURS, /* decimal hours → seconds */
  OTK_CTL_TIME,  /* ISO 8601 → an instant */
  OTK_CTL_CHOICE,
  OTK_CTL_REF, /* a name or an id */
} OtkCtlArgument;

/** OtkCtlOption: A line of a command's options; the last has no name. */
typedef struct
{
  const char *name;  /* "type" for --type */
  const char *value; /* what stands after it in the help, untranslated; NULL for a switch */
  const char *help;  /* untranslated */
  OtkCtlArgument kind;
  const char *argument; /* of the command, where it is not the option's name */
  OtkEntityType target;
  const OtkChoice *choices;
} OtkCtlOption;

typedef struct _OtkCtl OtkCtl;

/** OtkCtlCommand: A line of the table of commands; the last has no name. */
typedef struct
{
  const char *name;    /* "request new" */
  const char *words;   /* what follows, for the help: "NUMBER" */
  const char *summary; /* untranslated */
  const char *examples;
  const OtkCtlOption *options; /* (nullable) */
  guint least, most;           /* how many words follow */
  gboolean (*run) (OtkCtl *ctl, GError **error);
  OtkCommandKind kind; /* of a command on one request */
} OtkCtlCommand;

/**
 * OtkCtl:
 *
 * One run of the program: what was asked for, and what has been opened for it.
 */
struct _OtkCtl
{
  const OtkCtlCommand *command;
  GHashTable *options; /* name → text, "" for a switch */
  GPtrArray *words;
  char *path;       /* the database */
  char *login;      /* (nullable): --as */
  OtkRecord *actor; /* (nullable): the employee, once otk_ctl_actor() found him */
  gboolean json;
  OtkClock *clock;
  OtkStore *store; /* (nullable): for reading */
  OtkDesk *desk;   /* (nullable): for commands */
};

/* The tables, a file each. */
extern const OtkCtlOption otk_ctl_global_options[];
extern const OtkCtlCommand otk_ctl_setup_commands[];
extern const OtkCtlCommand otk_ctl_request_commands[];
extern const OtkCtlCommand otk_ctl_read_commands[];
extern const OtkCtlCommand otk_ctl_care_commands[];
extern const OtkCtlCommand otk_ctl_sla_commands[];
extern const OtkCtlCommand otk_ctl_sim_commands[];
extern const OtkCtlCommand otk_ctl_fill_commands[];
extern const OtkCtlCommand otk_ctl_bench_commands[];

/* otk-ctl-parse.c */

/** otk_ctl_find_command: Returns: (nullable): by its words; @used: (out): how many belong to it. */
const OtkCtlCommand *otk_ctl_find_command (char **words, guint *used);
/** otk_ctl_each_command: Calls @visit for every command, table by table. */
void otk_ctl_each_command (void (*visit) (const OtkCtlCommand *command, gpointer data),
                           gpointer data);
/** otk_ctl_parse: Reads the command line into @ctl; FALSE and OTK_CTL_USAGE. */
gboolean otk_ctl_parse (OtkCtl *ctl, char **arguments, GError **error);
/** otk_ctl_option: Returns: (nullable): what was given for --@name. */
const char *otk_ctl_option (OtkCtl *ctl, const char *name);
/** otk_ctl_option_int: A whole number from @least to @most. */
gboolean otk_ctl_option_int (OtkCtl *ctl, const char *name, gint64 least, gint64 most,
                             gint64 fallback, gint64 *number, GError **error);

/* otk-ctl-help.c */

void otk_ctl_print_help (void);
void otk_ctl_print_command_help (const OtkCtlCommand *command);

/* otk-ctl-data.c */

OtkTime otk_ctl_now (OtkCtl *ctl);
/** otk_ctl_open_store: The database for reading. It must be there. */
gboolean otk_ctl_open_store (OtkCtl *ctl, GError **error);
/** otk_ctl_open_desk: The desk for commands; @create: make the database where it is missing. */
gboolean otk_ctl_open_desk (OtkCtl *ctl, gboolean create, GError **error);
/** otk_ctl_open_writer: The database itself for writing, past the desk. Returns: (transfer full) */
OtkStore *otk_ctl_open_writer (OtkCtl *ctl, gboolean create, GError **error);
/** otk_ctl_actor: Who acts: --as, else whoever sits at the desk. Needs the store. */
gboolean otk_ctl_actor (OtkCtl *ctl, OtkId *id, GError **error);
/** otk_ctl_find_ref: The one record that @text names. Needs the store. */
gboolean otk_ctl_find_ref (OtkCtl *ctl, OtkEntityType type, const char *text, OtkId *id,
                           GError **error);
/** otk_ctl_request: The request of that number or id, where the actor may see it. Returns:
 * (transfer full) (nullable) */
OtkRecord *otk_ctl_request (OtkCtl *ctl, const char *number, GError **error);
/** otk_ctl_name: Returns: (transfer full): what people call a record. */
char *otk_ctl_name (OtkCtl *ctl, OtkEntityType type, const OtkId *id);
/** otk_ctl_arguments: Puts the options that were given into @command. */
gboolean otk_ctl_arguments (OtkCtl *ctl, OtkCommand *command, GError **error);
/** otk_ctl_submit: Gives @command and tells what became of it. */
gboolean otk_ctl_submit (OtkCtl *ctl, OtkCommand *command, GError **error);

/* otk-ctl-batch.c */

/** OtkCtlBatch: Commands in large transactions, past the desk. */
typedef struct
{
  OtkStore *store;
  guint open;    /* commands in the open transaction */
  guint largest; /* after so many the transaction ends; 0: never by itself */
  guint64 done;
  guint64 refused;
} OtkCtlBatch;

/** otk_ctl_batch_run: Decides and stores one command. A refusal is left in @refusal; FALSE only
 * where the store failed. */
gboolean otk_ctl_batch_run (OtkCtlBatch *batch, OtkCommand *command, GError **refusal,
                            GError **error);
gboolean otk_ctl_batch_end (OtkCtlBatch *batch, GError **error);
/** otk_ctl_batch_fire: Fires what fell due of @request at or before @until, in order. */
gboolean otk_ctl_batch_fire (OtkCtlBatch *batch, const OtkId *request, OtkTime until,
                             GError **error);

/* otk-ctl-fill.c */

/** otk_ctl_load_sample: The sample organisation and @n requests with their past. */
gboolean otk_ctl_load_sample (OtkCtl *ctl, OtkStore *store, GError **error);

G_END_DECLS
