/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-id.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Files by the SHA-256 of their content, and the parts of those that are still being brought
 * (sync.md §3.9). Each person brings his own copy, so that nobody can spoil another's. Everything
 * here waits for the disk; threads: any, but for one upload one at a time.
 */

#define OTK_FILE_LARGEST (G_GINT64_CONSTANT (512) * 1024 * 1024)

/** otk_files_is_sum: Whether @text is a SHA-256: 64 lower-case hexadecimal digits. */
gboolean otk_files_is_sum (const char *text);
/** otk_files_path: Returns: (transfer full): where the content lies, or would. */
char *otk_files_path (const char *folder, const char *sha256);
/** otk_files_offset: How much of it @who has brought; 0 where nothing. */
gint64 otk_files_offset (const char *folder, const char *sha256, const OtkId *who);
/**
 * otk_files_append:
 * @offset: where @part begins; has to be otk_files_offset()
 * @last: whether the file ends with it: then the sum is checked and the file takes its place
 *
 * OTK_ERROR_STALE where the offset is another one, OTK_ERROR_LIMIT where it grows too large,
 * OTK_ERROR_INVALID where the sum is another: what was brought is thrown away then.
 */
gboolean otk_files_append (const char *folder, const char *sha256, const OtkId *who, gint64 offset,
                           GBytes *part, gboolean last, GError **error);
/** otk_files_tidy: Throws away parts that nobody has gone on with for a day. Returns: how many of
 * @who are left */
guint otk_files_tidy (const char *folder, const OtkId *who, gint64 now_seconds);

G_END_DECLS
