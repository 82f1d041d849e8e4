/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-request-table.h"
#include "otk-window.h"

G_BEGIN_DECLS

/** Milliseconds: by the clock; worked by the whole process; worked by this thread. */
double bench_now (void);
double bench_work (void);
double bench_thread_work (void);

/** Prints a figure; @work: negative for none; @target: "<50", ">55", or "". */
void bench_print (const char *what, double reached, double work, const char *unit,
                  const char *target);
/** From now on blocks of the main loop are measured; the longest since then is printed. */
void bench_begin (void);
void bench_block (const char *when);
GtkWidget *bench_find (GtkWidget *from, GType type);
/** Lets the main loop run for so many milliseconds. */
void bench_iterate (double ms);

void bench_list (OtkRequestTable *table);
void bench_cards (OtkWindow *window, OtkRequestTable *table);
/** Registers requests whose resolution runs, so many as fit, and lets them be looked at. */
void bench_countdowns (OtkWindow *window, OtkRequestTable *table);

G_END_DECLS
