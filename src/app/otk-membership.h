/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-id.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OtkMembership:
 *
 * An account on a server, as this computer remembers it: nothing secret. Each has a folder
 * "accounts/<id>" beside the own database, with its replica "otklik.db" and what is known of it in
 * "account.ini": what waits to be sent belongs to one person on one server (sync.md §3.11).
 */
typedef struct
{
  OtkId id;
  OtkId device;
  OtkId employee;
  char *address; /* "https://desk.example.org" */
  char *login;
  char *folder;
} OtkMembership;

OtkMembership *otk_membership_copy (const OtkMembership *self);
void otk_membership_free (OtkMembership *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkMembership, otk_membership_free)

/** otk_membership_new: @base: the folder of the own database. Nothing is written yet. */
OtkMembership *otk_membership_new (const char *base, const char *address, const char *login);
/** otk_membership_title: "anna · desk.example.org". Returns: (transfer full) */
char *otk_membership_title (const OtkMembership *self);
/** otk_membership_database: Returns: (transfer full): the replica's file */
char *otk_membership_database (const OtkMembership *self);

/**
 * otk_membership_prepare:
 *
 * Makes the folder, the replica where it is missing, and remembers the account. Blocks.
 */
gboolean otk_membership_prepare (OtkMembership *self, GError **error);

/** otk_memberships: Those that are remembered. Returns: (transfer full) (element-type
 * OtkMembership) */
GPtrArray *otk_memberships (const char *base);
/** otk_membership_find: Returns: (transfer full) (nullable) */
OtkMembership *otk_membership_find (const char *base, const OtkId *id);
/** otk_membership_known: The one of @login at @address. Returns: (transfer full) (nullable) */
OtkMembership *otk_membership_known (const char *base, const char *address, const char *login);

/** otk_membership_current: The one that was looked at last. Returns: (transfer full) (nullable):
 * NULL for the own database. */
OtkMembership *otk_membership_current (const char *base);
/** otk_membership_set_current: @id: (nullable) */
void otk_membership_set_current (const char *base, const OtkId *id);

/**
 * otk_server_address:
 * @typed: as somebody typed it: "desk.example.org"
 *
 * The address as it is used. Refuses with OTK_ERROR_INVALID what is none, and plain HTTP to another
 * computer, for a password must not be read on its way.
 *
 * Returns: (transfer full) (nullable)
 */
char *otk_server_address (const char *typed, GError **error);

G_END_DECLS
