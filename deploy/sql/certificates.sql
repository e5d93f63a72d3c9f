-- The tables for acme.store = "sql": certificates with their keys, orders, accounts and locks.
--
-- Mailguide makes them itself if the user of sql.url may. Where that user may only read, run this as
-- somebody who may make tables, with `reader` replaced, and the other tables stay as they are:
--
--   GRANT SELECT, INSERT, UPDATE, DELETE ON mailguide_values TO reader;
--   GRANT SELECT, INSERT, UPDATE, DELETE ON mailguide_locks TO reader;
--
-- Private keys lie in mailguide_values: let nobody else read it, and mind where backups go.

CREATE TABLE IF NOT EXISTS mailguide_values (
  kind VARCHAR(16) NOT NULL,
  name VARCHAR(255) NOT NULL,
  content TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (kind, name)
);

CREATE TABLE IF NOT EXISTS mailguide_locks (
  kind VARCHAR(16) NOT NULL,
  name VARCHAR(255) NOT NULL,
  holder VARCHAR(32) NOT NULL,
  expires BIGINT NOT NULL,
  PRIMARY KEY (kind, name)
);
