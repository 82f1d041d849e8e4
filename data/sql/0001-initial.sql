-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The first form of the database. A migration is one transaction; the program counts them in
-- user_version. Tables are of three kinds (architecture.md §5):
--
--   shared   facts and rows: what the desk knows, what travels between machines
--   local    belongs to this file alone: drafts, counters of this installation
--   derived  may be dropped and made again from the shared ones: timers, search, counters
--
-- Every id is a BLOB of 16 bytes (UUIDv7); rowid and n are this file's own numbers and never leave
-- it. x is the number n of the command that wrote the row: the version that sync goes by.

-- Shared: what was asked for. batch is null where the command stands alone, root where it is that
-- of the command's first fact; actor and device are numbers of known_id; args and base are packed
-- as facts are.
CREATE TABLE command (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id BLOB NOT NULL UNIQUE,
  batch BLOB,
  kind INTEGER NOT NULL,
  actor INTEGER,
  device INTEGER,
  root BLOB,
  at INTEGER NOT NULL,
  args BLOB,
  base BLOB
);
CREATE INDEX command_batch ON command (batch) WHERE batch IS NOT NULL;
CREATE INDEX command_actor ON command (actor, at);

-- Local: the names of entities and fields as small numbers, so that a fact is short and a field
-- may move in the program's list. field is '' for the entity itself.
CREATE TABLE term (
  n INTEGER PRIMARY KEY,
  entity TEXT NOT NULL,
  field TEXT NOT NULL,
  UNIQUE (entity, field)
);

-- Local: people and devices that gave commands, as small numbers.
CREATE TABLE known_id (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE
);

-- Shared: what became of it. A row holds facts of one root that follow each other in a command,
-- packed by otk-pack.c; as a rule that is all of them. A fact's own n is the command's n
-- times 2^20 plus its place in the command, and a row's is that of its first fact.
CREATE TABLE fact (
  n INTEGER PRIMARY KEY,
  root BLOB NOT NULL,
  changes BLOB NOT NULL
);
CREATE INDEX fact_root ON fact (root);

-- Shared: the rows, one table for each entity of otk-fields.h, folds of the facts. Long texts come
-- last, so that reading the others touches no overflow page.
CREATE TABLE request (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  number INTEGER,
  alias TEXT,
  type BLOB,
  priority INTEGER,
  service BLOB,
  channel INTEGER,
  product BLOB,
  subject TEXT,
  client_kind INTEGER,
  customer BLOB,
  company BLOB,
  contact TEXT,
  responsible BLOB,
  level BLOB,
  status INTEGER,
  status_since INTEGER,
  created_at INTEGER,
  created_by BLOB,
  changed_at INTEGER,
  accepted_at INTEGER,
  started_at INTEGER,
  done_at INTEGER,
  closed_at INTEGER,
  pending_since INTEGER,
  pending_planned INTEGER,
  pending_until INTEGER,
  article BLOB,
  sla BLOB,
  norm BLOB,
  schedule BLOB,
  calendar BLOB,
  reaction_norm INTEGER,
  resolution_norm INTEGER,
  resolution_from INTEGER,
  reaction_due INTEGER,
  resolution_due INTEGER,
  resolution_left INTEGER,
  reaction_spent INTEGER,
  resolution_spent INTEGER,
  overdue_reaction INTEGER,
  overdue_resolution INTEGER,
  reaction_remind_at INTEGER,
  resolution_remind_at INTEGER,
  answer_norm INTEGER,
  answer_warn INTEGER,
  answer_from INTEGER,
  answer_due INTEGER,
  answer_remind_at INTEGER,
  answer_notified INTEGER,
  answer_overdue INTEGER,
  overdue_messages INTEGER,
  messages INTEGER,
  last_message_at INTEGER,
  effective_at INTEGER,
  effective_support INTEGER,
  effective_by BLOB,
  answered_at INTEGER,
  auto_close_days INTEGER,
  auto_close_at INTEGER,
  auto_closed INTEGER,
  feedback_until INTEGER,
  rating INTEGER,
  mark BLOB,
  hold INTEGER,
  spam INTEGER,
  severity BLOB,
  difficulty BLOB,
  category BLOB,
  answer_status BLOB,
  comment TEXT,
  tags TEXT,
  task_minutes INTEGER,
  is_master INTEGER,
  master BLOB,
  returns INTEGER,
  assigned_at INTEGER,
  deleted_at INTEGER,
  deleted_by BLOB,
  text TEXT,
  pending_reason TEXT,
  solution TEXT,
  rating_text TEXT
);

CREATE TABLE message (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  request BLOB,
  ordinal INTEGER,
  kind INTEGER,
  support INTEGER,
  employee BLOB,
  customer BLOB,
  channel INTEGER,
  at INTEGER,
  keep_indicator INTEGER,
  task_minutes INTEGER,
  overdue INTEGER,
  body TEXT
);

CREATE TABLE pause (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  request BLOB,
  from_at INTEGER,
  to_at INTEGER,
  kind INTEGER,
  reason TEXT
);

CREATE TABLE notice (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  recipient BLOB,
  request BLOB,
  kind INTEGER,
  detail TEXT,
  actor BLOB,
  at INTEGER,
  read_at INTEGER
);

CREATE TABLE attachment (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  request BLOB,
  message BLOB,
  name TEXT,
  media_type TEXT,
  size INTEGER,
  sha256 TEXT,
  hidden INTEGER,
  at INTEGER
);

CREATE TABLE task (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  request BLOB,
  subject TEXT,
  executor BLOB,
  participants TEXT,
  author BLOB,
  due INTEGER,
  priority INTEGER,
  created_at INTEGER,
  done_at INTEGER,
  text TEXT
);

CREATE TABLE employee (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  login TEXT,
  email TEXT,
  phone TEXT,
  role INTEGER,
  active INTEGER
);

CREATE TABLE team (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  members TEXT
);

CREATE TABLE client_category (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  sort INTEGER
);

CREATE TABLE company (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  inn TEXT,
  phone TEXT,
  email TEXT,
  category BLOB
);

CREATE TABLE customer (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  phone TEXT,
  email TEXT,
  company BLOB,
  comment TEXT
);

CREATE TABLE request_type (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  priority INTEGER,
  sort INTEGER
);

CREATE TABLE service (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  parent BLOB,
  responsibles TEXT,
  groups TEXT,
  sla BLOB,
  sort INTEGER,
  text TEXT
);

CREATE TABLE level (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  operators TEXT,
  groups TEXT,
  responsible BLOB,
  sort INTEGER
);

CREATE TABLE product (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT
);

CREATE TABLE sla (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  schedule BLOB,
  reaction INTEGER,
  resolution INTEGER,
  resolution_start INTEGER,
  restart INTEGER,
  reaction_remind INTEGER,
  reaction_remind_percent INTEGER,
  resolution_remind INTEGER,
  resolution_remind_percent INTEGER,
  reaction_breach INTEGER,
  resolution_breach INTEGER,
  breach_to_responsible INTEGER,
  breach_to TEXT,
  answer INTEGER,
  answer_warn INTEGER,
  answer_from_creation INTEGER,
  threshold INTEGER
);

CREATE TABLE norm (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  sla BLOB,
  name TEXT,
  company BLOB,
  category BLOB,
  type BLOB,
  priority INTEGER,
  reaction INTEGER,
  resolution INTEGER,
  sort INTEGER
);

CREATE TABLE schedule (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  calendar BLOB,
  company BLOB,
  category BLOB,
  spec TEXT
);

CREATE TABLE calendar (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  spec TEXT
);

CREATE TABLE article (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  title TEXT,
  service BLOB,
  product BLOB,
  public INTEGER,
  folder TEXT,
  author BLOB,
  changed_at INTEGER,
  body TEXT
);

CREATE TABLE dictionary (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  kind INTEGER,
  name TEXT,
  sort INTEGER,
  responsible BLOB
);

CREATE TABLE folder (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  name TEXT,
  parent BLOB,
  owner BLOB,
  filter TEXT,
  sort INTEGER
);

CREATE TABLE setting (
  rowid INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  key TEXT,
  value TEXT
);

-- What a record's parts are found by.
CREATE INDEX message_request ON message (request, ordinal);
CREATE INDEX pause_request ON pause (request);
CREATE INDEX notice_request ON notice (request);
CREATE INDEX notice_recipient ON notice (recipient, read_at, at);
CREATE INDEX attachment_request ON attachment (request);
CREATE INDEX task_request ON task (request);
CREATE INDEX task_executor ON task (executor, due) WHERE done_at IS NULL;
CREATE INDEX customer_company ON customer (company);
CREATE INDEX norm_sla ON norm (sla);
CREATE INDEX request_by_number ON request (number);
CREATE INDEX request_customer ON request (customer, deleted_at);
CREATE INDEX request_company ON request (company, deleted_at);
CREATE INDEX request_alias ON request (alias) WHERE alias IS NOT NULL;
CREATE INDEX request_master ON request (master) WHERE master IS NOT NULL;
CREATE INDEX request_assigned ON request (responsible, assigned_at) WHERE assigned_at IS NOT NULL;

-- Lists of requests. A view leaves deleted ones out, so their indexes do too; each ends with the
-- rowid by itself, which is the order of equals. request_live is the plain list, newest first.
-- Where deleted_at stands in the key too, it is for the planner, who else thinks he needs the row.
CREATE INDEX request_live ON request (deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX request_created ON request (created_at) WHERE deleted_at IS NULL;
CREATE INDEX request_changed ON request (changed_at) WHERE deleted_at IS NULL;
CREATE INDEX request_status ON request (status) WHERE deleted_at IS NULL;
CREATE INDEX request_priority ON request (priority) WHERE deleted_at IS NULL;
CREATE INDEX request_due ON request (resolution_due) WHERE deleted_at IS NULL;
CREATE INDEX request_responsible ON request (responsible, status, deleted_at)
  WHERE deleted_at IS NULL;
CREATE INDEX request_service ON request (service, status, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX request_number ON request (number) WHERE deleted_at IS NULL;
CREATE INDEX request_subject ON request (subject COLLATE otk) WHERE deleted_at IS NULL;

-- The open ones (status below «Выполнено») are few beside the whole: these serve the folders.
CREATE INDEX request_open ON request
  (status, priority, responsible, resolution_due, reaction_due, created_at, deleted_at)
  WHERE status < 6 AND deleted_at IS NULL;
CREATE INDEX request_open_due ON request (resolution_due)
  WHERE status < 6 AND deleted_at IS NULL;
CREATE INDEX request_open_mine ON request (responsible, status, priority, resolution_due, deleted_at)
  WHERE status < 6 AND deleted_at IS NULL;
CREATE INDEX request_overdue_reaction ON request (responsible, status)
  WHERE overdue_reaction = 1 AND deleted_at IS NULL;
CREATE INDEX request_overdue_resolution ON request (responsible, status)
  WHERE overdue_resolution = 1 AND deleted_at IS NULL;

-- Derived: what is still to fire, read off the requests (otk_timers_of). request is its rowid.
CREATE TABLE timer (
  request INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  due INTEGER NOT NULL,
  PRIMARY KEY (request, kind)
) WITHOUT ROWID;
CREATE INDEX timer_due ON timer (due, request, kind);

-- Shared: the last number given, by what it numbers.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('number', 0);

-- Local: typed text that is no command yet, and small values of this installation.
CREATE TABLE draft (
  key TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  changed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Derived: the search index. request_people holds the names of a request's customer and company as
-- they were indexed: when one is renamed its requests wait in people_stale and follow a few at a
-- time, newest first. A stale row names the last request done, 0 for none.
CREATE TABLE request_people (
  rowid INTEGER PRIMARY KEY,
  people TEXT NOT NULL
);
CREATE TABLE people_stale (
  entity INTEGER NOT NULL,
  row BLOB NOT NULL,
  before INTEGER NOT NULL,
  PRIMARY KEY (entity, row)
) WITHOUT ROWID;
-- Messages of kind 1 are public, of kind 2 hidden: only staff searches those.
CREATE VIEW request_search_source (rowid, number, subject, text, solution, people, talk, hidden) AS
  SELECT r.rowid, ifnull (r.number, '') || ' ' || ifnull (r.alias, ''), r.subject, r.text,
         r.solution, p.people,
         (SELECT group_concat (m.body, char (10)) FROM message m
           WHERE m.request = r.id AND m.kind = 1),
         (SELECT group_concat (m.body, char (10)) FROM message m
           WHERE m.request = r.id AND m.kind = 2)
    FROM request r JOIN request_people p ON p.rowid = r.rowid;
CREATE VIRTUAL TABLE request_search USING fts5 (
  number, subject, text, solution, people, talk, hidden,
  content = 'request_search_source', content_rowid = 'rowid', columnsize = 0,
  prefix = '2 3 4', tokenize = 'otk'
);
CREATE VIRTUAL TABLE customer_search USING fts5 (
  name, phone, email, content = 'customer', content_rowid = 'rowid', prefix = '2 3', tokenize = 'otk'
);
CREATE VIRTUAL TABLE company_search USING fts5 (
  name, phone, email, content = 'company', content_rowid = 'rowid', prefix = '2 3', tokenize = 'otk'
);
CREATE VIRTUAL TABLE article_search USING fts5 (
  title, body, content = 'article', content_rowid = 'rowid', prefix = '2 3', tokenize = 'otk'
);
