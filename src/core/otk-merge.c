/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-merge.h"

#include <string.h>

/* Beyond so many pairs of lines a changed middle is taken as one piece: 16 MB. */
#define MAX_CELLS (8 * 1024 * 1024)

/* Which line of another text a line of the base is found at; -1 where it is gone. */
static void
match_middle (char **base, int n_base, char **other, int n_other, int offset, int *found)
{
  g_autofree guint16 *lengths = NULL;
  int stride = n_other + 1;

  if ((gint64) (n_base + 1) * stride > MAX_CELLS || MAX (n_base, n_other) > G_MAXUINT16)
    return;
  lengths = g_new0 (guint16, (gsize) (n_base + 1) * (gsize) stride);
  for (int i = n_base - 1; i >= 0; i--)
    for (int j = n_other - 1; j >= 0; j--)
      lengths[i * stride + j] =
          strcmp (base[i], other[j]) == 0
              ? (guint16) (lengths[(i + 1) * stride + j + 1] + 1)
              : MAX (lengths[(i + 1) * stride + j], lengths[i * stride + j + 1]);
  for (int i = 0, j = 0; i < n_base && j < n_other;)
    if (strcmp (base[i], other[j]) == 0)
      found[i++] = offset + j++;
    else if (lengths[(i + 1) * stride + j] >= lengths[i * stride + j + 1])
      i++;
    else
      j++;
}

static int *
match (char **base, int n_base, char **other, int n_other)
{
  int *found = g_new (int, (gsize) n_base + 1);
  int head = 0, tail = 0;

  for (int i = 0; i < n_base; i++)
    found[i] = -1;
  while (head < n_base && head < n_other && strcmp (base[head], other[head]) == 0)
    {
      found[head] = head;
      head++;
    }
  while (tail < n_base - head && tail < n_other - head
         && strcmp (base[n_base - 1 - tail], other[n_other - 1 - tail]) == 0)
    {
      found[n_base - 1 - tail] = n_other - 1 - tail;
      tail++;
    }
  match_middle (base + head, n_base - head - tail, other + head, n_other - head - tail, head,
                found + head);
  found[n_base] = n_other;
  return found;
}

static gboolean
same (char **a, int from_a, int to_a, char **b, int from_b, int to_b)
{
  if (to_a - from_a != to_b - from_b)
    return FALSE;
  for (int i = 0; i < to_a - from_a; i++)
    if (strcmp (a[from_a + i], b[from_b + i]) != 0)
      return FALSE;
  return TRUE;
}

static void
add (GPtrArray *out, char **lines, int from, int to)
{
  for (int i = from; i < to; i++)
    g_ptr_array_add (out, lines[i]);
}

typedef struct
{
  char **base, **mine, **theirs;
  int *in_mine, *in_theirs;
  int b, m, t; /* how far the three have come */
} Course;

/* What stands between two lines that all three have; FALSE where both changed it. */
static gboolean
merge_piece (Course *at, int b, int m, int t, GPtrArray *out)
{
  gboolean mine_kept = same (at->base, at->b, b, at->mine, at->m, m);
  gboolean theirs_kept = same (at->base, at->b, b, at->theirs, at->t, t);

  if (mine_kept)
    add (out, at->theirs, at->t, t);
  else if (theirs_kept || same (at->mine, at->m, m, at->theirs, at->t, t))
    add (out, at->mine, at->m, m);
  else
    return FALSE;
  at->b = b;
  at->m = m;
  at->t = t;
  return TRUE;
}

static gboolean
merge (Course *at, int n_base, GPtrArray *out)
{
  for (int b = 0; b <= n_base; b++)
    {
      int m = at->in_mine[b], t = at->in_theirs[b];

      if (m < 0 || t < 0)
        continue;
      if (!merge_piece (at, b, m, t, out))
        return FALSE;
      if (b == n_base)
        break;
      g_ptr_array_add (out, at->base[b]);
      at->b++;
      at->m++;
      at->t++;
    }
  return TRUE;
}

char *
otk_merge_lines (const char *base, const char *mine, const char *theirs)
{
  g_auto (GStrv) b = g_strsplit (base, "\n", -1);
  g_auto (GStrv) m = g_strsplit (mine, "\n", -1);
  g_auto (GStrv) t = g_strsplit (theirs, "\n", -1);
  int n = (int) g_strv_length (b);
  g_autofree int *in_mine = match (b, n, m, (int) g_strv_length (m));
  g_autofree int *in_theirs = match (b, n, t, (int) g_strv_length (t));
  g_autoptr (GPtrArray) out = g_ptr_array_new ();
  Course course = { b, m, t, in_mine, in_theirs, 0, 0, 0 };

  if (!merge (&course, n, out))
    return NULL;
  g_ptr_array_add (out, NULL);
  return g_strjoinv ("\n", (char **) out->pdata);
}
