SELECT s.uses, s.id, /*columns*/
FROM settings s
WHERE s.users>=3 AND s.model_family = ?1 ->> '$[0]' AND (s.uses, s.id) < (?2, ?3)
