/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OtkServerConfig:
 *
 * How a server is set up. Each option can stand in the command line (--max-peers N), in the
 * environment (OTKLIK_MAX_PEERS) and in the file (max-peers = N under [server]); the first of these
 * that has it wins. data/otklik-server.1 describes them all. Times are in seconds.
 */
typedef struct
{
  char *database;        /* a file, or postgresql://… */
  char *files;           /* the folder of the attachments */
  char *listen;          /* addresses with ports, separated by ";" */
  char *tls_certificate; /* (nullable): PEM files */
  char *tls_key;
  char *trusted_proxy; /* (nullable): addresses separated by ";" whose X-Forwarded-For counts */
  gint64 max_connections;
  gint64 max_per_peer;
  gint64 head_timeout; /* until a request's head is complete */
  gint64 body_timeout; /* and its body; longer for long ones */
  gint64 idle_timeout; /* between two requests of a connection, and of an answer not taken */
  gint64 drain_timeout;
  gint64 password_threads;
  gint64 password_queue;
} OtkServerConfig;

/** OtkServerOption: One line of the table of options. */
typedef struct
{
  const char *name;
  const char *value; /* untranslated: what the value is called in --help */
  const char *help;  /* untranslated */
  const char *fallback;
  gsize offset; /* into OtkServerConfig */
  gboolean is_number;
  gint64 least, most;
} OtkServerOption;

/** otk_server_options: Ends with a line whose name is NULL. */
extern const OtkServerOption otk_server_options[];

/**
 * otk_server_config_load:
 * @given: (element-type utf8 utf8): options of the command line by name
 * @file: (nullable): the configuration file; NULL where none has to be there
 *
 * Returns: (transfer full) (nullable): NULL and OTK_ERROR_INVALID naming the option
 */
OtkServerConfig *otk_server_config_load (GHashTable *given, const char *file, GError **error);
void otk_server_config_free (OtkServerConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkServerConfig, otk_server_config_free)

G_END_DECLS
