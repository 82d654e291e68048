package io.gentrack.community.client;

import io.gentrack.core.advice.Advice;
import io.gentrack.core.advice.CommunitySettings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** One server as the rest of the program asks it. Sends the words of the question as they are. */
public final class CommunityAnswers implements CommunitySettings {
    private static final String CIVITAI = "civitai:";

    private final CommunitySearch search;

    public CommunityAnswers(CommunitySearch search) {
        this.search = Objects.requireNonNull(search, "search is null");
    }

    @Override
    public Answer search(Query query) {
        int page = Math.min(query.offset() + query.limit(), CommunityQuery.MOST);
        Optional<String> lora = query.lora().or(() -> query.loraCivitaiId().map(id -> CIVITAI + id));
        SearchAnswer answer = search.find(new CommunityQuery(
                query.family(), query.model(), lora, query.sampler(), Optional.empty(), page, Optional.empty()));
        if (answer instanceof SearchAnswer.Found found) {
            List<Advice.Community> settings = found.results().stream()
                    .skip(query.offset())
                    .limit(query.limit())
                    .map(one -> new Advice.Community(one.settings(), Optional.empty(), one.uses(), one.contributors()))
                    .toList();
            return new Answer.Found(
                    settings, found.next().isEmpty() ? OptionalInt.of((int) found.total()) : OptionalInt.empty());
        }
        String reason = ((SearchAnswer.Failed) answer).reason();
        return new Answer.Failed(reason.endsWith(".") ? reason : reason + ".");
    }
}
