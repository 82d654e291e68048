-- A history in version 4 of the schema, as the program of that version left it.
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
INSERT INTO "executions" VALUES(X'4B227777D4DD1FC61C6F884F48641D02B4D121D3FD328CB08B5531FCACDABF8A',0,2,1774785690,832,1216,0,'import');
INSERT INTO "executions" VALUES(X'4B227777D4DD1FC61C6F884F48641D02B4D121D3FD328CB08B5531FCACDABF8A',1,3,1774785690,NULL,NULL,0,'import');
INSERT INTO "executions" VALUES(X'4E07408562BEDB8B60CE05C1DECFE3AD16B72230967DE01F640B7E4729B49FCE',0,1,1774785720,1024,1024,1,'import');
INSERT INTO "executions" VALUES(X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B',0,1,1774785600,832,1216,0,'import');
INSERT INTO "executions" VALUES(X'D4735E3A265E16EEE03F59718B9B5D03019C07D8B6C51F90DA3A666EEC13AB35',0,1,1774785660,832,1216,2,'import');
INSERT INTO "executions" VALUES(X'E7F6C011776E8DB7CD330B54174FD76F7D0216B612387A5FFCFB81E6F0919683',0,3,1774785607,1024,1024,0,'import');
INSERT INTO "executions" VALUES(X'EF2D127DE37B942BAAD06145E54B0C619A1F22327B2EBBCFBEC78F5564AFE39D',0,4,1774780600,832,480,4,'import');
CREATE TABLE file_hashes (
  path TEXT PRIMARY KEY, base_name TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, file_key TEXT,
  sha256 TEXT NOT NULL, autov2 TEXT NOT NULL, autov3 TEXT, kind TEXT NOT NULL,
  architecture TEXT, family TEXT, family_source TEXT,
  civitai_id INTEGER, civitai_name TEXT, civitai_model_id INTEGER, civitai_base_model TEXT, civitai_type TEXT, checked_at TEXT,
  hashed_at TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "file_hashes" VALUES('/models/loras/ink.safetensors','ink.safetensors',5,7,NULL,'aaaaaaaaaa','AAAAAAAAAA',NULL,'loras',NULL,NULL,NULL,77,'Ink',NULL,NULL,NULL,NULL,'2026-01-01 00:00:00');
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
INSERT INTO "generation_loras" VALUES(2,0,'AAAAAAAAAA','ink.safetensors',0.8,NULL,4,'2026-03-29 12:01:30');
INSERT INTO "generation_loras" VALUES(2,1,'BBBBBBBBBB','wash',-0.35,NULL,4,'2026-03-29 12:01:30');
INSERT INTO "generation_loras" VALUES(3,0,'name:ink.safetensors','ink.safetensors',0.8,NULL,2,'2026-03-29 12:01:30');
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
INSERT INTO "generation_passes" VALUES(1,0,'img2img','KSampler','dpmpp_2m','karras',20,NULL,NULL,6.5,NULL,1.0,NULL,'sd_xl_base_1.0.safetensors','[]',NULL,NULL);
INSERT INTO "generation_passes" VALUES(2,0,'base','KSampler','dpmpp_2m','karras',30,NULL,NULL,6.5,NULL,1.0,NULL,'sd_xl_base_1.0.safetensors','[["ink.safetensors",0.8,null],["wash",-0.35,null]]',NULL,NULL);
INSERT INTO "generation_passes" VALUES(3,0,'base','KSampler','euler','beta',28,NULL,NULL,1.0,NULL,1.0,NULL,'Flux/flux1-dev.safetensors','[["ink.safetensors",0.8,null]]',NULL,NULL);
INSERT INTO "generation_passes" VALUES(4,0,'base','KSampler','euler','simple',20,NULL,NULL,3.5,NULL,1.0,NULL,'wan2.2_t2v_high_noise_14B.safetensors','[]',NULL,NULL);
INSERT INTO "generation_passes" VALUES(4,1,'refine','KSampler','euler','simple',20,NULL,NULL,3.5,NULL,1.0,NULL,'wan2.2_t2v_high_noise_14B.safetensors','[]',NULL,NULL);
CREATE TABLE generation_sizes (
  generation_id INTEGER NOT NULL REFERENCES generations(id) ON DELETE CASCADE,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  PRIMARY KEY (generation_id, width, height)
) WITHOUT ROWID;
INSERT INTO "generation_sizes" VALUES(1,832,1216,2);
INSERT INTO "generation_sizes" VALUES(1,1024,1024,1);
INSERT INTO "generation_sizes" VALUES(2,832,1216,1);
INSERT INTO "generation_sizes" VALUES(3,1024,1024,1);
INSERT INTO "generation_sizes" VALUES(4,832,480,1);
CREATE TABLE generation_uses (
  generation_id INTEGER NOT NULL REFERENCES generations(id) ON DELETE CASCADE,
  use_case TEXT NOT NULL,                 -- portrait landscape square img2img upscale video
  model_family TEXT NOT NULL,
  uses INTEGER NOT NULL,
  last_used TEXT NOT NULL,
  score INTEGER NOT NULL, model_hash TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (generation_id, use_case)
) WITHOUT ROWID;
INSERT INTO "generation_uses" VALUES(1,'img2img','sdxl',1,'2026-03-29 12:02:00',12,'31E35C80FC');
INSERT INTO "generation_uses" VALUES(1,'portrait','sdxl',2,'2026-03-29 12:01:00',24,'31E35C80FC');
INSERT INTO "generation_uses" VALUES(1,'square','sdxl',1,'2026-03-29 12:02:00',12,'31E35C80FC');
INSERT INTO "generation_uses" VALUES(1,'upscale','sdxl',1,'2026-03-29 12:01:00',12,'31E35C80FC');
INSERT INTO "generation_uses" VALUES(2,'portrait','sdxl',1,'2026-03-29 12:01:30',4,'31E35C80FC');
INSERT INTO "generation_uses" VALUES(3,'square','flux',1,'2026-03-29 12:00:07',1,'name:flux1-dev.safetensors');
INSERT INTO "generation_uses" VALUES(4,'landscape','wan22_14b',1,'2026-03-29 10:36:40',4,'CCCCCCCCCC');
INSERT INTO "generation_uses" VALUES(4,'video','wan22_14b',1,'2026-03-29 10:36:40',4,'CCCCCCCCCC');
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
INSERT INTO "generations" VALUES(1,'2026-03-29 12:02:00','729d22e1decec185ff07a333c8b0d8f688a6229cf618d33d568bfdcc2fc6a8ad','sdxl','31E35C80FC','sd_xl_base_1.0.safetensors','custom','dpmpp_2m','karras',20,6.5,1.0,NULL,832,1216,NULL,NULL,NULL,NULL,3,NULL,NULL,'2026-03-29 12:00:00',1,1790000000,'file_name','{"cfg":6.5,"denoise":1,"model_family":"sdxl","model_hash":"31E35C80FC","sampler":"dpmpp_2m","scheduler":"karras","steps":20}',NULL,NULL,1,1774785720,-291484866661304200);
INSERT INTO "generations" VALUES(2,'2026-03-29 12:01:30','2d51d9c06bac31ee69bf67e1d0a9af98617552716491a9bba01d980be98e0344','sdxl','31E35C80FC','sd_xl_base_1.0.safetensors','custom','dpmpp_2m','karras',30,6.5,1.0,NULL,832,1216,'AAAAAAAAAA','ink.safetensors',0.8,77,1,NULL,NULL,'2026-03-29 12:01:30',0,0,'file_name','{"cfg":6.5,"denoise":1,"loras":[["AAAAAAAAAA",0.8],["BBBBBBBBBB",-0.35]],"model_family":"sdxl","model_hash":"31E35C80FC","sampler":"dpmpp_2m","scheduler":"karras","steps":30}',NULL,NULL,1,1774785690,-2836497246820769545);
INSERT INTO "generations" VALUES(3,'2026-03-29 12:01:30','6766c187c65b17bf33306ba25fa0ab639b098535e8c163c53ddf665a30fa94c0','flux','name:flux1-dev.safetensors','Flux/flux1-dev.safetensors','custom','euler','beta',28,1.0,1.0,NULL,1024,1024,'name:ink.safetensors','ink.safetensors',0.8,NULL,2,NULL,3.5,'2026-03-29 12:00:07',-1,1790000000,'header','{"cfg":1,"denoise":1,"guidance":3.5,"lora_hash":"name:ink.safetensors","lora_strength":0.8,"model_family":"flux","model_hash":"name:flux1-dev.safetensors","sampler":"euler","scheduler":"beta","steps":28}',NULL,NULL,0,1774785690,8499560946140275434);
INSERT INTO "generations" VALUES(4,'2026-03-29 10:36:40','ea6011130b8a38b33bccf5a8929243ad21d8adb861c29f0c847271a324f7f323','wan22_14b','CCCCCCCCCC','wan2.2_t2v_high_noise_14B.safetensors','wan22_t2v','euler','simple',20,3.5,1.0,8.0,832,480,NULL,NULL,NULL,NULL,1,NULL,NULL,'2026-03-29 10:36:40',0,0,'file_name','{"cfg":3.5,"denoise":1,"model2_hash":"DDDDDDDDDD","model_family":"wan22_14b","model_hash":"CCCCCCCCCC","sampler":"euler","scheduler":"simple","shift":8,"steps":20}','DDDDDDDDDD','wan2.2_t2v_low_noise_14B.safetensors',1,1774780600,-3145835938868487250);
CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL);
INSERT INTO "migrations" VALUES(1,'generations','2026-11-01 00:00:00');
INSERT INTO "migrations" VALUES(2,'name_kinds','2026-11-01 00:00:00');
INSERT INTO "migrations" VALUES(3,'public_hashes','2026-11-22 00:00:00');
INSERT INTO "migrations" VALUES(4,'rank_of_models','2026-11-22 00:00:00');
CREATE TABLE name_kinds (
  name TEXT NOT NULL,                     -- as the graph spells it
  kind TEXT NOT NULL,
  PRIMARY KEY (name, kind)
) WITHOUT ROWID;
INSERT INTO "name_kinds" VALUES('Flux/flux1-dev.safetensors','diffusion_models');
INSERT INTO "name_kinds" VALUES('ink.safetensors','loras');
CREATE TABLE names (
  role TEXT NOT NULL,                     -- model lora
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  folded TEXT NOT NULL,                   -- lower case
  civitai_id INTEGER,                     -- where somebody else said so; our own finds are in file_hashes
  PRIMARY KEY (role, hash, name)
) WITHOUT ROWID;
INSERT INTO "names" VALUES('lora','AAAAAAAAAA','ink.safetensors','ink.safetensors',77);
INSERT INTO "names" VALUES('lora','BBBBBBBBBB','wash','wash',NULL);
INSERT INTO "names" VALUES('lora','name:ink.safetensors','ink.safetensors','ink.safetensors',NULL);
INSERT INTO "names" VALUES('model','31E35C80FC','sd_xl_base_1.0.safetensors','sd_xl_base_1.0.safetensors',NULL);
INSERT INTO "names" VALUES('model','CCCCCCCCCC','wan2.2_t2v_high_noise_14B.safetensors','wan2.2_t2v_high_noise_14b.safetensors',NULL);
INSERT INTO "names" VALUES('model','DDDDDDDDDD','wan2.2_t2v_low_noise_14B.safetensors','wan2.2_t2v_low_noise_14b.safetensors',NULL);
INSERT INTO "names" VALUES('model','name:flux1-dev.safetensors','Flux/flux1-dev.safetensors','flux/flux1-dev.safetensors',NULL);
CREATE TABLE public_hashes (
  autov2 TEXT PRIMARY KEY,
  civitai_id INTEGER,                     -- model version; NULL: asked, and not public
  civitai_model_id INTEGER,
  civitai_name TEXT,
  civitai_base_model TEXT,
  civitai_type TEXT,
  checked_at TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "public_hashes" VALUES('BBBBBBBBBB',88,9,'Wash','SDXL 1.0','LORA','2026-11-22 00:00:00');
CREATE TABLE source_graphs (
  path TEXT NOT NULL REFERENCES sources(path) ON DELETE CASCADE,
  execution_key BLOB NOT NULL,
  PRIMARY KEY (path, execution_key)
) WITHOUT ROWID;
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
INSERT INTO "sources" VALUES('/pictures/a "quoted", comma 🎨.png',10,20,'recorded',X'6B86B273FF34FCE19D6B804EFF5A3F5747ADA4EAA22F1D49C01E52DDB7875B4B','1','','');
INSERT INTO "sources" VALUES('/pictures/b.png',10,20,'recorded',X'D4735E3A265E16EEE03F59718B9B5D03019C07D8B6C51F90DA3A666EEC13AB35','1','','');
INSERT INTO "sources" VALUES('/pictures/c.png',10,20,'recorded',X'4E07408562BEDB8B60CE05C1DECFE3AD16B72230967DE01F640B7E4729B49FCE','1','','');
INSERT INTO "sources" VALUES('/pictures/d.png',10,20,'recorded',X'4B227777D4DD1FC61C6F884F48641D02B4D121D3FD328CB08B5531FCACDABF8A','1','','');
INSERT INTO "sources" VALUES('/pictures/e.webp',10,20,'recorded',X'EF2D127DE37B942BAAD06145E54B0C619A1F22327B2EBBCFBEC78F5564AFE39D','1','','');
INSERT INTO "sources" VALUES('/pictures/f.png',7,9,'incomplete',NULL,'1','scheduler','');
INSERT INTO "sources" VALUES('/pictures/g.png',3,9,'unreadable',NULL,'1','','it ends in the middle');
CREATE TABLE totals (
  kind TEXT NOT NULL,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  uses INTEGER NOT NULL,
  combos INTEGER NOT NULL,
  PRIMARY KEY (kind, a, b)
) WITHOUT ROWID;
INSERT INTO "totals" VALUES('family','flux','',2,1);
INSERT INTO "totals" VALUES('family','sdxl','',4,2);
INSERT INTO "totals" VALUES('family','wan22_14b','',1,1);
INSERT INTO "totals" VALUES('sampler','dpmpp_2m','karras',4,2);
INSERT INTO "totals" VALUES('sampler','euler','beta',2,1);
INSERT INTO "totals" VALUES('sampler','euler','simple',1,1);
CREATE INDEX generations_rank ON generations(score DESC, created_at DESC);
CREATE INDEX generations_sampler_rank ON generations(sampler, score DESC, created_at DESC);
CREATE INDEX generations_created ON generations(created_at);
CREATE INDEX generations_first_seen ON generations(first_seen);
CREATE INDEX generations_rated ON generations(reuse_count) WHERE rating <> 0;
CREATE INDEX generation_loras_rank ON generation_loras(hash, score DESC, last_used DESC);
CREATE INDEX executions_generation ON executions(generation_id, executed_at);
CREATE INDEX generation_uses_rank ON generation_uses(use_case, score DESC, last_used DESC);
CREATE INDEX generation_uses_family_rank ON generation_uses(use_case, model_family, score DESC, last_used DESC);
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
CREATE INDEX sources_execution ON sources(execution_key) WHERE execution_key IS NOT NULL;
CREATE INDEX source_graphs_execution ON source_graphs(execution_key);
CREATE INDEX file_hashes_base_name ON file_hashes(base_name);
CREATE INDEX file_hashes_sha256 ON file_hashes(sha256);
CREATE INDEX file_hashes_autov2 ON file_hashes(autov2);
CREATE INDEX file_hashes_autov3 ON file_hashes(autov3) WHERE autov3 IS NOT NULL;
CREATE INDEX file_hashes_file_key ON file_hashes(file_key) WHERE file_key IS NOT NULL;
CREATE INDEX generation_uses_model_rank ON generation_uses(use_case, model_hash, score DESC, last_used DESC);
CREATE INDEX generations_family_rank ON generations(model_family, score DESC, created_at DESC, id, sampler, first_seen);
CREATE INDEX generations_model_rank ON generations(model_hash, score DESC, created_at DESC, id, model_family, sampler, first_seen);
CREATE INDEX generations_model2_rank ON generations(model2_hash, score DESC, created_at DESC) WHERE model2_hash IS NOT NULL;
PRAGMA user_version = 4;
