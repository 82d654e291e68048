-- The best of a model for a use case is read from one index, and what narrows an answer further stands in the index that is walked, behind the id,
-- since that ends the order.
ALTER TABLE generation_uses ADD COLUMN model_hash TEXT NOT NULL DEFAULT '';  -- repeats the generation's
UPDATE generation_uses SET model_hash = (SELECT model_hash FROM generations g WHERE g.id = generation_id);
CREATE INDEX generation_uses_model_rank ON generation_uses(use_case, model_hash, score DESC, last_used DESC);
DROP INDEX generations_family_rank;
CREATE INDEX generations_family_rank ON generations(model_family, score DESC, created_at DESC, id, sampler, first_seen);
DROP INDEX generations_model_rank;
CREATE INDEX generations_model_rank ON generations(model_hash, score DESC, created_at DESC, id, model_family, sampler, first_seen);
DROP INDEX generations_model2;
CREATE INDEX generations_model2_rank ON generations(model2_hash, score DESC, created_at DESC) WHERE model2_hash IS NOT NULL;
