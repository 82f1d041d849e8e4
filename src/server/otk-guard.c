/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-guard.h"

#include <string.h>

/* Digits that are surely no more than a goffset holds. */
#define LENGTH_DIGITS 15

typedef struct
{
  guint n;
  guint hosts, lengths, encodings;
  const char *host, *length;
} Head;

/* RFC 9110 §5.6.2. */
static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && strchr ("!#$%&'*+-.^_`|~", *text) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_value (const char *text)
{
  for (; *text != '\0'; text++)
    if (((guchar) *text < 0x20 && *text != '\t') || *text == 0x7f)
      return FALSE;
  return TRUE;
}

static guint
refuse (guint status, const char *reason, const char **why)
{
  *why = reason;
  return status;
}

static guint
count (Head *head, const char *name, const char *value, const char **why)
{
  if (++head->n > OTK_GUARD_HEADERS)
    return refuse (OTK_GUARD_HEADERS_TOO_LARGE, "headers", why);
  if (!is_token (name))
    return refuse (SOUP_STATUS_BAD_REQUEST, "header-name", why);
  if (!is_value (value))
    return refuse (SOUP_STATUS_BAD_REQUEST, "header-value", why);
  if (g_ascii_strcasecmp (name, "Host") == 0)
    {
      head->hosts++;
      head->host = value;
    }
  else if (g_ascii_strcasecmp (name, "Content-Length") == 0)
    {
      head->lengths++;
      head->length = value;
    }
  else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
    head->encodings++;
  return 0;
}

static guint
check_length (const char *text, const char **why)
{
  gsize digits = strspn (text, "0123456789");

  if (digits == 0 || text[digits] != '\0')
    return refuse (SOUP_STATUS_BAD_REQUEST, "content-length", why);
  if (digits > LENGTH_DIGITS)
    return refuse (SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "content-length", why);
  return 0;
}

/* A target in absolute form that names another host than the Host header would be understood by
 * one as for here and by the other as for there. */
static gboolean
is_same_host (const char *header, GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  gsize length = strlen (host);

  if (*header == '[') /* an IPv6 address, which the URI has without brackets */
    header++;
  if (g_ascii_strncasecmp (header, host, length) != 0)
    return FALSE;
  header += length;
  if (*header == ']')
    header++;
  return *header == '\0'
         || (*header == ':' && strspn (header + 1, "0123456789") == strlen (header + 1));
}

static gboolean
is_plain_path (const char *path)
{
  for (; *path != '\0'; path++)
    if ((guchar) *path <= 0x20 || (guchar) *path >= 0x7f || *path == '\\' || *path == '"'
        || *path == '<' || *path == '>')
      return FALSE;
  return TRUE;
}

static guint
check_target (const Head *head, GUri *uri, const char **why)
{
  const char *query;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return refuse (SOUP_STATUS_BAD_REQUEST, "target", why);
  if (head->host != NULL && !is_same_host (head->host, uri))
    return refuse (SOUP_STATUS_BAD_REQUEST, "other-host", why);
  query = g_uri_get_query (uri);
  if (strlen (g_uri_get_path (uri)) + (query != NULL ? strlen (query) : 0) > OTK_GUARD_PATH)
    return refuse (SOUP_STATUS_REQUEST_URI_TOO_LONG, "target", why);
  if (!is_plain_path (g_uri_get_path (uri)) || (query != NULL && !is_plain_path (query)))
    return refuse (SOUP_STATUS_BAD_REQUEST, "target", why);
  return 0;
}

static guint
check_method (const char *method, const Head *head, const char **why)
{
  static const char *const known[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", NULL };
  static const char *const bodiless[] = { "GET", "HEAD", "DELETE", NULL };

  if (method == NULL || !g_strv_contains (known, method))
    return refuse (SOUP_STATUS_METHOD_NOT_ALLOWED, "method", why);
  if (g_strv_contains (bodiless, method) && head->length != NULL
      && strspn (head->length, "0") != strlen (head->length))
    return refuse (SOUP_STATUS_BAD_REQUEST, "body", why);
  return 0;
}

guint
otk_guard_check (const char *method, GUri *uri, SoupMessageHeaders *headers, const char **why)
{
  SoupMessageHeadersIter iter;
  const char *name, *value;
  Head head = { 0 };
  guint status = 0;

  *why = NULL;
  soup_message_headers_iter_init (&iter, headers);
  while (status == 0 && soup_message_headers_iter_next (&iter, &name, &value))
    status = count (&head, name, value, why);
  if (status != 0)
    return status;
  if (head.hosts > 1)
    return refuse (SOUP_STATUS_BAD_REQUEST, "hosts", why);
  if (head.encodings > 0)
    return refuse (SOUP_STATUS_LENGTH_REQUIRED, "transfer-encoding", why);
  if (head.lengths > 1)
    return refuse (SOUP_STATUS_BAD_REQUEST, "content-lengths", why);
  if (head.length != NULL && (status = check_length (head.length, why)) != 0)
    return status;
  status = check_method (method, &head, why);
  return status != 0 ? status : check_target (&head, uri, why);
}

goffset
otk_guard_length (SoupMessageHeaders *headers)
{
  const char *length = soup_message_headers_get_one (headers, "Content-Length");

  return length != NULL ? g_ascii_strtoll (length, NULL, 10) : 0;
}
