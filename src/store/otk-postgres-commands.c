/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-postgres-private.h"

static OtkValues *
values_in (OtkPostgres *self, const PGresult *result, int row, int column,
           const OtkCommand *command, GError **error)
{
  return otk_unpack_values (&self->terms, (const guint8 *) PQgetvalue (result, row, column),
                            (gsize) PQgetlength (result, row, column), &command->root, command->at,
                            error);
}

OtkCommand *
otk_postgres_command_in (OtkPostgres *self, const PGresult *result, int row, int first,
                         GError **error)
{
  OtkId actor = otk_row_id (result, row, first + 3), root = otk_row_id (result, row, first + 5);
  g_autoptr (OtkCommand) command =
      otk_command_new ((OtkCommandKind) otk_row_int (result, row, first + 2), &actor, &root,
                       otk_row_int (result, row, first + 6));

  command->id = otk_row_id (result, row, first + 0);
  command->batch =
      otk_row_is_null (result, row, first + 1) ? command->id : otk_row_id (result, row, first + 1);
  command->actor = actor;
  command->root = root;
  command->device = otk_row_id (result, row, first + 4);
  if (!otk_row_is_null (result, row, first + 7))
    {
      OtkValues *args = values_in (self, result, row, first + 7, command, error);

      if (args == NULL)
        return NULL;
      otk_values_unref (command->args);
      command->args = args;
    }
  if (!otk_row_is_null (result, row, first + 8))
    {
      command->base = values_in (self, result, row, first + 8, command, error);
      if (command->base == NULL)
        return NULL;
    }
  return g_steal_pointer (&command);
}

#define SELECT_COMMAND "SELECT " OTK_POSTGRES_COMMAND_COLUMNS " FROM command c "

static PGresult *
find_commands (OtkPostgres *self, const OtkCommandQuery *query, GError **error)
{
  g_auto (OtkParams) params = OTK_PARAMS_INIT;

  if (query->id != NULL)
    {
      otk_params_add_id (&params, query->id);
      return otk_postgres_query (self, SELECT_COMMAND "WHERE id = $1", &params, error);
    }
  otk_params_add_int (&params, query->since);
  otk_params_add_int (&params, query->limit);
  if (query->actor == NULL)
    return otk_postgres_query (self, SELECT_COMMAND "WHERE at >= $1 ORDER BY n DESC LIMIT $2",
                               &params, error);
  otk_params_add_id (&params, query->actor);
  return otk_postgres_query_once (self,
                                  SELECT_COMMAND
                                  "WHERE actor = $3 AND at >= $1 ORDER BY n DESC LIMIT $2",
                                  &params, NULL, error);
}

GPtrArray *
otk_postgres_commands (OtkStore *store, const OtkCommandQuery *query, GError **error)
{
  OtkPostgres *self = OTK_POSTGRES (store);
  g_autoptr (GPtrArray) commands =
      g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref);
  g_autoptr (PGresult) found = find_commands (self, query, error);

  for (int i = 0; found != NULL && i < PQntuples (found); i++)
    {
      OtkCommand *command = otk_postgres_command_in (self, found, i, 0, error);

      if (command == NULL)
        return NULL;
      g_ptr_array_add (commands, command);
    }
  return found != NULL ? g_steal_pointer (&commands) : NULL;
}
