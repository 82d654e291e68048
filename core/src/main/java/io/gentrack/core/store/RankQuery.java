package io.gentrack.core.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One SQL query that reads the best combinations in the order of one rank index and checks the other wishes row by row.
 *
 * <p>Columns: id, score, time of the last use.
 */
record RankQuery(String sql, List<Object> values) {
    RankQuery {
        values = List.copyOf(values);
    }

    Object[] bound() {
        return values.toArray();
    }

    /** Puts the text together; every value is a parameter. */
    static final class Builder {
        private final SuggestQuery query;
        private final List<String> conditions = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();
        private String from = "";
        private String order = "g.score DESC, g.created_at DESC, g.id";
        private String columns = "g.id, g.score, g.created_at";

        Builder(SuggestQuery query) {
            this.query = query;
        }

        Builder ofLora(String hash) {
            from =
                    "generation_loras l INDEXED BY generation_loras_rank CROSS JOIN generations g ON g.id = l.generation_id";
            condition("l.hash = ?", hash);
            // A combination may use one LoRA twice and is still one answer.
            condition("l.position = (SELECT min(y.position) FROM generation_loras y"
                    + " WHERE y.generation_id = l.generation_id AND y.hash = l.hash)");
            order = "l.score DESC, l.last_used DESC, l.generation_id";
            return useCaseAsFilter().family().sampler();
        }

        Builder ofModel(String hash) {
            from = "generations g INDEXED BY generations_model_rank";
            condition("g.model_hash = ?", hash);
            return useCaseAsFilter().family().sampler();
        }

        /** Every row of these LoRAs, to be sorted; {@code json} is an array of hashes. */
        Builder ofLoras(String json) {
            from = "generations g";
            condition(
                    "g.id IN (SELECT generation_id FROM generation_loras WHERE hash IN (SELECT value FROM json_each(?)))",
                    json);
            return useCaseAsFilter().family().sampler();
        }

        /** Every row of these models, to be sorted; {@code json} is an array of hashes. */
        Builder ofModels(String json) {
            from = "generations g INDEXED BY generations_model_rank";
            return modelIn(json).useCaseAsFilter().family().sampler();
        }

        /** The index of the narrowest wish that has one. */
        Builder ofAll() {
            Optional<UseCase> useCase = query.useCase();
            if (useCase.isPresent()) {
                String index = query.family().isPresent() ? "generation_uses_family_rank" : "generation_uses_rank";
                from = "generation_uses u INDEXED BY " + index + " CROSS JOIN generations g ON g.id = u.generation_id";
                condition("u.use_case = ?", useCase.get().label());
                query.family().ifPresent(family -> condition("u.model_family = ?", family));
                byUseCase();
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

        private Builder useCaseAsFilter() {
            if (query.useCase().isPresent()) {
                from += " CROSS JOIN generation_uses u ON u.generation_id = g.id";
                condition("u.use_case = ?", query.useCase().get().label());
                byUseCase();
            }
            return this;
        }

        private void byUseCase() {
            columns = "g.id, u.score, u.last_used";
            order = "u.score DESC, u.last_used DESC, u.generation_id";
        }

        private Builder family() {
            query.family().ifPresent(family -> condition("g.model_family = ?", family));
            return this;
        }

        private Builder sampler() {
            query.sampler().ifPresent(sampler -> condition("g.sampler = ?", sampler));
            return this;
        }

        /** Keeps rows of these models; {@code json} is an array of hashes. */
        Builder modelIn(String json) {
            condition("g.model_hash IN (SELECT value FROM json_each(?))", json);
            return this;
        }

        /** Keeps rows whose model has this lower-case text in its name. */
        Builder modelNamed(String part) {
            condition("g.model_hash IN (SELECT hash FROM names WHERE role = 'model' AND instr(folded, ?) > 0)", part);
            return this;
        }

        /** Keeps rows with a LoRA that has this lower-case text in its name. */
        Builder loraNamed(String part) {
            condition(
                    "EXISTS (SELECT 1 FROM generation_loras x WHERE x.generation_id = g.id"
                            + " AND x.hash IN (SELECT hash FROM names WHERE role = 'lora' AND instr(folded, ?) > 0))",
                    part);
            return this;
        }

        /** Keeps rows with one of these LoRAs; {@code json} is an array of hashes. */
        Builder loraIn(String json) {
            condition(
                    "EXISTS (SELECT 1 FROM generation_loras x WHERE x.generation_id = g.id"
                            + " AND x.hash IN (SELECT value FROM json_each(?)))",
                    json);
            return this;
        }

        private void condition(String text, Object... bound) {
            conditions.add(text);
            values.addAll(List.of(bound));
        }

        RankQuery build(int limit, int offset) {
            timeSpan();
            values.add(limit);
            values.add(offset);
            String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
            return new RankQuery(
                    "SELECT " + columns + " FROM " + from + where + " ORDER BY " + order + " LIMIT ? OFFSET ?", values);
        }

        /** First a cheap test on the row, then whether an execution lies in the span. */
        private void timeSpan() {
            if (query.since().isEmpty() && query.until().isEmpty()) {
                return;
            }
            long since = query.since().map(Times::seconds).orElse(0L);
            long until = query.until().map(Times::seconds).orElse(Long.MAX_VALUE);
            query.since().ifPresent(time -> condition("g.created_at >= ?", Times.text(since)));
            query.until().ifPresent(time -> condition("g.first_seen <= ?", Times.text(until)));
            condition(
                    "EXISTS (SELECT 1 FROM executions e WHERE e.generation_id = g.id AND e.executed_at BETWEEN ? AND ?)",
                    since,
                    until);
        }
    }
}
