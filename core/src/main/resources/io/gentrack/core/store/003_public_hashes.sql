-- What the public site says of files that pictures name by their hash while the file itself is not here (AutoV2, 10 upper-case
-- hex digits). Files that are here have their answer in file_hashes.
CREATE TABLE public_hashes (
  autov2 TEXT PRIMARY KEY,
  civitai_id INTEGER,                     -- model version; NULL: asked, and not public
  civitai_model_id INTEGER,
  civitai_name TEXT,
  civitai_base_model TEXT,
  civitai_type TEXT,
  checked_at TEXT NOT NULL
) WITHOUT ROWID;
