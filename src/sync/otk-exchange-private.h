/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-exchange.h"
#include "otk-sync-message.h"

G_BEGIN_DECLS

/* The exchange's insides, shared by its otk-exchange*.c files only. */

struct _OtkExchange
{
  char *name;
  OtkExchangeHooks hooks;
  GHashTable *failures; /* OtkId → how often the store failed at the command */
  guint pulls;          /* so that every so many carry a checksum */
};

/** otk_exchange_answer: @fields: (transfer full): becomes the body. */
OtkExchangeAnswer *otk_exchange_answer (guint status, OtkSyncAnswer *fields);
/** otk_exchange_refuse: An answer that says no. @error: (nullable): why, for people. */
OtkExchangeAnswer *otk_exchange_refuse (guint status, const char *code, const GError *error);
/** otk_exchange_later: The store does not work just now. */
OtkExchangeAnswer *otk_exchange_later (OtkExchange *self, const GError *error);
/** otk_exchange_check_schema: Returns: (nullable): the refusal. */
OtkExchangeAnswer *otk_exchange_check_schema (gint64 schema);
/** otk_exchange_check_device: Returns: (nullable): the refusal of a @device (nullable) that may not
 * sync. */
OtkExchangeAnswer *otk_exchange_check_device (const OtkDevice *device, const OtkId *id,
                                              const OtkExchangeCaller *caller);
void otk_exchange_alarm (OtkExchange *self, const char *what, const OtkId *command);

/* otk-exchange-run.c */

/** OtkExchangeRun: One command of a push, and what comes of it. */
typedef struct
{
  OtkExchange *exchange;
  OtkStore *store;
  const OtkDevice *device; /* as it is before the command */
  const OtkSyncCommand *command;
  OtkTime now;
  OtkTime effective; /* (out): when it took effect; OTK_TIME_NONE where it did not */
  gboolean changed;  /* (out): it made something true */
  gboolean differs;  /* (out): it is known with other contents */
} OtkExchangeRun;

/**
 * otk_exchange_run:
 *
 * Executes the command inside the open transaction and keeps its receipt; nothing of it where it is
 * known already. FALSE and @error where the store failed: the transaction has to be taken back.
 */
gboolean otk_exchange_run (OtkExchangeRun *self, GError **error);

G_END_DECLS
