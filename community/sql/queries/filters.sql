-- Of what a lead found; ?6 family, ?7 sampler, ?8 scheduler, ?9 JSON list of model version ids, or null.
(?6 IS NULL OR model_family = ?6)
AND (?7 IS NULL OR sampler = ?7)
AND (?8 IS NULL OR scheduler = ?8)
AND (?9 IS NULL OR model_id IN (SELECT value FROM json_each(?9)))
