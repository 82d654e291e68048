-- ?1 JSON list of {id, civitai_id, kind, title, day} that CivitAI confirmed just now.
INSERT INTO versions (id, civitai_id, kind, title, checked_day)
SELECT e.value ->> 'id', e.value ->> 'civitai_id', e.value ->> 'kind', e.value ->> 'title', e.value ->> 'day'
FROM json_each(?1) e
WHERE true
ON CONFLICT (id) DO UPDATE
SET civitai_id = excluded.civitai_id, kind = excluded.kind, title = excluded.title, checked_day = excluded.checked_day
