/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * What SoupServer lets through and should not (server.md §6): requests that two readers understand
 * differently. Whatever is refused here is answered and its connection closed, before any of the
 * body is read.
 */

/* Headers of a request, and characters of its path and query. */
#define OTK_GUARD_HEADERS 100
#define OTK_GUARD_PATH 4096
/* A status that libsoup has no name for (RFC 6585). */
#define OTK_GUARD_HEADERS_TOO_LARGE 431

/**
 * otk_guard_check:
 * @method: as it came
 * @uri: (nullable): what SoupServer made of the request's target and its Host
 * @headers: the request's
 * @why: (out): a fixed word for the log
 *
 * Whether a request's head is one that everybody reads alike: names that are tokens, values without
 * line breaks, one Host and one Content-Length of digits at most, no Transfer-Encoding, a known
 * method, a plain path. Nothing is said of the body's length.
 *
 * Returns: 0, or the HTTP status to refuse it with
 */
guint otk_guard_check (const char *method, GUri *uri, SoupMessageHeaders *headers,
                       const char **why);

/** otk_guard_length: The body's length as the head has it, 0 where it has none. For a head that
 * has passed otk_guard_check(). */
goffset otk_guard_length (SoupMessageHeaders *headers);

G_END_DECLS
