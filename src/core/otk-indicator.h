/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-record.h"

G_BEGIN_DECLS

/** OtkIndicator: The colour of a request's lamp (product.md §2.8). It depends on who looks. */
typedef enum
{
  OTK_INDICATOR_GREY = 1, /* closed */
  OTK_INDICATOR_GREEN,    /* answered */
  OTK_INDICATOR_RED,      /* the viewer's turn */
  OTK_INDICATOR_YELLOW,   /* somebody else's turn */
} OtkIndicator;

extern const OtkChoice otk_indicator_choices[];

/** otk_indicator_of: The lamp of @request for @viewer; NULL is somebody without requests. */
OtkIndicator otk_indicator_of (const OtkRecord *request, const OtkRecord *viewer);

/** otk_indicator_meaning: Returns: (transfer none): the untranslated tooltip: why this colour. */
const char *otk_indicator_meaning (const OtkRecord *request, const OtkRecord *viewer);

/** otk_indicator_label: Returns: (transfer none) (nullable): the untranslated warning beside the
 * lamp of an open request: time to reply, overdue; NULL for none. */
const char *otk_indicator_label (const OtkRecord *request);

G_END_DECLS
