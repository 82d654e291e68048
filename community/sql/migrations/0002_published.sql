-- What is public: combinations of 3 contributors or more. All indexes hold these only, so that what is below the threshold costs
-- little to write. Queries must say "users>=3" literally, or SQLite does not use the indexes.
-- A server with another threshold runs this file again with another number in the place of every 3; it can be run at any time.

DROP INDEX IF EXISTS settings_popular;
DROP INDEX IF EXISTS settings_family;
DROP INDEX IF EXISTS settings_model;
DROP INDEX IF EXISTS settings_method;
DROP TRIGGER IF EXISTS settings_ranked;
DROP TABLE IF EXISTS lora_ranks;

CREATE INDEX settings_popular ON settings (uses DESC, id DESC) WHERE users>=3;
CREATE INDEX settings_family ON settings (model_family, uses DESC, id DESC) WHERE users>=3;
CREATE INDEX settings_model ON settings (model_id, uses DESC, id DESC) WHERE users>=3;
CREATE INDEX settings_method ON settings (sampler, scheduler, uses DESC, id DESC) WHERE users>=3;

-- Public combinations of each LoRA, most used first; an index that an array in a column cannot have.
CREATE TABLE lora_ranks (
  lora_id     INTEGER NOT NULL,
  uses        INTEGER NOT NULL,
  settings_id INTEGER NOT NULL,
  PRIMARY KEY (lora_id, uses DESC, settings_id DESC)
) STRICT, WITHOUT ROWID;
INSERT INTO lora_ranks (lora_id, uses, settings_id)
SELECT DISTINCT l.value ->> 0, s.uses, s.id FROM settings s, json_each(s.loras) l WHERE s.users>=3;

CREATE TRIGGER settings_ranked AFTER UPDATE OF users, uses ON settings
WHEN new.loras IS NOT NULL AND (old.users>=3 OR new.users>=3) BEGIN
  DELETE FROM lora_ranks
  WHERE settings_id = old.id AND uses = old.uses AND lora_id IN (SELECT l.value ->> 0 FROM json_each(old.loras) l);
  INSERT INTO lora_ranks (lora_id, uses, settings_id)
  SELECT DISTINCT l.value ->> 0, new.uses, new.id FROM json_each(new.loras) l WHERE new.users>=3;
END;
