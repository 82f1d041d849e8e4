/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-api.h"

G_BEGIN_DECLS

/** OtkMetrics: What is counted for Prometheus. On the main thread. */
typedef struct _OtkMetrics OtkMetrics;

OtkMetrics *otk_metrics_new (void);
void otk_metrics_free (OtkMetrics *self);
/** otk_metrics_request: @route: (nullable): a request that ended. @usec: how long it took. */
void otk_metrics_request (OtkMetrics *self, const OtkApiRoute *route, guint status, gint64 usec);
/** otk_metrics_count: One more of @name, a fixed word: "otklik_guard_refused_total". */
void otk_metrics_count (OtkMetrics *self, const char *name);
/** otk_metrics_gauge: Adds a figure of now to @text. */
void otk_metrics_gauge (GString *text, const char *name, const char *help, gint64 number);
/** otk_metrics_print: Adds all that was counted, in Prometheus' text format. */
void otk_metrics_print (OtkMetrics *self, GString *text);

G_END_DECLS
