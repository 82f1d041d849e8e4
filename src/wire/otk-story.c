/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "otk-story-private.h"

/* The people of the stories keep Moscow hours; the schedules themselves are the rules' affair. */
#define ZONE (3 * OTK_HOUR)
#define MONDAY (4 * OTK_DAY) /* 1970-01-05 */
#define LONGEST_SPAN (3 * 365 * OTK_DAY)

/* How far a request has come by now. */
typedef enum
{
  FATE_UNCLASSIFIED,
  FATE_ACCEPTED,
  FATE_IN_WORK,
  FATE_WAITING,
  FATE_DONE,
  FATE_CLOSED,
  FATE_RETURNED,
  FATE_DELETED,
  N_FATES,
} Fate;

typedef struct
{
  OtkStories *stories;
  OtkLuck luck;
  JsonObject *theme;
  const OtkStoryService *service;
  OtkId request;
  OtkId worker;
  OtkTime at;
  OtkTime now;
  GPtrArray *commands;
} Story;

static const OtkId *
named (const Story *story, const char *entity, const char *member)
{
  const char *name = json_object_get_string_member_with_default (story->theme, member, "");
  g_autofree char *key = g_strconcat (entity, "/", name, NULL);
  return g_hash_table_lookup (story->stories->named, key);
}

static const char *
phrase (Story *story, const char *member)
{
  return otk_stories_pick (&story->luck, story->theme, member);
}

/* The next command, given by @actor; NULL once the story has come to the present. */
static OtkCommand *
add (Story *story, OtkCommandKind kind, const OtkId *actor)
{
  if (story->at >= story->now)
    return NULL;
  OtkCommand *command = otk_command_new (kind, actor, &story->request, story->at);
  command->id = command->batch = otk_luck_id (&story->luck, story->at);
  g_ptr_array_add (story->commands, command);
  return command;
}

/* On to when somebody would be at work again. */
static void
go_on (Story *story, OtkTime least, OtkTime most)
{
  story->at +=
      least + (OtkTime) otk_luck_below (&story->luck, (guint64) (most - least) / 1000) * 1000;
  OtkTime day = (story->at + ZONE) / OTK_DAY * OTK_DAY;
  OtkTime clock = story->at + ZONE - day;
  if (clock > 18 * OTK_HOUR)
    day += OTK_DAY;
  else if (clock >= 9 * OTK_HOUR)
    day = 0;
  gint64 weekday =
      ((day != 0 ? day : (story->at + ZONE) / OTK_DAY * OTK_DAY) - MONDAY) / OTK_DAY % 7;
  if (weekday >= 5)
    day = (day != 0 ? day : (story->at + ZONE) / OTK_DAY * OTK_DAY) + (7 - weekday) * OTK_DAY;
  if (day != 0)
    story->at =
        day - ZONE + 9 * OTK_HOUR + (OtkTime) otk_luck_below (&story->luck, 70 * 60) * OTK_SECOND;
}

static Fate
choose_fate (OtkLuck *luck, OtkTime age)
{
  static const guint8 chances[3][N_FATES] = {
    /* unclassified, accepted, in work, waiting, done, closed, returned, deleted */
    { 12, 24, 30, 14, 16, 4, 0, 0 },
    { 2, 10, 16, 12, 22, 32, 4, 2 },
    { 0, 0, 1, 1, 2, 91, 4, 1 },
  };
  const guint8 *row = chances[age < 2 * OTK_DAY ? 0 : age < 14 * OTK_DAY ? 1 : 2];
  guint sum = 0;
  guint draw = (guint) otk_luck_below (luck, 100);
  for (guint fate = 0; fate < N_FATES; fate++)
    {
      sum += row[fate];
      if (draw < sum)
        return (Fate) fate;
    }
  return FATE_CLOSED;
}

static void
choose_theme (Story *story)
{
  JsonArray *themes = json_object_get_array_member (story->stories->texts, "themes");
  guint n = json_array_get_length (themes);
  JsonNode *node = json_array_get_element (themes, (guint) otk_luck_below (&story->luck, n));
  story->theme = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Where an organisation has no service of the theme's name, another takes its place. */
static void
choose_service (Story *story)
{
  OtkStories *stories = story->stories;
  const char *name = json_object_get_string_member_with_default (story->theme, "service", "");
  story->service = g_hash_table_lookup (stories->services, name);
  if (story->service == NULL)
    story->service = g_hash_table_lookup (
        stories->services,
        g_ptr_array_index (stories->service_names,
                           otk_luck_below (&story->luck, stories->service_names->len)));
  GArray *people = story->service->people;
  story->worker = g_array_index (people, OtkId, otk_luck_below (&story->luck, people->len));
}

static const OtkId *
choose_type (Story *story)
{
  const OtkId *type = named (story, "request_type", "type");
  GPtrArray *names = story->stories->type_names;
  if (type != NULL)
    return type;
  g_autofree char *key =
      g_strconcat ("request_type/",
                   g_ptr_array_index (names, otk_luck_below (&story->luck, names->len)), NULL);
  return g_hash_table_lookup (story->stories->named, key);
}

static const OtkId *
anybody (Story *story, GArray *people)
{
  return &g_array_index (people, OtkId, otk_luck_below (&story->luck, people->len));
}

static void
create (Story *story, gboolean classified)
{
  static const OtkChannel channels[] = { OTK_CHANNEL_PHONE, OTK_CHANNEL_PHONE, OTK_CHANNEL_PORTAL,
                                         OTK_CHANNEL_MAIL,  OTK_CHANNEL_MAIL,  OTK_CHANNEL_CHAT };
  OtkStories *stories = story->stories;
  OtkCommand *command = add (story, OTK_COMMAND_CREATE, anybody (story, stories->workers));
  const OtkId *product = named (story, "product", "product");
  g_autofree char *text = g_strconcat (otk_stories_pick (&story->luck, stories->texts, "greetings"),
                                       phrase (story, "texts"), NULL);
  const char *subject = phrase (story, "subjects");
  if (command == NULL)
    return;
  otk_command_with_text (command, "subject", subject != NULL ? subject : text);
  otk_command_with_text (command, "text", text);
  otk_command_with_id (command, "customer", anybody (story, stories->customers));
  otk_command_with_int (command, "channel",
                        channels[otk_luck_below (&story->luck, G_N_ELEMENTS (channels))]);
  if (product != NULL && otk_luck_in_100 (&story->luck, 70))
    otk_command_with_id (command, "product", product);
  if (!classified)
    {
      otk_command_with_text (command, "status", "on_classification");
      return;
    }
  otk_command_with_id (command, "type", choose_type (story));
  otk_command_with_id (command, "service", &story->service->id);
  otk_command_with_id (command, "responsible", &story->worker);
  if (otk_luck_in_100 (&story->luck, 20))
    otk_command_with_int (command, "priority", 1 + (gint64) otk_luck_below (&story->luck, 3));
}

static void
classify (Story *story)
{
  const OtkId *chief = &g_array_index (story->stories->administrators, OtkId, 0);
  go_on (story, 3 * OTK_MINUTE, 40 * OTK_MINUTE);
  OtkCommand *command = add (story, OTK_COMMAND_CLASSIFY, chief);
  if (command == NULL)
    return;
  otk_command_with_id (command, "type", choose_type (story));
  otk_command_with_id (command, "service", &story->service->id);
  otk_command_with_int (command, "priority", 1 + (gint64) otk_luck_below (&story->luck, 3));
  command = add (story, OTK_COMMAND_ASSIGN, chief);
  otk_command_with_id (command, "responsible", &story->worker);
}

static void
write_message (Story *story, const char *body, gboolean support, gboolean hidden)
{
  OtkCommand *command = body != NULL ? add (story, OTK_COMMAND_MESSAGE, &story->worker) : NULL;
  if (command == NULL)
    return;
  otk_command_with_text (command, "body", body);
  otk_command_with_int (command, "support", support);
  if (hidden)
    otk_command_with_int (command, "hidden", 1);
  if (support && otk_luck_in_100 (&story->luck, 30))
    otk_command_with_int (command, "task_minutes",
                          5 * (1 + (gint64) otk_luck_below (&story->luck, 9)));
}

static void
talk (Story *story)
{
  JsonObject *texts = story->stories->texts;
  if (otk_luck_in_100 (&story->luck, 20))
    {
      go_on (story, 4 * OTK_MINUTE, 50 * OTK_MINUTE);
      write_message (story, phrase (story, "notes"), TRUE, TRUE);
    }
  if (otk_luck_in_100 (&story->luck, 25))
    {
      go_on (story, 10 * OTK_MINUTE, 3 * OTK_HOUR);
      write_message (story, otk_stories_pick (&story->luck, texts, "chases"), FALSE, FALSE);
    }
  if (otk_luck_in_100 (&story->luck, 65))
    {
      go_on (story, 5 * OTK_MINUTE, 2 * OTK_HOUR);
      write_message (story, phrase (story, "replies"), TRUE, FALSE);
    }
}

/* Most are taken in time, some late. */
static void
start (Story *story)
{
  if (otk_luck_in_100 (&story->luck, 85))
    go_on (story, OTK_MINUTE, 40 * OTK_MINUTE);
  else
    go_on (story, 70 * OTK_MINUTE, 5 * OTK_HOUR);
  add (story, OTK_COMMAND_START, &story->worker);
  talk (story);
}

static void
wait (Story *story, gboolean for_good)
{
  const char *reason = phrase (story, "reasons");
  gint64 hours = 2 + (gint64) otk_luck_below (&story->luck, 46);
  go_on (story, 10 * OTK_MINUTE, 2 * OTK_HOUR);
  if (for_good) /* so that it still waits now */
    hours += MAX (0, story->now - story->at) / OTK_HOUR;
  OtkCommand *command = add (story, OTK_COMMAND_PAUSE, &story->worker);
  if (command == NULL)
    return;
  otk_command_with_text (command, "reason", reason != NULL ? reason : "…");
  if (for_good || otk_luck_in_100 (&story->luck, 70))
    otk_command_with_int (command, "planned", hours * 3600);
  if (for_good)
    return;
  story->at += (OtkTime) otk_luck_below (&story->luck, (guint64) hours * 60) * OTK_MINUTE;
  add (story, OTK_COMMAND_RESUME, &story->worker);
}

static void
complete (Story *story)
{
  const OtkId *article = named (story, "article", "article");
  if (otk_luck_in_100 (&story->luck, 80))
    go_on (story, 10 * OTK_MINUTE, 4 * OTK_HOUR);
  else
    go_on (story, 5 * OTK_HOUR, 3 * OTK_DAY);
  OtkCommand *command = add (story, OTK_COMMAND_COMPLETE, &story->worker);
  if (command == NULL)
    return;
  otk_command_with_text (command, "solution", phrase (story, "solutions"));
  if (article != NULL && otk_luck_in_100 (&story->luck, 50))
    otk_command_with_id (command, "article", article);
}

static void
finish (Story *story, Fate fate)
{
  JsonObject *texts = story->stories->texts;
  complete (story);
  if (fate == FATE_RETURNED)
    {
      go_on (story, OTK_HOUR, 30 * OTK_HOUR);
      OtkCommand *command = add (story, OTK_COMMAND_REOPEN, &story->worker);
      if (command != NULL)
        write_message (story, otk_stories_pick (&story->luck, texts, "returns"), FALSE, FALSE);
      complete (story);
    }
  if (fate == FATE_DONE)
    return;
  go_on (story, OTK_HOUR, 2 * OTK_DAY);
  if (otk_luck_in_100 (&story->luck, 30))
    write_message (story, otk_stories_pick (&story->luck, texts, "thanks"), FALSE, FALSE);
  add (story, OTK_COMMAND_CLOSE, &story->worker);
}

static void
tell (Story *story, Fate fate)
{
  gboolean classified = fate != FATE_UNCLASSIFIED && otk_luck_in_100 (&story->luck, 90);
  create (story, classified);
  if (fate == FATE_UNCLASSIFIED)
    return;
  if (!classified)
    classify (story);
  if (fate == FATE_DELETED)
    {
      go_on (story, OTK_HOUR, OTK_DAY);
      add (story, OTK_COMMAND_DELETE, &g_array_index (story->stories->administrators, OtkId, 0));
      return;
    }
  if (fate == FATE_ACCEPTED)
    return;
  start (story);
  if (fate == FATE_WAITING || otk_luck_in_100 (&story->luck, 15))
    wait (story, fate == FATE_WAITING);
  if (fate > FATE_WAITING)
    finish (story, fate);
}

/* By day more than by night, on working days more than on others. */
static OtkTime
creation (OtkLuck *luck, guint64 index, guint64 of, OtkTime now)
{
  OtkTime span = CLAMP ((OtkTime) of * 10 * OTK_MINUTE, 14 * OTK_DAY, LONGEST_SPAN);
  double share = ((double) index + 0.5) / (double) of;
  OtkTime at = now - span + (OtkTime) ((double) span * share);
  OtkTime day = (at + ZONE) / OTK_DAY * OTK_DAY;
  OtkTime clock = at + ZONE - day;
  if ((clock < 8 * OTK_HOUR || clock > 20 * OTK_HOUR) && otk_luck_in_100 (luck, 90))
    at = day - ZONE + 8 * OTK_HOUR + (OtkTime) otk_luck_below (luck, 12 * 3600) * OTK_SECOND;
  if ((day - MONDAY) / OTK_DAY % 7 >= 5 && otk_luck_in_100 (luck, 75))
    at -= 2 * OTK_DAY;
  return MIN (at, now - 3 * OTK_MINUTE) / OTK_SECOND * OTK_SECOND;
}

GPtrArray *
otk_stories_tell (OtkStories *self, guint64 index, guint64 of, OtkTime now)
{
  Story story = {
    .stories = self,
    .luck = { self->seed * G_GUINT64_CONSTANT (0x2545f4914f6cdd1d) + index },
    .now = now,
    .commands = g_ptr_array_new_with_free_func ((GDestroyNotify) otk_command_unref),
  };
  otk_luck_next (&story.luck);
  story.at = creation (&story.luck, index, of, now);
  story.request = otk_luck_id (&story.luck, story.at);
  choose_theme (&story);
  if (story.theme == NULL)
    return story.commands;
  choose_service (&story);
  tell (&story, choose_fate (&story.luck, now - story.at));
  return story.commands;
}
