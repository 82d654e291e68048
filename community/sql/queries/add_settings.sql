-- ?1 JSON list of entries: settings_hash, model_family, model_id, model2_id, sampler, scheduler, steps, cfg, denoise, shift, guidance,
-- loras and names (as JSON text), day, uses, token, and id, a random number for a combination that is new.
INSERT INTO settings (id, settings_hash, model_family, model_id, model2_id, sampler, scheduler, steps, cfg, denoise, shift, guidance,
  loras, names, last_day)
SELECT e.value ->> 'id', e.value ->> 'settings_hash', e.value ->> 'model_family', e.value ->> 'model_id', e.value ->> 'model2_id',
  e.value ->> 'sampler', e.value ->> 'scheduler', e.value ->> 'steps', e.value ->> 'cfg', e.value ->> 'denoise', e.value ->> 'shift',
  e.value ->> 'guidance', e.value ->> 'loras', e.value ->> 'names', e.value ->> 'day'
FROM json_each(?1) e
WHERE true
ON CONFLICT (settings_hash) DO UPDATE SET last_day = max(last_day, excluded.last_day), names = excluded.names
WHERE excluded.last_day > last_day OR excluded.names <> names
