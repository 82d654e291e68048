-- ?1 as in add_settings.sql. No contributor counts more than 100 uses; a number that is not larger than the one kept writes nothing.
INSERT INTO contributions (settings_id, token, uses)
SELECT s.id, e.value ->> 'token', min(e.value ->> 'uses', 100)
FROM json_each(?1) e
JOIN settings s ON s.settings_hash = e.value ->> 'settings_hash'
WHERE true
ON CONFLICT (settings_id, token) DO UPDATE SET uses = excluded.uses WHERE excluded.uses > uses
