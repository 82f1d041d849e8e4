/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OtkSlaCaseResult:
 * @id: the case's id, or "#3" for the third case where it has none
 * @passed: whether what came out is what was expected
 * @expected: as the document has it
 * @got: what came out, or why the case could not be evaluated; always there
 *
 * What became of one case of a document of service-time cases.
 */
typedef struct
{
  char *id;
  gboolean passed;
  char *expected;
  char *got;
} OtkSlaCaseResult;

void otk_sla_case_result_free (OtkSlaCaseResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OtkSlaCaseResult, otk_sla_case_result_free)

/**
 * otk_sla_cases_check:
 * @json: a document in the format "sla-cases/1"
 * @length: its length in bytes, -1 where it ends with a NUL
 *
 * Evaluates every case of the document: due, back, elapsed, next_open, open_at, localize, each with
 * a calendar of its own. A case that is malformed fails with a message; the others are still
 * evaluated.
 *
 * Returns: (transfer full) (nullable) (element-type OtkSlaCaseResult): in the order of the
 * document; NULL and OTK_ERROR_INVALID where it is no JSON or holds no cases
 */
GPtrArray *otk_sla_cases_check (const char *json, gssize length, GError **error);

G_END_DECLS
