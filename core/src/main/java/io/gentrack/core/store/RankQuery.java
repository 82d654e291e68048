package io.gentrack.core.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One SQL query that reads the best combinations in the order of one rank index and checks the other wishes row by row.
 *
 * <p>Columns: id, score, time of the last use.
 *
 * @param bounded whether the rows come in another order than that of their score and time, which is then that of two more columns: a
 *     score and a time that those of no later row exceed; such a query has no limit of its own
 */
record RankQuery(String sql, List<Object> values, boolean bounded) {
    RankQuery {
        values = List.copyOf(values);
    }

    Object[] bound() {
        return values.toArray();
    }

    /** Puts the text together; every value is a parameter. */
    static final class Builder {
        private static final String BY_GENERATION = "g.score DESC, g.created_at DESC, g.id";

        private final SuggestQuery query;
        private final List<String> conditions = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();
        private String from = "";
        private String order = BY_GENERATION;
        private String id = "g.id";
        private boolean bounded;
        private String columns = "g.id, g.score, g.created_at";

        Builder(SuggestQuery query) {
            this.query = query;
        }

        Builder ofLora(String hash) {
            from =
                    "generation_loras l INDEXED BY generation_loras_rank CROSS JOIN generations g ON g.id = l.generation_id";
            where("l.hash = ?", hash);
            // A combination may use one LoRA twice and is still one answer.
            where("l.position = (SELECT min(y.position) FROM generation_loras y"
                    + " WHERE y.generation_id = l.generation_id AND y.hash = l.hash)");
            order = "l.score DESC, l.last_used DESC, l.generation_id";
            return useCaseAsFilter("l.score, l.last_used").family().sampler();
        }

        Builder ofModel(String hash) {
            Optional<UseCase> useCase = query.useCase();
            if (useCase.isPresent()) {
                return ofUseCase("generation_uses_model_rank", useCase.get())
                        .where("u.model_hash = ?", hash)
                        .family()
                        .sampler();
            }
            from = "generations g INDEXED BY generations_model_rank";
            return where("g.model_hash = ?", hash).family().sampler();
        }

        /** Combinations whose second model (expert or merged in) it is. */
        Builder ofSecondModel(String hash) {
            from = "generations g INDEXED BY generations_model2_rank";
            order = BY_GENERATION;
            return where("g.model2_hash = ?", hash)
                    .useCaseAsFilter("g.score, g.created_at")
                    .family()
                    .sampler();
        }

        /** The index of the narrowest wish that has one. */
        Builder ofAll() {
            Optional<UseCase> useCase = query.useCase();
            if (useCase.isPresent()) {
                String index = query.family().isPresent() ? "generation_uses_family_rank" : "generation_uses_rank";
                ofUseCase(index, useCase.get());
                query.family().ifPresent(family -> where("u.model_family = ?", family));
                return sampler();
            }
            if (query.family().isPresent()) {
                from = "generations g INDEXED BY generations_family_rank";
            } else if (query.sampler().isPresent()) {
                from = "generations g INDEXED BY generations_sampler_rank";
            } else {
                from = "generations g INDEXED BY generations_rank";
            }
            return family().sampler();
        }

        private Builder ofUseCase(String index, UseCase useCase) {
            from = "generation_uses u INDEXED BY " + index + " CROSS JOIN generations g ON g.id = u.generation_id";
            id = "u.generation_id";
            columns = "g.id, u.score, u.last_used";
            order = "u.score DESC, u.last_used DESC, u.generation_id";
            return where("u.use_case = ?", useCase.label());
        }

        /**
         * The rows keep the order of the index that is walked, which counts all uses, not those of the use case alone.
         *
         * @param walked its columns: score, time of the last use
         */
        private Builder useCaseAsFilter(String walked) {
            if (query.useCase().isPresent()) {
                from += " CROSS JOIN generation_uses u ON u.generation_id = g.id";
                where("u.use_case = ?", query.useCase().get().label());
                columns = "g.id, u.score, u.last_used, " + walked;
                bounded = true;
            }
            return this;
        }

        private Builder family() {
            query.family().ifPresent(family -> where("g.model_family = ?", family));
            return this;
        }

        private Builder sampler() {
            query.sampler().ifPresent(sampler -> where("g.sampler = ?", sampler));
            return this;
        }

        /** Keeps rows with one of these models, as first or second; {@code json} is an array of hashes. */
        Builder modelIn(String json) {
            return eitherModel("(SELECT value FROM json_each(?))", json);
        }

        /** Keeps rows with a model that has this lower-case text in its name. */
        Builder modelNamed(String part) {
            return eitherModel("(SELECT hash FROM names WHERE role = 'model' AND instr(folded, ?) > 0)", part);
        }

        private Builder eitherModel(String hashes, String value) {
            return where("(g.model_hash IN " + hashes + " OR g.model2_hash IN " + hashes + ")", value, value);
        }

        /** Keeps rows with a LoRA that has this lower-case text in its name. */
        Builder loraNamed(String part) {
            return anyLora("(SELECT hash FROM names WHERE role = 'lora' AND instr(folded, ?) > 0)", part);
        }

        /** Keeps rows with one of these LoRAs; {@code json} is an array of hashes. */
        Builder loraIn(String json) {
            return anyLora("(SELECT value FROM json_each(?))", json);
        }

        private Builder anyLora(String hashes, String value) {
            return where(
                    "EXISTS (SELECT 1 FROM generation_loras x WHERE x.generation_id = " + id + " AND x.hash IN "
                            + hashes + ")",
                    value);
        }

        private Builder where(String text, Object... bound) {
            conditions.add(text);
            values.addAll(List.of(bound));
            return this;
        }

        RankQuery build(int limit, int offset) {
            timeSpan();
            String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
            String text = "SELECT " + columns + " FROM " + from + where + " ORDER BY " + order;
            if (bounded) {
                return new RankQuery(text, values, true);
            }
            values.add(limit);
            values.add(offset);
            return new RankQuery(text + " LIMIT ? OFFSET ?", values, false);
        }

        /** First a cheap test on the row, then whether an execution lies in the span. */
        private void timeSpan() {
            if (query.since().isEmpty() && query.until().isEmpty()) {
                return;
            }
            long since = query.since().map(Times::seconds).orElse(0L);
            long until = query.until().map(Times::seconds).orElse(Long.MAX_VALUE);
            query.since().ifPresent(time -> where("g.created_at >= ?", Times.text(since)));
            query.until().ifPresent(time -> where("g.first_seen <= ?", Times.text(until)));
            where(
                    "EXISTS (SELECT 1 FROM executions e WHERE e.generation_id = g.id AND e.executed_at BETWEEN ? AND ?)",
                    since,
                    until);
        }
    }
}
