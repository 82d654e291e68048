CREATE TABLE file_hashes (
  path TEXT PRIMARY KEY, base_name TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, file_key TEXT,
  sha256 TEXT NOT NULL, autov2 TEXT NOT NULL, autov3 TEXT, kind TEXT NOT NULL,
  architecture TEXT, family TEXT, family_source TEXT,
  civitai_id INTEGER, civitai_name TEXT, civitai_model_id INTEGER, civitai_base_model TEXT, civitai_type TEXT, checked_at TEXT,
  hashed_at TEXT NOT NULL, autov1 TEXT) WITHOUT ROWID;
CREATE INDEX file_hashes_base_name ON file_hashes(base_name); CREATE INDEX file_hashes_sha256 ON file_hashes(sha256);
CREATE INDEX file_hashes_autov1 ON file_hashes(autov1) WHERE autov1 IS NOT NULL;
CREATE INDEX file_hashes_autov2 ON file_hashes(autov2); CREATE INDEX file_hashes_autov3 ON file_hashes(autov3) WHERE autov3 IS NOT NULL; CREATE INDEX file_hashes_file_key ON file_hashes(file_key) WHERE file_key IS NOT NULL;
