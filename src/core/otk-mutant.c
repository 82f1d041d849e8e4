/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-mutant.h"

#ifdef OTK_MUTANTS
int otk_mutant = OTK_MUTANT_NONE;
#else
G_STATIC_ASSERT (OTK_N_MUTANTS > 0);
#endif
