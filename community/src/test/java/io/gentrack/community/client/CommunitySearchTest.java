package io.gentrack.community.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.community.client.StandInServer.Fault;
import io.gentrack.core.advice.CommunitySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to the community: how often they are sent, what of the answer is believed, and what holds while nobody answers. */
class CommunitySearchTest {
    @TempDir
    Path folder;

    private final Ticking clock = new Ticking();
    private StandInServer server;
    private CommunitySearch search;

    private static final class Ticking extends Clock {
        private Instant now = Instant.parse("2026-03-29T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = new StandInServer();
        server.page = page("Model - v1");
        search = search();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private CommunitySearch search() {
        return new CommunitySearch(
                new CommunityServer(server.address(), CommunityServer.ONCE, Duration.ofSeconds(10)), folder, clock);
    }

    private static String page(String title) {
        String result = "{\"settings_hash\":\"" + "a".repeat(64)
                + "\",\"model_family\":\"sdxl\",\"model_hash\":\"AAAAAAAAAA\",\"model_name\":\"" + title
                + "\",\"model_civitai_id\":11,\"model2_hash\":null,\"sampler\":\"euler\",\"scheduler\":\"karras\",\"steps\":20,"
                + "\"cfg\":6.5,\"denoise\":1,\"shift\":null,\"guidance\":null,\"loras\":[{\"hash\":\"BBBBBBBBBB\","
                + "\"name\":\"Ink\",\"civitai_id\":22,\"strength\":0.8,\"clip_strength\":null}],\"total_uses\":47,"
                + "\"unique_users\":5,\"last_seen\":\"2026-03-01\"}";
        return "{\"results\":[" + result
                + ",{\"broken\":1}],\"total\":1,\"total_relation\":\"gte\",\"next\":\"c2\",\"cache_ttl\":60}";
    }

    private static CommunityQuery family(String family) {
        return new CommunityQuery(
                Optional.of(family),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                10,
                Optional.empty());
    }

    private SearchAnswer.Found found() {
        return (SearchAnswer.Found) search.find(family("sdxl"));
    }

    @Test
    void a_page_is_read_and_what_is_no_settings_is_passed_over() {
        SearchAnswer.Found found = found();

        assertThat(found.next()).contains("c2");
        assertThat(found.results()).singleElement().satisfies(one -> {
            assertThat(one.settings().model().name()).isEqualTo("Model - v1");
            assertThat(one.settings().steps()).isEqualTo(20);
            assertThat(one.settings().loras())
                    .singleElement()
                    .satisfies(l -> assertThat(l.strength()).contains(0.8));
            assertThat(one.uses()).isEqualTo(47);
            assertThat(one.contributors()).isEqualTo(5);
        });
    }

    @Test
    void within_the_time_the_server_names_the_same_question_is_not_sent_again() {
        found();
        clock.now = clock.now.plusSeconds(59);
        search = search();
        assertThat(found().results()).hasSize(1);
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void after_it_an_unchanged_answer_is_only_confirmed() {
        found();
        clock.now = clock.now.plusSeconds(61);
        assertThat(found().results()).hasSize(1);
        assertThat(server.seen()).hasSize(2);
        assertThat(server.seen().get(1).headers().get("If-none-match"))
                .containsExactly(StandInServer.checksum(server.page));

        clock.now = clock.now.plusSeconds(59);
        found();
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void a_changed_answer_takes_the_place_of_the_old_one() {
        found();
        clock.now = clock.now.plusSeconds(61);
        server.page = page("Model - v2");
        assertThat(found().results().get(0).settings().model().name()).isEqualTo("Model - v2");
    }

    @Test
    void while_the_server_is_away_an_older_answer_stands_and_says_so() {
        found();
        clock.now = clock.now.plusSeconds(61);
        server.next(Fault.TROUBLE_503);
        SearchAnswer.Found old = found();
        assertThat(old.results()).hasSize(1);
        assertThat(old.outdated().orElse("")).contains("503");

        assertThat(search.find(family("flux"))).isInstanceOf(SearchAnswer.Failed.class);
        assertThat(server.seen()).as("and it is not asked again at once").hasSize(2);
        clock.now = clock.now.plusSeconds(31);
        assertThat(search.find(family("flux"))).isInstanceOf(SearchAnswer.Found.class);
    }

    @Test
    void a_tag_that_could_name_the_person_is_not_sent_back() {
        for (String tag : List.of(
                "\"ann\"", "\"0123456789abcdef0123456789abcdef\"", "W/\"" + "ann@example.org ".repeat(3) + "\"")) {
            server.etag = tag;
            clock.now = clock.now.plusSeconds(61);
            found();
        }
        clock.now = clock.now.plusSeconds(61);
        found();
        assertThat(server.seen())
                .hasSize(4)
                .allSatisfy(seen -> assertThat(seen.headers()).doesNotContainKey("If-none-match"));
    }

    @Test
    void what_a_server_says_cannot_move_the_cursor_or_fill_the_screen() {
        server.page = page("\\u001b[2J\\u202e" + "x".repeat(5_000));
        String name = found().results().get(0).settings().model().name();
        assertThat(name).doesNotContain("\u001b").doesNotContain("\u202e").hasSizeLessThanOrEqualTo(300);
    }

    @Test
    void a_name_a_hash_and_a_version_are_different_questions() {
        search.find(new CommunityQuery(
                Optional.empty(),
                Optional.of("copax & co"),
                Optional.of("bbbbbbbbbb"),
                Optional.of("euler"),
                Optional.empty(),
                5,
                Optional.empty()));
        search.find(new CommunityQuery(
                Optional.empty(),
                Optional.of("civitai:11"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                5,
                Optional.of("c2")));
        search.find(CommunityQuery.popular(3));

        assertThat(server.seen())
                .extracting(StandInServer.Seen::path)
                .containsExactly(
                        "/api/v1/settings/search?model_name=copax+%26+co&lora_hash=BBBBBBBBBB&sampler=euler&limit=5",
                        "/api/v1/settings/search?model_civitai_id=11&limit=5&cursor=c2",
                        "/api/v1/settings/popular?limit=3");
    }

    @Test
    void a_question_that_no_server_would_take_is_not_sent() {
        assertThat(search.find(family("SD XL"))).isInstanceOf(SearchAnswer.Failed.class);
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void the_rest_of_the_program_gets_the_part_of_a_page_it_asked_for() {
        CommunityAnswers answers = new CommunityAnswers(search);
        CommunitySettings.Query second = new CommunitySettings.Query(
                Optional.of("sdxl"), Optional.empty(), Optional.empty(), Optional.of(22L), Optional.empty(), 5, 1);

        CommunitySettings.Answer.Found found = (CommunitySettings.Answer.Found) answers.search(second);
        assertThat(found.settings())
                .as("the page has one, and the first is left out")
                .isEmpty();
        assertThat(found.total()).as("there are more pages").isEmpty();
        assertThat(server.seen().get(0).path())
                .isEqualTo("/api/v1/settings/search?model_family=sdxl&lora_civitai_id=22&limit=6");

        CommunitySettings.Query first = new CommunitySettings.Query(
                Optional.of("sdxl"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 5, 0);
        found = (CommunitySettings.Answer.Found) answers.search(first);
        assertThat(found.settings()).singleElement().satisfies(one -> {
            assertThat(one.uses()).isEqualTo(47);
            assertThat(one.contributors()).isEqualTo(5);
        });
        server.close();
        clock.now = clock.now.plusSeconds(61);
        assertThat(answers.search(new CommunitySettings.Query(
                        Optional.of("flux"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        5,
                        0)))
                .isInstanceOfSatisfying(
                        CommunitySettings.Answer.Failed.class,
                        failed -> assertThat(failed.message())
                                .contains("cannot be reached")
                                .endsWith("."));
    }
}
