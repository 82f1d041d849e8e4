/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-fixture.h"

G_BEGIN_DECLS

/** store_suite_add: What every driver must do, as tests called "/NAME/…". */
void store_suite_add (const char *name, StoreOpener opener);

G_END_DECLS
