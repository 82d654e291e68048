package io.gentrack.community.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.community.server.Problem.Place;
import io.gentrack.community.server.Submitted.PublicFile;
import io.gentrack.core.settings.Fingerprint;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One submission: fingerprints are computed anew, files are confirmed by CivitAI, and only then anything is stored. */
final class Submissions {
    /** Models are withdrawn and renamed: what CivitAI said is asked again after so many days. */
    private static final int CONFIRMED_FOR_DAYS = 30;

    private final CommunityDatabase database;
    private final PublicVersions site;
    private final InstantSource clock;

    Submissions(CommunityDatabase database, PublicVersions site, InstantSource clock) {
        this.database = database;
        this.site = site;
        this.clock = clock;
    }

    /** Why an entry is not taken; see openapi.yaml. */
    private enum Refusal {
        NOT_PUBLIC("not-public", "CivitAI publishes no file with one of these hashes."),
        WRONG_VERSION(
                "wrong-version",
                "CivitAI publishes one of these files under another version id. Identify the file again."),
        WRONG_KIND(
                "wrong-kind",
                "One of these files is published as something else than the model or LoRA it is said to be."),
        NOT_VERIFIED_YET(
                "not-verified-yet", "CivitAI could not be asked about all of these files. Send the entry again later.");

        private final String code;
        private final String detail;

        Refusal(String code, String detail) {
            this.code = code;
            this.detail = detail;
        }
    }

    /**
     * What became of a submission.
     *
     * @param rowsWritten rows that changed in the database
     */
    record Receipt(ObjectNode json, long rowsWritten) {}

    Receipt submit(List<Submitted> entries) throws Problem, SQLException {
        requireOwnHashes(entries);
        LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        Map<String, Optional<Version>> known = confirmed(entries, today);
        List<Submitted> accepted = new ArrayList<>();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode rejected = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < entries.size(); i++) {
            Submitted entry = entries.get(i);
            Optional<Refusal> refusal = refusal(entry, known);
            if (refusal.isEmpty()) {
                accepted.add(entry);
            } else {
                rejected.addObject()
                        .put("index", i)
                        .put("settings_hash", entry.settingsHash())
                        .put("code", refusal.get().code)
                        .put("detail", refusal.get().detail);
            }
        }
        Map<String, String> titles = new HashMap<>();
        known.forEach((hash, version) -> version.ifPresent(v -> titles.put(hash, v.title())));
        long written = database.add(newVersions(accepted, known), accepted, titles, today.toString());
        json.put("accepted", accepted.size()).set("rejected", rejected);
        return new Receipt(json.put("thank_you", true), written);
    }

    private static void requireOwnHashes(List<Submitted> entries) throws Problem {
        List<Place> errors = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Submitted entry = entries.get(i);
            if (!Fingerprint.of(entry.settings()).hash().equals(entry.settingsHash())) {
                errors.add(new Place("/entries/" + i + "/settings_hash", "is not that of the settings beside it"));
            }
        }
        if (!errors.isEmpty()) {
            throw new Problem(Problem.Kind.SETTINGS_HASH_MISMATCH, "Nothing was stored.", errors, Map.of());
        }
    }

    /** By hash: a version, or empty where it is not public; nothing where nobody could say. */
    private Map<String, Optional<Version>> confirmed(List<Submitted> entries, LocalDate today) throws SQLException {
        List<String> hashes = entries.stream()
                .flatMap(entry -> entry.files().stream())
                .map(PublicFile::hash)
                .distinct()
                .toList();
        Map<String, CommunityDatabase.Known> rows = database.knownVersions(hashes);
        LocalDate oldest = today.minusDays(CONFIRMED_FOR_DAYS);
        // Those that were never seen first: what is known already can wait for its confirmation.
        List<String> open = hashes.stream()
                .filter(hash -> Optional.ofNullable(rows.get(hash))
                        .map(known -> LocalDate.parse(known.checkedDay()).isBefore(oldest))
                        .orElse(true))
                .sorted(Comparator.comparing(rows::containsKey))
                .toList();
        Map<String, Optional<Version>> known = new HashMap<>();
        rows.forEach((hash, row) -> known.put(hash, Optional.of(row.version())));
        if (!open.isEmpty()) {
            known.putAll(site.lookUp(open));
        }
        return known;
    }

    private static Optional<Refusal> refusal(Submitted entry, Map<String, Optional<Version>> known) {
        Optional<Refusal> unanswered = Optional.empty();
        for (PublicFile file : entry.files()) {
            Optional<Version> version = known.get(file.hash());
            if (version == null) {
                unanswered = Optional.of(Refusal.NOT_VERIFIED_YET);
            } else if (version.isEmpty()) {
                return Optional.of(Refusal.NOT_PUBLIC);
            } else if (version.get().civitaiId() != file.civitaiId()) {
                return Optional.of(Refusal.WRONG_VERSION);
            } else if (!version.get().kind().allows(file.kind())) {
                return Optional.of(Refusal.WRONG_KIND);
            }
        }
        return unanswered;
    }

    /** What CivitAI said just now of files in accepted entries. Where it does not say what a file is, its first use does. */
    private static Map<String, Version> newVersions(List<Submitted> accepted, Map<String, Optional<Version>> known) {
        Map<String, Version> versions = new LinkedHashMap<>();
        for (Submitted entry : accepted) {
            for (PublicFile file : entry.files()) {
                known.getOrDefault(file.hash(), Optional.empty())
                        .filter(version -> !version.stored())
                        .ifPresent(version -> versions.putIfAbsent(
                                file.hash(),
                                version.kind() == Version.Kind.ANY
                                        ? new Version(
                                                version.civitaiId(),
                                                Version.Kind.of(file.kind()),
                                                version.title(),
                                                false)
                                        : version));
            }
        }
        return versions;
    }
}
