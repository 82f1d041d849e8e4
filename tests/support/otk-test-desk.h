/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-desk.h"

G_BEGIN_DECLS

/**
 * OtkTestDesk:
 *
 * A desk over a database in a folder of its own, with a clock that stands still, for tests. The
 * person who starts it is an administrator called "Анна".
 */
typedef struct
{
  char *folder;
  char *path;
  OtkClock *clock;
  OtkDesk *desk;
} OtkTestDesk;

/** OTK_TEST_MONDAY: Monday 8 June 2026, 10:00 in Moscow: the examples of product.md §2.3 start
 * there. */
#define OTK_TEST_MONDAY G_GINT64_CONSTANT (1780902000000)

/** otk_test_desk_new: @now: where its clock stands. */
OtkTestDesk *otk_test_desk_new (OtkTime now);
/** otk_test_desk_reopen: Closes and opens it again, as a program that was restarted at @now. */
void otk_test_desk_reopen (OtkTestDesk *self, OtkTime now);
/** otk_test_desk_reopen_aside: The same as the window does it: on another thread. What fell due has
 * not been waited for. */
void otk_test_desk_reopen_aside (OtkTestDesk *self, OtkTime now);
/** otk_test_desk_free: Closes it and removes its folder. */
void otk_test_desk_free (OtkTestDesk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkTestDesk, otk_test_desk_free)

/** otk_test_save: Makes a directory record with that name; aborts the test where it is refused. */
OtkId otk_test_save (OtkTestDesk *self, OtkEntityType type, const char *name);
/** otk_test_save_with: The same with further arguments, whose ownership passes. */
OtkId otk_test_save_with (OtkTestDesk *self, OtkEntityType type, const char *name, OtkValues *more);
/**
 * otk_test_service:
 *
 * A service called "Доступ" with @responsible, an SLA of @reaction and @resolution seconds and
 * schedule W of product.md §2.3: Monday to Friday 09–12 and 13–18 in Moscow.
 */
OtkId otk_test_service (OtkTestDesk *self, const OtkId *responsible, gint64 reaction,
                        gint64 resolution);
/** otk_test_request: A request by phone about @subject; aborts the test where it is refused. */
OtkId otk_test_request (OtkTestDesk *self, const OtkId *service, const char *subject);
/** otk_test_do: Gives a command without arguments; aborts the test where it is refused. */
void otk_test_do (OtkTestDesk *self, OtkCommandKind kind, const OtkId *root);
/** otk_test_status: The request's status. */
OtkStatus otk_test_status (OtkTestDesk *self, const OtkId *request);

G_END_DECLS
