-- ?1 CivitAI's id of a model version, ?2 kind. A version may have several files.
SELECT id FROM versions WHERE civitai_id = ?1 AND kind = ?2 LIMIT 50
