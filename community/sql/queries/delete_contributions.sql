-- ?1 JSON list of {settings_hash, token}.
DELETE FROM contributions
WHERE (settings_id, token) IN (
  SELECT s.id, e.value ->> 'token' FROM json_each(?1) e JOIN settings s ON s.settings_hash = e.value ->> 'settings_hash')
RETURNING 1 AS deleted
