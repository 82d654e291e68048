-- One row per combination of settings. The first columns are those of the design's seed; times are UTC, 'YYYY-MM-DD HH:MM:SS'.
CREATE TABLE generations (
  id INTEGER PRIMARY KEY,
  created_at TEXT NOT NULL,               -- latest execution
  settings_hash TEXT NOT NULL UNIQUE,
  model_family TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  model_name TEXT NOT NULL,
  preset_name TEXT NOT NULL,
  sampler TEXT NOT NULL,
  scheduler TEXT NOT NULL,
  steps INTEGER NOT NULL,
  cfg REAL NOT NULL,
  denoise REAL NOT NULL,
  shift REAL,
  width INTEGER,                          -- the size used most
  height INTEGER,
  lora_hash TEXT,                         -- the first of generation_loras
  lora_name TEXT,
  lora_strength REAL,
  lora_civitai_id INTEGER,
  reuse_count INTEGER NOT NULL,
  neg_prompt_hash TEXT,
  guidance REAL,
  first_seen TEXT NOT NULL,               -- earliest execution
  rating INTEGER NOT NULL DEFAULT 0,      -- 1 up, -1 down
  rated_at INTEGER NOT NULL DEFAULT 0,    -- epoch seconds; 0 never
  family_source TEXT NOT NULL,
  settings_json TEXT NOT NULL,            -- what settings_hash is the SHA-256 of
  model2_hash TEXT,
  model2_name TEXT,
  resolved INTEGER NOT NULL,              -- 1 when every model and LoRA is known by content
  label_at INTEGER NOT NULL,              -- names, preset and passes are those of the reading of this time (epoch seconds),
  label INTEGER NOT NULL,                 -- and where two have it, of the greater checksum: the order of imports changes nothing
  -- Reuse moved by the rating: a thumb up counts threefold, a thumb down a quarter.
  score INTEGER NOT NULL GENERATED ALWAYS AS (reuse_count * CASE rating WHEN 1 THEN 12 WHEN -1 THEN 1 ELSE 4 END) VIRTUAL
);
CREATE INDEX generations_rank ON generations(score DESC, created_at DESC);
CREATE INDEX generations_family_rank ON generations(model_family, score DESC, created_at DESC);
CREATE INDEX generations_model_rank ON generations(model_hash, score DESC, created_at DESC);
CREATE INDEX generations_sampler_rank ON generations(sampler, score DESC, created_at DESC);
CREATE INDEX generations_created ON generations(created_at);
CREATE INDEX generations_first_seen ON generations(first_seen);
CREATE INDEX generations_model2 ON generations(model2_hash) WHERE model2_hash IS NOT NULL;
CREATE INDEX generations_rated ON generations(reuse_count) WHERE rating <> 0;

-- score and last_used repeat the generation's so that the best of one LoRA is read from one index.
CREATE TABLE generation_loras (
  generation_id INTEGER NOT NULL REFERENCES generations(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  strength REAL,
  clip_strength REAL,
  score INTEGER NOT NULL,
  last_used TEXT NOT NULL,
  PRIMARY KEY (generation_id, position)
) WITHOUT ROWID;
CREATE INDEX generation_loras_rank ON generation_loras(hash, score DESC, last_used DESC);

-- All passes of the latest execution, in data-flow order.
CREATE TABLE generation_passes (
  generation_id INTEGER NOT NULL REFERENCES generations(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  class_type TEXT NOT NULL,
  sampler TEXT,
  scheduler TEXT,
  steps INTEGER,
  start_step INTEGER,
  end_step INTEGER,
  cfg REAL,
  guidance REAL,
  denoise REAL,
  shift REAL,
  model_name TEXT,
  loras TEXT NOT NULL,                    -- JSON array of [name, strength, clip strength], null where not stated
  width INTEGER,
  height INTEGER,
  PRIMARY KEY (generation_id, position)
) WITHOUT ROWID;

-- One row per run and chain: a graph with independent chains has several, all with its key.
CREATE TABLE executions (
  execution_key BLOB NOT NULL,            -- SHA-256 of the graph, 32 bytes
  chain INTEGER NOT NULL,
  generation_id INTEGER NOT NULL REFERENCES generations(id),
  executed_at INTEGER NOT NULL,           -- epoch seconds
  width INTEGER,
  height INTEGER,
  traits INTEGER NOT NULL,                -- bits: 1 img2img, 2 upscale, 4 video
  origin TEXT NOT NULL,                   -- import tracker workflow peer
  PRIMARY KEY (execution_key, chain)
) WITHOUT ROWID;
CREATE INDEX executions_generation ON executions(generation_id, executed_at);

-- Sums over executions, kept so that suggestions need no scan.
CREATE TABLE generation_sizes (
  generation_id INTEGER NOT NULL REFERENCES generations(id) ON DELETE CASCADE,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  PRIMARY KEY (generation_id, width, height)
) WITHOUT ROWID;
CREATE TABLE generation_uses (
  generation_id INTEGER NOT NULL REFERENCES generations(id) ON DELETE CASCADE,
  use_case TEXT NOT NULL,                 -- portrait landscape square img2img upscale video
  model_family TEXT NOT NULL,
  uses INTEGER NOT NULL,
  last_used TEXT NOT NULL,
  score INTEGER NOT NULL,
  PRIMARY KEY (generation_id, use_case)
) WITHOUT ROWID;
CREATE INDEX generation_uses_rank ON generation_uses(use_case, score DESC, last_used DESC);
CREATE INDEX generation_uses_family_rank ON generation_uses(use_case, model_family, score DESC, last_used DESC);

-- Distinct names, so that a search by part of a name reads thousands of rows, not millions. The public id belongs to the hash.
CREATE TABLE names (
  role TEXT NOT NULL,                     -- model lora
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,                   -- lower case
  civitai_id INTEGER,                     -- where somebody else said so; our own finds are in file_hashes
  PRIMARY KEY (role, hash, name)
) WITHOUT ROWID;

-- Uses and combinations by family (kind 'family') and by sampler and scheduler (kind 'sampler').
CREATE TABLE totals (
  kind TEXT NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  uses INTEGER NOT NULL,
  combos INTEGER NOT NULL,
  PRIMARY KEY (kind, a, b)
) WITHOUT ROWID;
CREATE TRIGGER generations_added AFTER INSERT ON generations BEGIN
  INSERT INTO totals VALUES ('family', NEW.model_family, '', NEW.reuse_count, 1)
    ON CONFLICT DO UPDATE SET uses = uses + excluded.uses, combos = combos + 1;
  INSERT INTO totals VALUES ('sampler', NEW.sampler, NEW.scheduler, NEW.reuse_count, 1)
    ON CONFLICT DO UPDATE SET uses = uses + excluded.uses, combos = combos + 1;
END;
CREATE TRIGGER generations_counted AFTER UPDATE OF reuse_count ON generations
WHEN NEW.reuse_count <> OLD.reuse_count BEGIN
  UPDATE totals SET uses = uses + NEW.reuse_count - OLD.reuse_count
    WHERE kind = 'family' AND a = NEW.model_family AND b = '';
  UPDATE totals SET uses = uses + NEW.reuse_count - OLD.reuse_count
    WHERE kind = 'sampler' AND a = NEW.sampler AND b = NEW.scheduler;
END;
CREATE TRIGGER generations_moved AFTER UPDATE OF model_family ON generations
WHEN NEW.model_family <> OLD.model_family BEGIN
  UPDATE totals SET uses = uses - OLD.reuse_count, combos = combos - 1
    WHERE kind = 'family' AND a = OLD.model_family AND b = '';
  DELETE FROM totals WHERE kind = 'family' AND a = OLD.model_family AND b = '' AND combos = 0;
  INSERT INTO totals VALUES ('family', NEW.model_family, '', NEW.reuse_count, 1)
    ON CONFLICT DO UPDATE SET uses = uses + excluded.uses, combos = combos + 1;
END;
CREATE TRIGGER generations_removed AFTER DELETE ON generations BEGIN
  UPDATE totals SET uses = uses - OLD.reuse_count, combos = combos - 1
    WHERE kind = 'family' AND a = OLD.model_family AND b = '';
  UPDATE totals SET uses = uses - OLD.reuse_count, combos = combos - 1
    WHERE kind = 'sampler' AND a = OLD.sampler AND b = OLD.scheduler;
  DELETE FROM totals WHERE kind = 'family' AND a = OLD.model_family AND b = '' AND combos = 0;
  DELETE FROM totals WHERE kind = 'sampler' AND a = OLD.sampler AND b = OLD.scheduler AND combos = 0;
END;

-- The ledger: what became of every file. Rows stay when the file is gone; the drive may be offline.
CREATE TABLE sources (
  path TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL,
  outcome TEXT NOT NULL,                  -- recorded no-metadata incomplete unreadable
  execution_key BLOB,                     -- of the first graph; further ones are in source_graphs
  extractor_version TEXT NOT NULL,
  missing TEXT NOT NULL,                  -- what incomplete chains lack
  reason TEXT NOT NULL                    -- why the file is unreadable
) WITHOUT ROWID;
CREATE INDEX sources_execution ON sources(execution_key) WHERE execution_key IS NOT NULL;
CREATE TABLE source_graphs (
  path TEXT NOT NULL REFERENCES sources(path) ON DELETE CASCADE,
  execution_key BLOB NOT NULL,
  PRIMARY KEY (path, execution_key)
) WITHOUT ROWID;
CREATE INDEX source_graphs_execution ON source_graphs(execution_key);

CREATE TABLE file_hashes (
  path TEXT PRIMARY KEY, base_name TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, file_key TEXT,
  sha256 TEXT NOT NULL, autov2 TEXT NOT NULL, autov3 TEXT, kind TEXT NOT NULL,
  architecture TEXT, family TEXT, family_source TEXT,
  civitai_id INTEGER, civitai_name TEXT, civitai_model_id INTEGER, civitai_base_model TEXT, civitai_type TEXT, checked_at TEXT,
  hashed_at TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX file_hashes_base_name ON file_hashes(base_name);
CREATE INDEX file_hashes_sha256 ON file_hashes(sha256);
CREATE INDEX file_hashes_autov2 ON file_hashes(autov2);
CREATE INDEX file_hashes_autov3 ON file_hashes(autov3) WHERE autov3 IS NOT NULL;
CREATE INDEX file_hashes_file_key ON file_hashes(file_key) WHERE file_key IS NOT NULL;
