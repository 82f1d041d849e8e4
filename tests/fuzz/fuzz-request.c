/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-api.h"
#include "otk-fuzz.h"
#include "otk-guard.h"

/* What passes is what everybody reads alike, and leads to a route or nowhere. */
static void
check_passed (const char *method, GUri *uri, SoupMessageHeaders *headers)
{
  char *parameters[OTK_CALL_PARAMETERS];
  g_autofree char *allowed = NULL;
  g_autoptr (GHashTable) query = NULL;
  const OtkApiRoute *route;

  g_assert_null (soup_message_headers_get_one (headers, "Transfer-Encoding"));
  g_assert_cmpint (otk_guard_length (headers), >=, 0);
  route = otk_api_find (method, g_uri_get_path (uri), parameters, &allowed);
  g_assert_true (route == NULL || allowed == NULL);
  for (guint i = 0; i < OTK_CALL_PARAMETERS; i++)
    {
      g_assert_true (parameters[i] == NULL || g_utf8_validate (parameters[i], -1, NULL));
      g_assert_true (parameters[i] == NULL || route != NULL);
      g_free (parameters[i]);
    }
  query = otk_api_parse_query (g_uri_get_query (uri));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autofree char *method = NULL, *path = NULL, *text = NULL;
  g_autoptr (GUri) uri = NULL;
  SoupHTTPVersion version;
  const char *why;

  if (size < 100000
      && soup_headers_parse_request ((const char *) data, (int) size, headers, &method, &path,
                                     &version)
             == SOUP_STATUS_OK)
    {
      text = g_strconcat ("http://localhost", *path == '/' ? path : "/", NULL);
      uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
      if (otk_guard_check (method, uri, headers, &why) == 0)
        check_passed (method, uri, headers);
      else
        g_assert_nonnull (why);
    }
  soup_message_headers_unref (headers);
  return 0;
}
