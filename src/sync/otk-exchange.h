/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-feed.h"

G_BEGIN_DECLS

/**
 * OtkExchange:
 *
 * The server's side of sync without a network (sync.md §3.6): a body comes in, a status and a body
 * go out. It knows no clock, no thread and no socket: the HTTP server gives it what it received and
 * who sent it, the simulator does the same. One for each store, on the store's thread; of its own
 * it remembers only which commands the store failed at.
 */
typedef struct _OtkExchange OtkExchange;

/** OtkExchangeHooks: What the surroundings lend; every member may be NULL. */
typedef struct
{
  /* A monotonic clock in µs, so that a transaction over many commands ends after 50 ms. */
  gint64 (*ticks) (gpointer data);
  /* Something that an administrator has to look at; @command may be NULL. */
  void (*alarm) (const char *what, const OtkId *command, gpointer data);
  /* Tests: FALSE and @error make the store fail at the command. */
  gboolean (*trouble) (const OtkCommand *command, gpointer data, GError **error);
  /* Tests: other processes have their turn here. Only called in the middle of what a deliberate
   * defect has torn apart. */
  void (*pause) (gpointer data);
  gpointer data;
} OtkExchangeHooks;

/** OtkExchangeCaller: Who asks, as his sign-in says. @device: none where it is not bound to one. */
typedef struct
{
  OtkId user;
  OtkId device;
} OtkExchangeCaller;

/**
 * OtkExchangeAnswer:
 * @status: of HTTP
 * @type: the body's media type; static
 * @retry_after: s, for the header Retry-After; 0 for none
 * @changed: something was committed that others have to pull: poke them
 */
typedef struct
{
  guint status;
  GBytes *body;
  const char *type;
  guint retry_after;
  gboolean changed;
} OtkExchangeAnswer;

void otk_exchange_answer_free (OtkExchangeAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkExchangeAnswer, otk_exchange_answer_free)

/** otk_exchange_new: @hooks: (nullable): copied. @name: (nullable): what the server calls itself.
 */
OtkExchange *otk_exchange_new (const char *name, const OtkExchangeHooks *hooks);
void otk_exchange_free (OtkExchange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkExchange, otk_exchange_free)

/*
 * The calls. @store: for writing (register, push) or at least for reading (pull, check); no
 * transaction is open. @now: the server's time, ms. None fails: trouble is an answer.
 *   200  as asked                     409  device_rewound, gap, epoch: see sync.md §3.4
 *   400  not understood               422  args: the command is known with other contents
 *   403  device_unknown, device_revoked, forbidden
 *   426  schema                       503  the store is busy or failed: the same again later
 */

/** otk_exchange_register: POST /device: an OtkSyncRegister. */
OtkExchangeAnswer *otk_exchange_register (OtkExchange *self, OtkStore *store,
                                          const OtkExchangeCaller *caller, GBytes *body,
                                          OtkTime now);
/** otk_exchange_push: POST /push: an OtkSyncPush. */
OtkExchangeAnswer *otk_exchange_push (OtkExchange *self, OtkStore *store,
                                      const OtkExchangeCaller *caller, GBytes *body, OtkTime now);
/** otk_exchange_pull: POST /pull: an OtkSyncPull; the answer is lines, see otk-sync-lines.h. */
OtkExchangeAnswer *otk_exchange_pull (OtkExchange *self, OtkStore *store,
                                      const OtkExchangeCaller *caller, GBytes *body, OtkTime now);
/** otk_exchange_check: POST /check: an OtkSyncPull; the checksums of every root that the device may
 * have, {"roots": [["<id>", "<hex>"], …]}, to find which one differs. */
OtkExchangeAnswer *otk_exchange_check (OtkExchange *self, OtkStore *store,
                                       const OtkExchangeCaller *caller, GBytes *body, OtkTime now);
/** otk_exchange_time: GET /time. */
OtkExchangeAnswer *otk_exchange_time (OtkTime now);

G_END_DECLS
