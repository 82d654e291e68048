SELECT r.uses AS uses, r.settings_id AS id, /*columns*/
FROM lora_ranks r CROSS JOIN settings s ON s.id = r.settings_id
WHERE r.lora_id = ?1 ->> '$[0]' AND (r.uses, r.settings_id) < (?2, ?3)
