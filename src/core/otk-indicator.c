/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-indicator.h"

#include "otk-access.h"

const OtkChoice otk_indicator_choices[] = {
  { OTK_INDICATOR_GREY, "grey", N_ ("Grey") },
  { OTK_INDICATOR_GREEN, "green", N_ ("Green") },
  { OTK_INDICATOR_RED, "red", N_ ("Red") },
  { OTK_INDICATOR_YELLOW, "yellow", N_ ("Yellow") },
  { 0 },
};

typedef struct
{
  OtkIndicator colour;
  const char *meaning;
} Lamp;

static gboolean
is_viewer (const OtkRecord *request, guint field, const OtkRecord *viewer)
{
  const OtkId *id = otk_record_ref_id (request, field);

  return viewer != NULL && id != NULL && otk_id_equal (id, otk_record_id (viewer));
}

static Lamp
light_for_customer (const OtkRecord *request)
{
  if (otk_record_int (request, OTK_REQUEST_EFFECTIVE_SUPPORT))
    return (Lamp){ OTK_INDICATOR_RED, N_ ("Support has answered: it is your turn") };
  return (Lamp){ OTK_INDICATOR_GREEN, N_ ("It is the turn of support") };
}

/* The first that fits. */
static Lamp
light (const OtkRecord *request, const OtkRecord *viewer)
{
  if (otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_CLOSED)
    return (Lamp){ OTK_INDICATOR_GREY, N_ ("The request is closed") };
  if (viewer != NULL && !otk_access_is_staff (viewer))
    return light_for_customer (request);
  if (is_viewer (request, OTK_REQUEST_EFFECTIVE_BY, viewer))
    return (Lamp){ OTK_INDICATOR_GREEN, N_ ("The last message is yours") };
  if (is_viewer (request, OTK_REQUEST_CUSTOMER, viewer))
    return (Lamp){ OTK_INDICATOR_RED, N_ ("You are the requester: it is your turn") };
  if (otk_record_int (request, OTK_REQUEST_EFFECTIVE_SUPPORT))
    return (Lamp){ OTK_INDICATOR_GREEN, N_ ("A colleague has answered") };
  if (is_viewer (request, OTK_REQUEST_RESPONSIBLE, viewer))
    return (Lamp){ OTK_INDICATOR_RED, N_ ("The requester waits for your answer") };
  return (Lamp){ OTK_INDICATOR_YELLOW, N_ ("The requester waits for a colleague’s answer") };
}

OtkIndicator
otk_indicator_of (const OtkRecord *request, const OtkRecord *viewer)
{
  return light (request, viewer).colour;
}

const char *
otk_indicator_meaning (const OtkRecord *request, const OtkRecord *viewer)
{
  return light (request, viewer).meaning;
}

const char *
otk_indicator_label (const OtkRecord *request)
{
  if (otk_record_int (request, OTK_REQUEST_STATUS) == OTK_STATUS_CLOSED)
    return NULL;
  if (otk_record_int (request, OTK_REQUEST_ANSWER_OVERDUE))
    return N_ ("overdue");
  return otk_record_int (request, OTK_REQUEST_ANSWER_NOTIFIED) ? N_ ("time to reply") : NULL;
}
