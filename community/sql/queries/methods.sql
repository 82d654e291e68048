-- Pairs of sampler and scheduler in use, where at least one is given. ?1 sampler or null, ?2 scheduler or null.
-- Jumps through the index from one name to the next: one row read for each.
WITH RECURSIVE
sampler (name) AS (
  SELECT coalesce(?1, (SELECT min(sampler) FROM settings WHERE users>=3))
  UNION ALL
  SELECT (SELECT min(sampler) FROM settings WHERE users>=3 AND sampler > sampler.name)
  FROM sampler WHERE ?1 IS NULL AND sampler.name IS NOT NULL
  LIMIT 100
),
pair (sampler, scheduler) AS (
  SELECT name, coalesce(?2, (SELECT min(scheduler) FROM settings WHERE users>=3 AND sampler = name)) FROM sampler WHERE name IS NOT NULL
  UNION ALL
  SELECT pair.sampler,
    (SELECT min(scheduler) FROM settings WHERE users>=3 AND sampler = pair.sampler AND scheduler > pair.scheduler)
  FROM pair WHERE ?2 IS NULL AND pair.scheduler IS NOT NULL
  LIMIT 100
)
SELECT sampler, scheduler FROM pair WHERE scheduler IS NOT NULL
