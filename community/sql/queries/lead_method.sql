SELECT s.uses, s.id, /*columns*/
FROM settings s
WHERE s.users>=3 AND s.sampler = ?1 ->> '$[0][0]' AND s.scheduler = ?1 ->> '$[0][1]' AND (s.uses, s.id) < (?2, ?3)
