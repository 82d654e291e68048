-- ?1 JSON list of version ids.
SELECT id, civitai_id, kind, title, checked_day FROM versions WHERE id IN (SELECT value FROM json_each(?1))
