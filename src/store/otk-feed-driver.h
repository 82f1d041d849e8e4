/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-feed.h"
#include "otk-store-driver.h"

G_BEGIN_DECLS

/** OtkFeedEpoch: What is to be done about the epoch. */
typedef enum
{
  OTK_FEED_EPOCH_NEW,
  OTK_FEED_EPOCH_CHECK,
  OTK_FEED_EPOCH_MARK,
} OtkFeedEpoch;

/** OtkFeedDevice: Changes of a device; those at OTK_TIME_NONE, 0 stay as they are. */
typedef struct
{
  OtkTime seen;
  OtkTime revoked;
  OtkProfile profile;
} OtkFeedDevice;

/**
 * OtkFeedClass:
 *
 * What a driver implements of otk-feed.h, as OtkStoreClass.feed; otk-feed.c only forwards. Each
 * means what the function of otk-feed.h with its name says.
 */
struct _OtkFeedClass
{
  gboolean (*enabled) (OtkStore *self);
  gboolean (*enable) (OtkStore *self, OtkTime now, GError **error);
  char *(*epoch) (OtkStore *self, GError **error);
  gboolean (*set_epoch) (OtkStore *self, OtkFeedEpoch what, gboolean *renewed, GError **error);

  OtkDevice *(*add_device) (OtkStore *self, const OtkId *id, const OtkId *user, OtkProfile profile,
                            const char *name, OtkTime now, GError **error);
  OtkDevice *(*device) (OtkStore *self, const OtkId *id, gboolean lock, GError **error);
  GPtrArray *(*devices) (OtkStore *self, const OtkId *user, GError **error);
  gboolean (*change_device) (OtkStore *self, const OtkId *id, const OtkFeedDevice *change,
                             GError **error);
  /* @roots are sorted, each once. */
  gboolean (*lock_roots) (OtkStore *self, const OtkId *roots, guint n_roots, GError **error);

  OtkReceipt *(*receipt) (OtkStore *self, const OtkId *command, GError **error);
  gboolean (*add_receipt) (OtkStore *self, const OtkReceipt *receipt, GError **error);
  gboolean (*add_seq) (OtkStore *self, const OtkId *device, gint64 seq, const OtkId *command,
                       OtkTime effective, GError **error);
  gboolean (*seq) (OtkStore *self, const OtkId *device, gint64 seq, OtkId *command, GError **error);
  OtkTime (*time_of) (OtkStore *self, gint64 x, GError **error);

  gboolean (*begin_read) (OtkStore *self, GError **error);
  void (*end_read) (OtkStore *self);
  char *(*cookie) (OtkStore *self, GError **error);
  OtkCookieCheck (*check_cookie) (OtkStore *self, const char *cookie, GError **error);
  gboolean (*pull) (OtkStore *self, const OtkPull *pull, const OtkFeedSink *sink, gpointer data,
                    OtkPullEnd *end, GError **error);
  /* Tells the checksum of every visible root. */
  gboolean (*checksums) (OtkStore *self, const OtkPull *pull,
                         void (*tell) (const OtkId *root, guint64 sum, guint rows, gpointer data),
                         gpointer data, GError **error);
  gboolean (*pin) (OtkStore *self, const OtkId *device, OtkEntityType entity, const OtkId *root,
                   gboolean pinned, GError **error);
  gboolean (*prune) (OtkStore *self, OtkTime receipts_before, OtkTime past_before, GError **error);
};

/* Cookies of pages, the same for every driver: "<cookie of the first page>;<place>". */

/** OtkFeedPhase: What a first download consists of, in this order. */
typedef enum
{
  OTK_FEED_DIRECTORY, /* roots that are no requests, by entity and row number, with their log */
  OTK_FEED_MINE,      /* open requests the user answers for, newest first, with their log */
  OTK_FEED_OPEN,      /* the other open ones */
  OTK_FEED_REST,      /* the rest: rows alone */
  OTK_FEED_LOG,       /* their log */
  OTK_FEED_DONE,      /* what happened meanwhile: the last, which is no page */
} OtkFeedPhase;

/** OtkFeedPlace: Where a first download is. */
typedef struct
{
  char *base; /* (owned): the cookie of its first page */
  OtkFeedPhase phase;
  int entity;   /* of DIRECTORY */
  gint64 rowid; /* the last that was sent: 0 for none */
  guint done, total;
} OtkFeedPlace;

void otk_feed_place_clear (OtkFeedPlace *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OtkFeedPlace, otk_feed_place_clear)
/** otk_feed_place_print: Returns: (transfer full): the cookie of a page that ended there. */
char *otk_feed_place_print (const OtkFeedPlace *self);
/** otk_feed_place_parse: FALSE for what is no page's cookie; the base is not looked into. */
gboolean otk_feed_place_parse (const char *cookie, OtkFeedPlace *self);

G_END_DECLS
