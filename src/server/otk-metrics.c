/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-metrics.h"

#include <string.h>

/* Upper bounds of how long requests took, in µs. */
static const gint64 bounds[] = { 1000, 5000, 25000, 100000, 500000, 2000000 };

struct _OtkMetrics
{
  GHashTable *requests; /* "GET /api/v1/me 200" → guint64 */
  GHashTable *counts;   /* name → guint64 */
  guint64 buckets[G_N_ELEMENTS (bounds)];
  guint64 n;
  gint64 usec;
};

OtkMetrics *
otk_metrics_new (void)
{
  OtkMetrics *self = g_new0 (OtkMetrics, 1);

  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
otk_metrics_free (OtkMetrics *self)
{
  g_hash_table_unref (self->requests);
  g_hash_table_unref (self->counts);
  g_free (self);
}

static void
add_one (GHashTable *table, const char *key)
{
  guint64 *count = g_hash_table_lookup (table, key);

  if (count == NULL)
    {
      count = g_new0 (guint64, 1);
      g_hash_table_insert (table, g_strdup (key), count);
    }
  (*count)++;
}

void
otk_metrics_request (OtkMetrics *self, const OtkApiRoute *route, guint status, gint64 usec)
{
  g_autofree char *labels = g_strdup_printf ("method=\"%s\",route=\"%s\",status=\"%u\"",
                                             route != NULL ? route->method : "other",
                                             route != NULL ? route->path : "none", status);

  add_one (self->requests, labels);
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    if (usec <= bounds[i])
      self->buckets[i]++;
  self->n++;
  self->usec += usec;
}

void
otk_metrics_count (OtkMetrics *self, const char *name)
{
  add_one (self->counts, name);
}

void
otk_metrics_gauge (GString *text, const char *name, const char *help, gint64 number)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s gauge\n%s %" G_GINT64_FORMAT "\n", name,
                          help, name, name, number);
}

static GList *
sorted_keys (GHashTable *table)
{
  return g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) (void (*) (void)) strcmp);
}

static void
print_durations (OtkMetrics *self, GString *text)
{
  static const char name[] = "otklik_http_request_duration_seconds";

  g_string_append_printf (text, "# HELP %s How long requests took.\n# TYPE %s histogram\n", name,
                          name);
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    g_string_append_printf (text, "%s_bucket{le=\"%d.%03d\"} %" G_GUINT64_FORMAT "\n", name,
                            (int) (bounds[i] / G_USEC_PER_SEC),
                            (int) (bounds[i] % G_USEC_PER_SEC / 1000), self->buckets[i]);
  g_string_append_printf (text, "%s_bucket{le=\"+Inf\"} %" G_GUINT64_FORMAT "\n", name, self->n);
  g_string_append_printf (text, "%s_sum %d.%06d\n%s_count %" G_GUINT64_FORMAT "\n", name,
                          (int) (self->usec / G_USEC_PER_SEC), (int) (self->usec % G_USEC_PER_SEC),
                          name, self->n);
}

void
otk_metrics_print (OtkMetrics *self, GString *text)
{
  g_autoptr (GList) requests = sorted_keys (self->requests), counts = sorted_keys (self->counts);

  g_string_append (text, "# HELP otklik_http_requests_total Requests answered.\n"
                         "# TYPE otklik_http_requests_total counter\n");
  for (GList *key = requests; key != NULL; key = key->next)
    g_string_append_printf (text, "otklik_http_requests_total{%s} %" G_GUINT64_FORMAT "\n",
                            (char *) key->data,
                            *(guint64 *) g_hash_table_lookup (self->requests, key->data));
  print_durations (self, text);
  for (GList *key = counts; key != NULL; key = key->next)
    g_string_append_printf (text, "# TYPE %s counter\n%s %" G_GUINT64_FORMAT "\n",
                            (char *) key->data, (char *) key->data,
                            *(guint64 *) g_hash_table_lookup (self->counts, key->data));
}
