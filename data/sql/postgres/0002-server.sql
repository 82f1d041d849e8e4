-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ../0002-server.sql in PostgreSQL's words.

ALTER TABLE request ADD COLUMN reaction_lead bigint;
ALTER TABLE request ADD COLUMN resolution_lead bigint;
ALTER TABLE request ADD COLUMN classify_due bigint;
ALTER TABLE sla ADD COLUMN threshold_breach bigint;
ALTER TABLE sla ADD COLUMN check_time text;
ALTER TABLE sla ADD COLUMN check_period bigint;
ALTER TABLE sla ADD COLUMN check_due bigint;
-- The daily check of an SLA reads what was completed lately.
CREATE INDEX request_done ON request (done_at) WHERE done_at IS NOT NULL;

-- The list is sorted by its reaction times as often as by the others.
CREATE INDEX request_reaction_due ON request (reaction_due) WHERE deleted_at IS NULL;

-- Server: what proves who somebody is; the employee himself is a record. It never travels.
-- password is what libsodium made of it. totp is the second factor's secret, in force once
-- totp_since is there; totp_step is the last step that a code was taken for, since each serves once.
CREATE TABLE credential (
  employee uuid PRIMARY KEY,
  password text,
  changed_at bigint NOT NULL,
  must_change bigint NOT NULL DEFAULT 0,
  totp text,
  totp_since bigint,
  totp_step bigint NOT NULL DEFAULT 0
);

-- Server: who is signed in, on which device. Tokens are there as hashes only. spare is the refresh
-- token before the present one: it still counts until the present pair is used for the first time,
-- since the answer that carried it may have been lost.
CREATE TABLE session (
  id uuid PRIMARY KEY,
  employee uuid NOT NULL,
  device uuid NOT NULL,
  label text NOT NULL,
  created_at bigint NOT NULL,
  seen_at bigint NOT NULL,
  access text NOT NULL UNIQUE,
  access_until bigint NOT NULL,
  refresh text NOT NULL UNIQUE,
  refresh_until bigint NOT NULL,
  spare text,
  ended_at bigint,
  ended_why text
);
CREATE INDEX session_employee ON session (employee);
CREATE INDEX session_spare ON session (spare) WHERE spare IS NOT NULL;

-- Server: refresh tokens that have served. One that comes again was stolen.
CREATE TABLE spent_token (
  hash text PRIMARY KEY,
  session uuid NOT NULL,
  spent_at bigint NOT NULL
);

-- Server: devices on which somebody has signed in before; their attempts are counted by themselves,
-- so that nobody is locked out by the attempts of others.
CREATE TABLE known_device (
  hash text PRIMARY KEY,
  employee uuid NOT NULL,
  seen_at bigint NOT NULL
);

-- Server: who brought a file whose message may still be on its way.
CREATE TABLE uploaded (
  sha256 text NOT NULL,
  employee uuid NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (sha256, employee)
);
CREATE INDEX attachment_sha256 ON attachment (sha256);

-- Sync (sync.md §3.3, §5): the authority's half. Versions are transactions. Tokens stand in their
-- tables as they are; their id is all zeroes where they have none.
CREATE TABLE device (
  id uuid PRIMARY KEY,
  "user" uuid NOT NULL,
  profile bigint NOT NULL,
  code text NOT NULL UNIQUE,
  name text,
  last_seq bigint NOT NULL DEFAULT 0,
  effective bigint,
  created bigint NOT NULL,
  seen bigint NOT NULL,
  revoked bigint
);
CREATE INDEX device_user ON device ("user");

CREATE TABLE device_seq (
  device uuid NOT NULL,
  seq bigint NOT NULL,
  command uuid NOT NULL,
  PRIMARY KEY (device, seq)
);
CREATE TABLE command_log (
  id uuid PRIMARY KEY,
  device uuid,
  "user" uuid,
  kind bigint NOT NULL,
  root uuid,
  status bigint NOT NULL,
  code text,
  detail text,
  hash bigint NOT NULL,
  at bigint,
  quality bigint,
  received bigint NOT NULL,
  effective bigint,
  x xid8 NOT NULL
);
CREATE INDEX command_log_received ON command_log (received);

CREATE TABLE acl (
  root uuid NOT NULL,
  kind bigint NOT NULL,
  id uuid NOT NULL,
  ax xid8 NOT NULL,
  rx xid8,
  entity bigint NOT NULL,
  PRIMARY KEY (root, kind, id, ax)
);
CREATE INDEX acl_token ON acl (kind, id);
CREATE INDEX acl_ax ON acl (ax);
CREATE INDEX acl_rx ON acl (rx) WHERE rx IS NOT NULL;
CREATE TABLE utoken (
  owner uuid NOT NULL,
  profile bigint NOT NULL,
  kind bigint NOT NULL,
  id uuid NOT NULL,
  ax xid8 NOT NULL,
  rx xid8,
  PRIMARY KEY (owner, profile, kind, id, ax)
);

-- A moment that is no command's but changes what somebody sees: a pin.
CREATE TABLE moment (
  x xid8 PRIMARY KEY DEFAULT pg_current_xact_id ()
);
