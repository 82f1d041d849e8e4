-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What is frozen and what falls due beside the norms; and what a server knows beside the requests:
-- a desktop's file has the same tables and leaves them empty. postgres/0002-server.sql says the same
-- in PostgreSQL's words; a test compares the two.

ALTER TABLE request ADD COLUMN reaction_lead INTEGER;
ALTER TABLE request ADD COLUMN resolution_lead INTEGER;
ALTER TABLE request ADD COLUMN classify_due INTEGER;
ALTER TABLE sla ADD COLUMN threshold_breach INTEGER;
ALTER TABLE sla ADD COLUMN check_time TEXT;
ALTER TABLE sla ADD COLUMN check_period INTEGER;
ALTER TABLE sla ADD COLUMN check_due INTEGER;
-- The daily check of an SLA reads what was completed lately.
CREATE INDEX request_done ON request (done_at) WHERE done_at IS NOT NULL;

-- The list is sorted by its reaction times as often as by the others.
CREATE INDEX request_reaction_due ON request (reaction_due) WHERE deleted_at IS NULL;

-- Server: what proves who somebody is; the employee himself is a record. It never travels.
-- password is what libsodium made of it. totp is the second factor's secret, in force once
-- totp_since is there; totp_step is the last step that a code was taken for, since each serves once.
CREATE TABLE credential (
  employee BLOB PRIMARY KEY,
  password TEXT,
  changed_at INTEGER NOT NULL,
  must_change INTEGER NOT NULL DEFAULT 0,
  totp TEXT,
  totp_since INTEGER,
  totp_step INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Server: who is signed in, on which device. Tokens are there as hashes only. spare is the refresh
-- token before the present one: it still counts until the present pair is used for the first time,
-- since the answer that carried it may have been lost.
CREATE TABLE session (
  id BLOB PRIMARY KEY,
  employee BLOB NOT NULL,
  device BLOB NOT NULL,
  label TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  access TEXT NOT NULL UNIQUE,
  access_until INTEGER NOT NULL,
  refresh TEXT NOT NULL UNIQUE,
  refresh_until INTEGER NOT NULL,
  spare TEXT,
  ended_at INTEGER,
  ended_why TEXT
) WITHOUT ROWID;
CREATE INDEX session_employee ON session (employee);
CREATE INDEX session_spare ON session (spare) WHERE spare IS NOT NULL;

-- Server: refresh tokens that have served. One that comes again was stolen.
CREATE TABLE spent_token (
  hash TEXT PRIMARY KEY,
  session BLOB NOT NULL,
  spent_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Server: devices on which somebody has signed in before; their attempts are counted by themselves,
-- so that nobody is locked out by the attempts of others.
CREATE TABLE known_device (
  hash TEXT PRIMARY KEY,
  employee BLOB NOT NULL,
  seen_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Server: who brought a file whose message may still be on its way.
CREATE TABLE uploaded (
  sha256 TEXT NOT NULL,
  employee BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (sha256, employee)
) WITHOUT ROWID;
CREATE INDEX attachment_sha256 ON attachment (sha256);

-- Sync (sync.md §3.3): the authority's half. A database that nobody syncs with leaves it empty; the
-- feed is on where meta has "feed.epoch".

-- Server: devices that sync. last_seq is the last command of it that was dealt with, effective when
-- that took effect.
CREATE TABLE device (
  id BLOB PRIMARY KEY,
  user BLOB NOT NULL,
  profile INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT,
  last_seq INTEGER NOT NULL DEFAULT 0,
  effective INTEGER,
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  revoked INTEGER
) WITHOUT ROWID;
CREATE INDEX device_user ON device (user);

-- Server: which command had which number of a device, and what became of each. Both are forgotten
-- after 30 days.
CREATE TABLE device_seq (
  device BLOB NOT NULL,
  seq INTEGER NOT NULL,
  command BLOB NOT NULL,
  PRIMARY KEY (device, seq)
) WITHOUT ROWID;
CREATE TABLE command_log (
  id BLOB PRIMARY KEY,
  device BLOB,
  user BLOB,
  kind INTEGER NOT NULL,
  root BLOB,
  status INTEGER NOT NULL,
  code TEXT,
  detail TEXT,
  hash INTEGER NOT NULL,
  at INTEGER,
  quality INTEGER,
  received INTEGER NOT NULL,
  effective INTEGER,
  x INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX command_log_received ON command_log (received);

-- Server: who sees what. A root carries tokens, a person (or a device, profile 0) holds tokens, each
-- from version ax until version rx. A token's id is empty where it has none. What was deleted is
-- told by the log, which is never cut short.
CREATE TABLE token (
  n INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  id BLOB NOT NULL,
  UNIQUE (kind, id)
);
CREATE TABLE acl (
  root BLOB NOT NULL,
  token INTEGER NOT NULL,
  ax INTEGER NOT NULL,
  rx INTEGER,
  entity INTEGER NOT NULL,
  PRIMARY KEY (root, token, ax)
) WITHOUT ROWID;
CREATE INDEX acl_token ON acl (token);
CREATE INDEX acl_ax ON acl (ax) WHERE ax > 0;
CREATE INDEX acl_rx ON acl (rx) WHERE rx IS NOT NULL;
CREATE TABLE utoken (
  owner BLOB NOT NULL,
  profile INTEGER NOT NULL,
  token INTEGER NOT NULL,
  ax INTEGER NOT NULL,
  rx INTEGER,
  PRIMARY KEY (owner, profile, token, ax)
) WITHOUT ROWID;

-- Sync: the client's half. A file is a replica where this has a row. sum is the checksum of the
-- server's view, alias the last provisional number.
CREATE TABLE replica (
  k INTEGER PRIMARY KEY CHECK (k = 1),
  server TEXT NOT NULL,
  user BLOB NOT NULL,
  profile INTEGER NOT NULL,
  device BLOB NOT NULL,
  code TEXT,
  epoch TEXT,
  cookie TEXT,
  next_seq INTEGER NOT NULL DEFAULT 1,
  acked_seq INTEGER NOT NULL DEFAULT 0,
  time_base INTEGER,
  time_boot INTEGER,
  boot TEXT,
  time_offset INTEGER,
  sum INTEGER NOT NULL DEFAULT 0,
  alias INTEGER NOT NULL DEFAULT 0
);

-- Local: commands on their way to the server, and those that it has dealt with. state as in
-- OtkQueueState, status as in OtkReceiptStatus; args and base are self-describing.
CREATE TABLE outbox (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  command BLOB NOT NULL UNIQUE,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  batch BLOB NOT NULL,
  actor BLOB,
  root BLOB NOT NULL,
  at INTEGER NOT NULL,
  args BLOB NOT NULL,
  base BLOB,
  quality INTEGER NOT NULL,
  wall INTEGER NOT NULL,
  mono INTEGER NOT NULL,
  boot TEXT,
  state INTEGER NOT NULL,
  doubt TEXT,
  status INTEGER,
  code TEXT,
  detail TEXT,
  received INTEGER,
  effective INTEGER
);
CREATE INDEX outbox_state ON outbox (state, n);

-- Local: rows as the server gave them, before a pending command first touched them. content is null
-- where there was none.
CREATE TABLE image (
  entity INTEGER NOT NULL,
  id BLOB NOT NULL,
  root BLOB NOT NULL,
  x INTEGER NOT NULL,
  row INTEGER NOT NULL,
  content BLOB,
  PRIMARY KEY (entity, id)
) WITHOUT ROWID;

-- Local: files of attachments on this device, and why roots are here beyond its profile.
CREATE TABLE blob_local (
  sha256 TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  state INTEGER NOT NULL,
  have INTEGER NOT NULL,
  reason TEXT
) WITHOUT ROWID;
CREATE TABLE pin (
  root BLOB NOT NULL,
  reason TEXT NOT NULL,
  until INTEGER,
  PRIMARY KEY (root, reason)
) WITHOUT ROWID;
