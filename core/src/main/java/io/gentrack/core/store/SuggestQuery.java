package io.gentrack.core.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What to look for; empty does not restrict.
 *
 * @param model a hash (AutoV2, full SHA-256, {@code name:…}) or a part of the file name, in any case
 * @param lora likewise
 * @param loraCivitaiId CivitAI version id
 * @param since only combinations used at or after this time
 * @param until only combinations used at or before this time
 * @param limit 1 to 1000
 * @param offset how many of the best to leave out
 */
public record SuggestQuery(
        Optional<String> family,
        Optional<String> model,
        Optional<String> lora,
        Optional<Long> loraCivitaiId,
        Optional<String> sampler,
        Optional<UseCase> useCase,
        Optional<Instant> since,
        Optional<Instant> until,
        int limit,
        int offset) {
    public static final int MOST = 1000;

    public SuggestQuery {
        Objects.requireNonNull(family, "family is null");
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(lora, "lora is null");
        Objects.requireNonNull(loraCivitaiId, "loraCivitaiId is null");
        Objects.requireNonNull(sampler, "sampler is null");
        Objects.requireNonNull(useCase, "useCase is null");
        Objects.requireNonNull(since, "since is null");
        Objects.requireNonNull(until, "until is null");
        limit = Math.min(Math.max(limit, 1), MOST);
        offset = Math.max(offset, 0);
    }

    /** The best of everything. */
    public static SuggestQuery best(int limit) {
        return new SuggestQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit,
                0);
    }

    public SuggestQuery withFamily(String value) {
        return new SuggestQuery(
                Optional.of(value), model, lora, loraCivitaiId, sampler, useCase, since, until, limit, offset);
    }

    public SuggestQuery withModel(String value) {
        return new SuggestQuery(
                family, Optional.of(value), lora, loraCivitaiId, sampler, useCase, since, until, limit, offset);
    }

    public SuggestQuery withLora(String value) {
        return new SuggestQuery(
                family, model, Optional.of(value), loraCivitaiId, sampler, useCase, since, until, limit, offset);
    }

    public SuggestQuery withLoraCivitaiId(long value) {
        return new SuggestQuery(family, model, lora, Optional.of(value), sampler, useCase, since, until, limit, offset);
    }

    public SuggestQuery withSampler(String value) {
        return new SuggestQuery(
                family, model, lora, loraCivitaiId, Optional.of(value), useCase, since, until, limit, offset);
    }

    public SuggestQuery withUseCase(UseCase value) {
        return new SuggestQuery(
                family, model, lora, loraCivitaiId, sampler, Optional.of(value), since, until, limit, offset);
    }

    public SuggestQuery withSince(Instant value) {
        return new SuggestQuery(
                family, model, lora, loraCivitaiId, sampler, useCase, Optional.of(value), until, limit, offset);
    }

    public SuggestQuery withUntil(Instant value) {
        return new SuggestQuery(
                family, model, lora, loraCivitaiId, sampler, useCase, since, Optional.of(value), limit, offset);
    }

    public SuggestQuery withOffset(int value) {
        return new SuggestQuery(family, model, lora, loraCivitaiId, sampler, useCase, since, until, limit, value);
    }
}
