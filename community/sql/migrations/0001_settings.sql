-- Tables of the community servers; the Worker (D1) and the Java server (SQLite) use this very file.
-- Nothing here tells who sent what: a contribution is a token that exists for one combination only, days are the finest time,
-- and ids are random, so that neighbours were not sent together.

-- Files published on CivitAI, as the server itself learned of them. Never filled from what clients say.
CREATE TABLE versions (
  id          INTEGER PRIMARY KEY,                              -- the AutoV2 hash read as a number (40 bits)
  civitai_id  INTEGER NOT NULL,                                 -- of the model version
  kind        TEXT    NOT NULL CHECK (kind IN ('model', 'lora')),
  title       TEXT    NOT NULL,
  checked_day TEXT    NOT NULL                                  -- when CivitAI last confirmed it
) STRICT;
CREATE INDEX versions_civitai ON versions (civitai_id);

-- Titles by any three or more characters within them.
CREATE VIRTUAL TABLE titles USING fts5 (model, lora, tokenize = 'trigram');
CREATE TRIGGER versions_added AFTER INSERT ON versions BEGIN
  INSERT INTO titles (rowid, model, lora)
  VALUES (new.id, iif(new.kind = 'model', new.title, ''), iif(new.kind = 'lora', new.title, ''));
END;
CREATE TRIGGER versions_renamed AFTER UPDATE OF kind, title ON versions WHEN new.title <> old.title OR new.kind <> old.kind BEGIN
  UPDATE titles SET model = iif(new.kind = 'model', new.title, ''), lora = iif(new.kind = 'lora', new.title, '')
  WHERE rowid = new.id;
END;

CREATE TABLE settings (
  id            INTEGER PRIMARY KEY,                            -- random
  settings_hash TEXT    NOT NULL UNIQUE,
  model_family  TEXT    NOT NULL,
  model_id      INTEGER NOT NULL REFERENCES versions (id),
  model2_id     INTEGER REFERENCES versions (id),
  sampler       TEXT    NOT NULL,
  scheduler     TEXT    NOT NULL,
  steps         REAL    NOT NULL,
  cfg           REAL    NOT NULL,
  denoise       REAL    NOT NULL,
  shift         REAL,
  guidance      REAL,
  loras         TEXT,                                           -- JSON [[versions.id, strength or null, clip strength or null], ...]
  names         TEXT    NOT NULL,                               -- JSON [[civitai_id, title], ...] of model, second model, LoRAs: a copy of
                                                                -- versions, so that a result is one row read
  uses          INTEGER NOT NULL DEFAULT 0,                     -- of all contributions; kept by triggers
  users         INTEGER NOT NULL DEFAULT 0,                     -- how many contributions; kept by triggers
  last_day      TEXT    NOT NULL
) STRICT;

-- The most that one token ever stated. The key is the row: no order of arrival remains.
CREATE TABLE contributions (
  settings_id INTEGER NOT NULL REFERENCES settings (id),
  token       TEXT    NOT NULL,
  uses        INTEGER NOT NULL,
  PRIMARY KEY (settings_id, token)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER contributions_added AFTER INSERT ON contributions BEGIN
  UPDATE settings SET users = users + 1, uses = uses + new.uses WHERE id = new.settings_id;
END;
CREATE TRIGGER contributions_grew AFTER UPDATE OF uses ON contributions BEGIN
  UPDATE settings SET uses = uses + new.uses - old.uses WHERE id = new.settings_id;
END;
CREATE TRIGGER contributions_taken_back AFTER DELETE ON contributions BEGIN
  UPDATE settings SET users = users - 1, uses = uses - old.uses WHERE id = old.settings_id;
  DELETE FROM settings WHERE id = old.settings_id AND users = 0;
END;
