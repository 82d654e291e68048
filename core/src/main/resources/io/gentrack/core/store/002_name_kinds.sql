-- As which kind of file (ComfyUI's folder key) graphs load a name whose content is not known. When the file is hashed, a name
-- that stands in checkpoints and in diffusion_models for two different files can be told apart.
CREATE TABLE name_kinds (
  name TEXT NOT NULL,                     -- as the graph spells it
  kind TEXT NOT NULL,
  PRIMARY KEY (name, kind)
) WITHOUT ROWID;
