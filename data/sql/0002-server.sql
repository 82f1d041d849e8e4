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
