/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "otk-schema.h"

G_BEGIN_DECLS

/** OtkSection: A list of the file and the kind of record in it. */
typedef struct
{
  const char *name;
  OtkEntityType type;
} OtkSection;

/* In an order in which each refers only to what stands above it. Norms stand inside their SLA. The
 * last has no name. */
extern const OtkSection otk_organisation_sections[];

G_END_DECLS
