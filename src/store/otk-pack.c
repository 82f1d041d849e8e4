/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-pack.h"

#include "otk-error.h"
#include "otk-pack-text.h"

#include <string.h>

/*
 * The log's bytes. A row of it holds what one command made true of one root: a version, then the
 * facts in order. A fact is a number, its term * 4 + its kind, and what follows:
 *
 *   kind 0         no fact: the facts from here on are of the record whose id follows (term 1), of
 *                  the root itself (term 0), which they are of at the start
 *   CREATE, DELETE the number of fields, then term and value of each; term 0 is followed by the
 *                  name of a field that this program has no term for
 *   CHANGE         the value before, the value after
 *
 * Numbers are written seven bits a byte, the lowest first, signed ones with their sign lowest. A
 * value is a code and what follows. Much of a command happens at its own moment and refers to its
 * own root: there are codes for those.
 */
#define VERSION 1

enum
{
  KIND_RECORD = 0,
  TERM_ROOT = 0,
  TERM_OTHER = 1,
};

enum
{
  CODE_NULL,
  CODE_ID,
  CODE_TEXT,
  CODE_NUMBER,
  CODE_FROM_AT, /* a number near the command's moment: their difference */
  CODE_ROOT,
  CODE_NARROW,    /* a text at one byte a letter */
  CODE_SMALL = 8, /* this code is 0, the next is 1, … */
};

#define N_SMALL (256 - CODE_SMALL)
/* A year or so: beyond it the difference is not much shorter than the number. */
#define NEAR (G_GINT64_CONSTANT (1) << 35)

typedef struct
{
  const OtkTerms *terms;
  const OtkId *root;
  OtkTime at;
  GByteArray *out;
} Packer;

typedef struct
{
  const OtkTerms *terms;
  const OtkId *root;
  OtkTime at;
  const guint8 *next, *end;
} Unpacker;

static gboolean
is_near (gint64 number, OtkTime at)
{
  return number > NEAR && at > NEAR && ABS (number - at) < NEAR;
}

static void
put_byte (Packer *self, guint8 byte)
{
  g_byte_array_append (self->out, &byte, 1);
}

static void
put_number (Packer *self, guint64 number)
{
  for (; number >= 0x80; number >>= 7)
    put_byte (self, (guint8) (number | 0x80));
  put_byte (self, (guint8) number);
}

static void
put_signed (Packer *self, gint64 number)
{
  put_number (self, (guint64) number << 1 ^ (guint64) (number >> 63));
}

static void
put_text (Packer *self, const char *text)
{
  gsize length = strlen (text);

  put_number (self, length);
  g_byte_array_append (self->out, (const guint8 *) text, (guint) length);
}

static void
put_text_value (Packer *self, const char *text)
{
  GByteArray *narrow = otk_pack_text_narrow (text);

  put_byte (self, narrow != NULL ? CODE_NARROW : CODE_TEXT);
  if (narrow == NULL)
    {
      put_text (self, text);
      return;
    }
  put_number (self, narrow->len);
  g_byte_array_append (self->out, narrow->data, narrow->len);
  g_byte_array_unref (narrow);
}

static void
put_int (Packer *self, gint64 number)
{
  if (number >= 0 && number < N_SMALL)
    {
      put_byte (self, (guint8) (CODE_SMALL + number));
      return;
    }
  put_byte (self, is_near (number, self->at) ? CODE_FROM_AT : CODE_NUMBER);
  put_signed (self, is_near (number, self->at) ? number - self->at : number);
}

static void
put_value (Packer *self, const OtkValue *value)
{
  switch (value->type)
    {
    case OTK_VALUE_INT:
      put_int (self, value->number);
      break;
    case OTK_VALUE_TEXT:
      put_text_value (self, value->text);
      break;
    case OTK_VALUE_ID:
      if (otk_id_equal (&value->id, self->root))
        {
          put_byte (self, CODE_ROOT);
          break;
        }
      put_byte (self, CODE_ID);
      g_byte_array_append (self->out, value->id.bytes, sizeof value->id.bytes);
      break;
    case OTK_VALUE_NULL:
    default:
      put_byte (self, CODE_NULL);
      break;
    }
}

static void
put_values (Packer *self, OtkEntityType type, const OtkValues *values)
{
  guint n = values != NULL ? otk_values_size (values) : 0;

  put_number (self, n);
  for (guint i = 0; i < n; i++)
    {
      const char *name;
      const OtkValue *value = otk_values_nth (values, i, &name);
      int term = otk_terms_number (self->terms, type, name);

      put_number (self, (guint64) term);
      if (term == 0)
        put_text (self, name);
      put_value (self, value);
    }
}

static int
term_of (const OtkTerms *self, const OtkFact *fact)
{
  return fact->kind == OTK_FACT_CHANGE ? self->fields[fact->entity][fact->field]
                                       : self->entities[fact->entity];
}

static void
put_record (Packer *self, const OtkId *row)
{
  if (otk_id_equal (row, self->root))
    {
      put_number (self, TERM_ROOT << 2 | KIND_RECORD);
      return;
    }
  put_number (self, TERM_OTHER << 2 | KIND_RECORD);
  g_byte_array_append (self->out, row->bytes, sizeof row->bytes);
}

GBytes *
otk_pack_facts (const OtkTerms *self, GPtrArray *facts, guint first, guint n, OtkTime at)
{
  const OtkFact *fact = facts->pdata[first];
  const OtkId *row = &fact->root;
  Packer packer = { self, &fact->root, at, g_byte_array_sized_new (256) };

  put_byte (&packer, VERSION);
  for (guint i = first; i < first + n; i++)
    {
      fact = facts->pdata[i];
      if (!otk_id_equal (&fact->row, row))
        put_record (&packer, row = &fact->row);
      put_number (&packer, (guint64) term_of (self, fact) << 2 | fact->kind);
      if (fact->kind == OTK_FACT_CHANGE)
        {
          put_value (&packer, &fact->before);
          put_value (&packer, &fact->after);
        }
      else
        put_values (&packer, fact->entity, fact->content);
    }
  return g_byte_array_free_to_bytes (packer.out);
}

GBytes *
otk_pack_values (const OtkTerms *self, const OtkValues *values, const OtkId *root, OtkTime at)
{
  Packer packer = { self, root, at, g_byte_array_sized_new (256) };

  put_byte (&packer, VERSION);
  /* Most arguments are called as the requests' fields are. */
  put_values (&packer, OTK_ENTITY_REQUEST, values);
  return g_byte_array_free_to_bytes (packer.out);
}

static gboolean
take_number (Unpacker *self, guint64 *number)
{
  *number = 0;
  for (guint shift = 0; shift < 64 && self->next < self->end; shift += 7)
    {
      guint8 byte = *self->next++;

      *number |= (guint64) (byte & 0x7f) << shift;
      if (byte < 0x80)
        return TRUE;
    }
  return FALSE;
}

static gboolean
take_signed (Unpacker *self, gint64 *number)
{
  guint64 folded;

  if (!take_number (self, &folded))
    return FALSE;
  *number = (gint64) (folded >> 1 ^ (~(folded & 1) + 1));
  return TRUE;
}

static gboolean
take_id (Unpacker *self, OtkId *id)
{
  if ((gsize) (self->end - self->next) < sizeof id->bytes)
    return FALSE;
  memcpy (id->bytes, self->next, sizeof id->bytes);
  self->next += sizeof id->bytes;
  return TRUE;
}

static char *
take_text (Unpacker *self, gboolean narrow)
{
  const char *bytes;
  guint64 length;

  if (!take_number (self, &length) || length > (guint64) (self->end - self->next))
    return NULL;
  bytes = (const char *) self->next;
  self->next += length;
  /* Neither form has NUL in it. */
  if (memchr (bytes, '\0', (gsize) length) != NULL)
    return NULL;
  if (narrow)
    return otk_pack_text_widen ((const guint8 *) bytes, (gsize) length);
  return g_utf8_validate_len (bytes, (gsize) length, NULL) ? g_strndup (bytes, (gsize) length)
                                                           : NULL;
}

static gboolean
take_value (Unpacker *self, OtkValue *value)
{
  guint8 code = self->next < self->end ? *self->next++ : CODE_NUMBER; /* which then fails */
  g_autofree char *text = NULL;
  OtkId id;

  switch (code)
    {
    case CODE_NULL:
      *value = otk_value_null ();
      return TRUE;
    case CODE_ROOT:
      *value = otk_value_id (self->root);
      return TRUE;
    case CODE_ID:
      if (!take_id (self, &id))
        return FALSE;
      *value = otk_value_id (&id);
      return TRUE;
    case CODE_TEXT:
    case CODE_NARROW:
      text = take_text (self, code == CODE_NARROW);
      *value = otk_value_text (text);
      return text != NULL;
    case CODE_NUMBER:
    case CODE_FROM_AT:
      *value = otk_value_int (0);
      if (!take_signed (self, &value->number))
        return FALSE;
      if (code == CODE_FROM_AT)
        value->number = (gint64) ((guint64) value->number + (guint64) self->at);
      return TRUE;
    default:
      *value = otk_value_int (code - CODE_SMALL);
      return code >= CODE_SMALL;
    }
}

static gboolean
take_named (Unpacker *self, OtkValues *values)
{
  g_autofree char *spelled = NULL;
  g_auto (OtkValue) value = OTK_VALUE_INIT;
  OtkEntityType type;
  const char *name = NULL;
  guint64 term;
  guint field;

  if (!take_number (self, &term))
    return FALSE;
  if (term == 0)
    name = spelled = take_text (self, FALSE);
  else if (otk_terms_field (self->terms, term, &type, &field))
    name = otk_entity (type)->fields[field].name;
  if ((term == 0 && name == NULL) || !take_value (self, &value))
    return FALSE;
  /* A field that this program does not know any more is passed over. */
  if (name != NULL)
    otk_values_take (values, name, otk_value_copy (&value));
  return TRUE;
}

static OtkValues *
take_values (Unpacker *self)
{
  g_autoptr (OtkValues) values = otk_values_new ();
  guint64 n;

  if (!take_number (self, &n))
    return NULL;
  for (guint64 i = 0; i < n; i++)
    if (!take_named (self, values))
      return NULL;
  return g_steal_pointer (&values);
}

static gboolean
take_record (Unpacker *self, guint64 term, OtkId *row)
{
  if (term == TERM_OTHER)
    return take_id (self, row);
  *row = *self->root;
  return term == TERM_ROOT;
}

/* What follows the head of @fact; FALSE where that is damaged. */
static gboolean
take_fact (Unpacker *self, guint64 head, OtkFact *fact, gboolean *known)
{
  fact->kind = (OtkFactKind) (head & 3);
  if (fact->kind == OTK_FACT_CHANGE)
    {
      *known = otk_terms_field (self->terms, head >> 2, &fact->entity, &fact->field);
      return take_value (self, &fact->before) && take_value (self, &fact->after);
    }
  *known = otk_terms_entity (self->terms, head >> 2, &fact->entity);
  fact->content = take_values (self);
  return fact->content != NULL;
}

static gboolean
start (Unpacker *self)
{
  return self->next < self->end && *self->next++ == VERSION;
}

static gboolean
take_facts (Unpacker *self, const OtkFact *common, GPtrArray *facts)
{
  OtkId row = common->root;

  if (!start (self))
    return FALSE;
  for (gint64 n = common->n; self->next < self->end;)
    {
      g_autoptr (OtkFact) fact = NULL;
      gboolean known;
      guint64 head;

      if (!take_number (self, &head))
        return FALSE;
      if ((head & 3) == KIND_RECORD)
        {
          if (!take_record (self, head >> 2, &row))
            return FALSE;
          continue;
        }
      fact = g_memdup2 (common, sizeof *common);
      g_atomic_ref_count_init (&fact->refs);
      fact->n = n++;
      fact->row = row;
      if (!take_fact (self, head, fact, &known))
        return FALSE;
      if (known)
        g_ptr_array_add (facts, g_steal_pointer (&fact));
    }
  return TRUE;
}

static gboolean
damaged (GError **error)
{
  return otk_refuse (error, OTK_ERROR_CORRUPT, N_ ("A record in the log is damaged"), NULL);
}

gboolean
otk_unpack_facts (const OtkTerms *self, const guint8 *bytes, gsize size, const OtkFact *common,
                  GPtrArray *facts, GError **error)
{
  Unpacker unpacker = { self, &common->root, common->at, bytes, bytes + size };

  return take_facts (&unpacker, common, facts) || damaged (error);
}

OtkValues *
otk_unpack_values (const OtkTerms *self, const guint8 *bytes, gsize size, const OtkId *root,
                   OtkTime at, GError **error)
{
  Unpacker unpacker = { self, root, at, bytes, bytes + size };
  OtkValues *values = start (&unpacker) ? take_values (&unpacker) : NULL;

  if (values == NULL)
    damaged (error);
  return values;
}
