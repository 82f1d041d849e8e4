/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-markdown.h"

#include <md4c.h>
#include <string.h>

#define MAX_DEPTH 16

/* What is being written; for each open list how it numbers. */
typedef struct
{
  GString *out;
  guint number[MAX_DEPTH];
  gboolean ordered[MAX_DEPTH];
  guint depth;
  guint quotes;
  gboolean first_in_quote; /* the quote has left its gap already */
  gboolean item_open;      /* an item has begun a line that its first paragraph goes on */
  gboolean link_open[MAX_DEPTH];
  guint links;
} Writer;

static const struct
{
  const char *name, *text;
} entities[] = {
  { "&amp;", "&amp;" }, { "&lt;", "&lt;" },     { "&gt;", "&gt;" },  { "&quot;", "\"" },
  { "&apos;", "'" },    { "&nbsp;", "\u00a0" }, { "&laquo;", "«" },  { "&raquo;", "»" },
  { "&mdash;", "—" },   { "&ndash;", "–" },     { "&hellip;", "…" }, { "&copy;", "©" },
};

static void
append_escaped (Writer *self, const char *text, gsize size)
{
  g_autofree char *valid = g_utf8_make_valid (text, size);
  g_autofree char *escaped = g_markup_escape_text (valid, -1);

  g_string_append (self->out, escaped);
}

static void
append_entity (Writer *self, const char *text, gsize size)
{
  g_autofree char *entity = g_strndup (text, size);
  gunichar letter = 0;

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_equal (entities[i].name, entity))
      {
        g_string_append (self->out, entities[i].text);
        return;
      }
  if (g_str_has_prefix (entity, "&#x") || g_str_has_prefix (entity, "&#X"))
    letter = g_ascii_strtoull (entity + 3, NULL, 16);
  else if (g_str_has_prefix (entity, "&#"))
    letter = g_ascii_strtoull (entity + 2, NULL, 10);
  if (letter >= 0x20 && g_unichar_validate (letter))
    {
      char utf8[7] = { 0 };

      append_escaped (self, utf8, g_unichar_to_utf8 (letter, utf8));
    }
  else
    append_escaped (self, text, size);
}

static void
begin_line (Writer *self)
{
  if (self->out->len > 0 && self->out->str[self->out->len - 1] != '\n')
    g_string_append_c (self->out, '\n');
  for (guint i = 0; i < self->quotes; i++)
    g_string_append (self->out, "<span alpha=\"50%\">│ </span>");
}

/* A block stands apart from the one before it; items of a list stand close. */
static void
leave_gap (Writer *self)
{
  if (self->out->len == 0 || self->depth > 0 || self->first_in_quote)
    return;
  if (self->out->str[self->out->len - 1] != '\n')
    g_string_append_c (self->out, '\n');
  g_string_append_c (self->out, '\n');
}

static void
begin_block (Writer *self)
{
  leave_gap (self);
  self->first_in_quote = FALSE;
  begin_line (self);
}

static void
begin_item (Writer *self)
{
  guint level = MIN (self->depth, MAX_DEPTH) - 1;

  begin_line (self);
  for (guint i = 0; i < level; i++)
    g_string_append (self->out, "    ");
  if (self->ordered[level])
    g_string_append_printf (self->out, "%u. ", self->number[level]++);
  else
    g_string_append (self->out, "•  ");
  self->item_open = TRUE;
}

static void
begin_list (Writer *self, gboolean ordered, guint start)
{
  leave_gap (self);
  self->first_in_quote = FALSE;
  if (self->depth < MAX_DEPTH)
    {
      self->ordered[self->depth] = ordered;
      self->number[self->depth] = start;
    }
  self->depth++;
}

static int
enter_block (MD_BLOCKTYPE type, void *detail, void *data)
{
  static const char *const sizes[] = { "x-large", "large", "large", "medium", "medium", "medium" };
  Writer *self = data;

  switch (type)
    {
    case MD_BLOCK_QUOTE:
      leave_gap (self);
      self->quotes++;
      self->first_in_quote = TRUE;
      break;
    case MD_BLOCK_UL:
      begin_list (self, FALSE, 0);
      break;
    case MD_BLOCK_OL:
      begin_list (self, TRUE, ((MD_BLOCK_OL_DETAIL *) detail)->start);
      break;
    case MD_BLOCK_LI:
      begin_item (self);
      break;
    case MD_BLOCK_HR:
      begin_block (self);
      g_string_append (self->out, "<span alpha=\"40%\">────────────</span>");
      break;
    case MD_BLOCK_H:
      begin_block (self);
      g_string_append_printf (self->out, "<span weight=\"bold\" size=\"%s\">",
                              sizes[CLAMP (((MD_BLOCK_H_DETAIL *) detail)->level, 1, 6) - 1]);
      break;
    case MD_BLOCK_CODE:
      begin_block (self);
      g_string_append (self->out, "<tt>");
      break;
    case MD_BLOCK_P:
      if (self->item_open)
        self->item_open = FALSE; /* the first paragraph of an item goes on its line */
      else
        begin_block (self);
      break;
    default:
      break;
    }
  return 0;
}

static int
leave_block (MD_BLOCKTYPE type, void *detail, void *data)
{
  Writer *self = data;

  switch (type)
    {
    case MD_BLOCK_QUOTE:
      self->quotes--;
      self->first_in_quote = FALSE;
      break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      self->depth--;
      break;
    case MD_BLOCK_LI:
      self->item_open = FALSE;
      break;
    case MD_BLOCK_H:
      g_string_append (self->out, "</span>");
      break;
    case MD_BLOCK_CODE:
      while (self->out->len > 0 && self->out->str[self->out->len - 1] == '\n')
        g_string_truncate (self->out, self->out->len - 1);
      g_string_append (self->out, "</tt>");
      break;
    default:
      break;
    }
  return 0;
}

static void
open_link (Writer *self, const MD_ATTRIBUTE *address)
{
  g_autofree char *href = g_strndup (address->text, address->size);
  gboolean safe = otk_markdown_link_is_safe (href) && g_utf8_validate (href, -1, NULL);

  /* Markup knows no link within a link. */
  for (guint i = 0; i < self->links; i++)
    safe = safe && !self->link_open[i];
  if (safe)
    {
      g_autofree char *escaped = g_markup_escape_text (href, -1);

      g_string_append_printf (self->out, "<a href=\"%s\">", escaped);
    }
  if (self->links < MAX_DEPTH)
    self->link_open[self->links] = safe;
  self->links++;
}

static void
close_link (Writer *self)
{
  self->links--;
  if (self->links < MAX_DEPTH && self->link_open[self->links])
    g_string_append (self->out, "</a>");
}

static int
enter_span (MD_SPANTYPE type, void *detail, void *data)
{
  Writer *self = data;

  switch (type)
    {
    case MD_SPAN_EM:
      g_string_append (self->out, "<i>");
      break;
    case MD_SPAN_STRONG:
      g_string_append (self->out, "<b>");
      break;
    case MD_SPAN_DEL:
      g_string_append (self->out, "<s>");
      break;
    case MD_SPAN_CODE:
      g_string_append (self->out, "<tt>");
      break;
    case MD_SPAN_A:
      open_link (self, &((MD_SPAN_A_DETAIL *) detail)->href);
      break;
    case MD_SPAN_IMG:
      g_string_append (self->out, "🖼 ");
      open_link (self, &((MD_SPAN_IMG_DETAIL *) detail)->src);
      break;
    default:
      break;
    }
  return 0;
}

static int
leave_span (MD_SPANTYPE type, void *detail, void *data)
{
  Writer *self = data;

  switch (type)
    {
    case MD_SPAN_EM:
      g_string_append (self->out, "</i>");
      break;
    case MD_SPAN_STRONG:
      g_string_append (self->out, "</b>");
      break;
    case MD_SPAN_DEL:
      g_string_append (self->out, "</s>");
      break;
    case MD_SPAN_CODE:
      g_string_append (self->out, "</tt>");
      break;
    case MD_SPAN_A:
    case MD_SPAN_IMG:
      close_link (self);
      break;
    default:
      break;
    }
  return 0;
}

static int
take_text (MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
  Writer *self = data;

  self->item_open = FALSE;
  switch (type)
    {
    case MD_TEXT_NULLCHAR:
      break;
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR:
      begin_line (self);
      break;
    case MD_TEXT_ENTITY:
      append_entity (self, text, size);
      break;
    default:
      append_escaped (self, text, size);
      break;
    }
  return 0;
}

gboolean
otk_markdown_link_is_safe (const char *href)
{
  static const char *const schemes[] = { "http", "https", "mailto", NULL };
  g_autofree char *scheme = g_uri_parse_scheme (href);

  return scheme && g_strv_contains (schemes, scheme);
}

char *
otk_markdown_to_markup (const char *text)
{
  static const MD_PARSER parser = {
    .flags = MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_STRIKETHROUGH
             | MD_FLAG_PERMISSIVEAUTOLINKS,
    .enter_block = enter_block,
    .leave_block = leave_block,
    .enter_span = enter_span,
    .leave_span = leave_span,
    .text = take_text,
  };
  Writer writer = { 0 };

  if (!text || !*text)
    return g_strdup ("");

  writer.out = g_string_new (NULL);
  if (md_parse (text, strlen (text), &parser, &writer) != 0)
    {
      g_string_truncate (writer.out, 0);
      append_escaped (&writer, text, strlen (text));
    }
  return g_string_free (writer.out, FALSE);
}
