package io.gentrack.hasher.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gentrack.hasher.digest.DigestEngine;
import io.gentrack.hasher.digest.DigestEngines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HasherTest {
    private static final int[] BOUNDARIES = {
        0, 8, 64, 128, 4096, LaneWorker.BUFFER_BYTES, 2 * LaneWorker.BUFFER_BYTES, ReadAheadWorker.BUFFER_BYTES
    };

    @TempDir
    Path folder;

    /** Every engine of this machine, with lanes (4 streams on 2 cores) and with a read-ahead thread (1 stream). */
    static List<Hasher> hashers() {
        List<DigestEngine> engines = new ArrayList<>(List.of(DigestEngines.jdk()));
        DigestEngines.nativeEngine().ifPresent(engines::add);
        List<Hasher> hashers = new ArrayList<>();
        for (DigestEngine engine : engines) {
            hashers.add(new Hasher(engine, new Devices(), 2, OptionalInt.of(4)));
            hashers.add(new Hasher(engine, new Devices(), 2, OptionalInt.of(1)));
        }
        return hashers;
    }

    @Test
    void digests_of_a_thousand_files_around_every_buffer_boundary_equal_independent_ones() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Path, String> expected = new LinkedHashMap<>();
        Map<Path, String> expectedAutoV3 = new LinkedHashMap<>();
        List<HashRequest> requests = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int size = Math.max(0, BOUNDARIES[random.nextInt(BOUNDARIES.length)] + random.nextInt(140) - 70);
            boolean tensors = i % 4 == 0 && size > 16;
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            int header = tensors ? random.nextInt(size - 8) + 1 : 0;
            if (tensors) {
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(header);
            }
            Path file = Files.write(folder.resolve("m" + i + ".safetensors"), bytes);
            expected.put(file, sha256(bytes, 0));
            if (tensors) {
                expectedAutoV3.put(
                        file, sha256(bytes, 8 + header).substring(0, 12).toUpperCase(java.util.Locale.ROOT));
            }
            requests.add(new HashRequest(file, size, tensors));
        }
        for (Hasher hasher : hashers()) {
            Map<Path, FileDigests> digests = digests(hasher, requests);
            assertThat(digests).as("seed %s", seed).hasSize(1000);
            digests.forEach((file, found) -> {
                String what = hasher.engine().name() + " " + file.getFileName() + " seed " + seed;
                assertThat(found.sha256()).as(what).isEqualTo(expected.get(file));
                assertThat(found.autoV3().orElse(null)).as(what).isEqualTo(expectedAutoV3.get(file));
            });
        }
        Map<Path, String> bySha256sum = sha256sum();
        bySha256sum.forEach((file, digest) -> assertThat(expected.get(file)).isEqualTo(digest));
    }

    @ParameterizedTest
    @MethodSource("hashers")
    void autov3_is_what_tail_and_sha256_of_the_rest_give(Hasher hasher) throws Exception {
        byte[] header =
                "{\"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}".getBytes(StandardCharsets.UTF_8);
        byte[] tensors = new byte[3 * ReadAheadWorker.BUFFER_BYTES + 5];
        new Random(7).nextBytes(tensors);
        Path file = safetensors("lora.safetensors", header, tensors);
        Path edited =
                safetensors("edited.safetensors", "{\"__metadata__\":{}}".getBytes(StandardCharsets.UTF_8), tensors);
        Map<Path, FileDigests> digests =
                digests(hasher, List.of(new HashRequest(file, 0, true), new HashRequest(edited, 0, true)));
        String expected = sha256(tensors, 0).substring(0, 12).toUpperCase(java.util.Locale.ROOT);
        assertThat(digests.get(file).autoV3()).hasValue(expected);
        assertThat(digests.get(edited).autoV3())
                .as("a header edit changes nothing")
                .hasValue(expected);
        assertThat(digests.get(edited).sha256()).isNotEqualTo(digests.get(file).sha256());
        assertThat(digests.get(file).autoV2())
                .isEqualTo(digests.get(file).sha256().substring(0, 10).toUpperCase(java.util.Locale.ROOT));
    }

    @ParameterizedTest
    @MethodSource("hashers")
    void autov1_is_the_hash_of_64_kib_behind_the_first_mib(Hasher hasher) throws Exception {
        int mib = 1 << 20;
        byte[] bytes = new byte[mib + 70_000];
        new Random(8).nextBytes(bytes);
        Path whole = Files.write(folder.resolve("whole.ckpt"), bytes);
        Path other = Files.write(folder.resolve("same-there.ckpt"), bytes);
        try (RandomAccessFile edit = new RandomAccessFile(other.toFile(), "rw")) {
            edit.write(bytes[0] + 1);
        }
        Path shorter = Files.write(folder.resolve("shorter.ckpt"), Arrays.copyOf(bytes, mib + 1_000));
        Path without = Files.write(folder.resolve("without.ckpt"), Arrays.copyOf(bytes, mib));
        Map<Path, FileDigests> digests = digests(
                hasher,
                Stream.of(whole, other, shorter, without)
                        .map(file -> new HashRequest(file, 0, false))
                        .toList());
        String expected =
                sha256(Arrays.copyOfRange(bytes, mib, mib + 65_536), 0).substring(0, 8);
        assertThat(digests.get(whole).autoV1()).hasValue(expected);
        assertThat(digests.get(other).autoV1())
                .as("says nothing of other bytes")
                .hasValue(expected);
        assertThat(digests.get(shorter).autoV1())
                .hasValue(sha256(Arrays.copyOfRange(bytes, mib, mib + 1_000), 0).substring(0, 8));
        assertThat(digests.get(without).autoV1()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("hashers")
    void a_header_length_that_cannot_be_true_gives_no_autov3(Hasher hasher) throws Exception {
        Path negative =
                Files.write(folder.resolve("n.safetensors"), HexFormat.of().parseHex("ffffffffffffffff00"));
        Path tooLong =
                Files.write(folder.resolve("t.safetensors"), HexFormat.of().parseHex("0200000000000000ff"));
        Path tiny = Files.write(folder.resolve("s.safetensors"), new byte[3]);
        Map<Path, FileDigests> digests = digests(
                hasher,
                List.of(
                        new HashRequest(negative, 9, true),
                        new HashRequest(tooLong, 9, true),
                        new HashRequest(tiny, 3, true)));
        assertThat(digests.values()).hasSize(3).allMatch(found -> found.autoV3().isEmpty() && found.autoV3Known());
    }

    @ParameterizedTest
    @MethodSource("hashers")
    void a_missing_file_and_a_folder_fail_and_the_rest_is_hashed(Hasher hasher) throws Exception {
        Path good = Files.writeString(folder.resolve("good.safetensors"), "x");
        Path missing = folder.resolve("missing.safetensors");
        List<HashOutcome> outcomes = outcomes(
                hasher,
                List.of(
                        new HashRequest(missing, 10, false),
                        new HashRequest(folder, 9, true),
                        new HashRequest(good, 1, false)),
                new Cancellation());
        assertThat(outcomes).hasSize(3);
        assertThat(outcomes)
                .filteredOn(HashOutcome.Failed.class::isInstance)
                .extracting(outcome -> ((HashOutcome.Failed) outcome).reason())
                .containsOnly(HashOutcome.Reason.VANISHED);
        assertThat(outcomes)
                .anySatisfy(outcome -> assertThat(outcome)
                        .isInstanceOf(HashOutcome.Hashed.class)
                        .extracting(any -> any.request().file())
                        .isEqualTo(good));
    }

    @ParameterizedTest
    @MethodSource("hashers")
    void a_file_that_grows_during_the_read_is_discarded(Hasher hasher) throws Exception {
        Path file = Files.write(folder.resolve("growing.ckpt"), new byte[8 * 1024 * 1024]);
        Cancellation cancellation = new Cancellation();
        List<HashOutcome> outcomes = new ArrayList<>();
        LongAdder done = new LongAdder() {
            @Override
            public void add(long bytes) {
                super.add(bytes);
                append(file);
            }
        };
        hasher.hash(List.of(new HashRequest(file, 1, false)), done, cancellation, outcomes::add);
        assertThat(outcomes)
                .singleElement()
                .satisfies(outcome ->
                        assertThat(((HashOutcome.Failed) outcome).reason()).isEqualTo(HashOutcome.Reason.CHANGED));
    }

    @Test
    void a_file_written_just_now_is_hashed_but_not_settled() throws Exception {
        Path file = Files.writeString(folder.resolve("new.pt"), "new");
        Hasher hasher = hashers().get(0);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        assertThat(digests(hasher, List.of(new HashRequest(file, 3, false)))
                        .get(file)
                        .settled())
                .isFalse();
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(digests(hasher, List.of(new HashRequest(file, 3, false)))
                        .get(file)
                        .settled())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("hashers")
    void cancel_stops_at_the_next_buffer(Hasher hasher) throws Exception {
        Path file = folder.resolve("sparse.safetensors");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.allocate(1), 1L << 34);
        }
        Cancellation cancellation = new Cancellation();
        LongAdder done = new LongAdder() {
            @Override
            public void add(long bytes) {
                super.add(bytes);
                cancellation.cancel();
            }
        };
        List<HashOutcome> outcomes = new ArrayList<>();
        hasher.hash(
                List.of(new HashRequest(file, 1L << 34, false), new HashRequest(file, 1L << 34, true)),
                done,
                cancellation,
                outcomes::add);
        assertThat(outcomes).as("a cancelled file has no outcome").isEmpty();
        assertThat(done.sum()).isLessThan(64L * 1024 * 1024);
    }

    @Test
    void a_sink_that_throws_ends_the_work_and_is_reported() throws Exception {
        Path file = Files.writeString(folder.resolve("a.safetensors"), "x");
        List<HashRequest> requests = java.util.stream.Stream.generate(() -> new HashRequest(file, 1, false))
                .limit(50)
                .toList();
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> hashers().get(0).hash(requests, new LongAdder(), new Cancellation(), outcome -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("disk full");
                }))
                .hasRootCauseMessage("disk full");
        assertThat(calls.get()).isLessThan(50);
    }

    @Test
    void bytes_done_ends_at_the_sum_of_the_sizes() throws Exception {
        Path a = Files.write(folder.resolve("a.bin"), new byte[1_000_000]);
        Path b = Files.write(folder.resolve("b.bin"), new byte[300_001]);
        for (Hasher hasher : hashers()) {
            LongAdder done = new LongAdder();
            hasher.hash(
                    List.of(new HashRequest(a, 1_000_000, true), new HashRequest(b, 300_001, false)),
                    done,
                    new Cancellation(),
                    outcome -> {});
            assertThat(done.sum()).isEqualTo(1_300_001);
        }
    }

    private Path safetensors(String name, byte[] header, byte[] tensors) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length + tensors.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header).put(tensors);
        return Files.write(folder.resolve(name), bytes.array());
    }

    private static void append(Path file) {
        try {
            Files.write(file, new byte[100], StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<HashOutcome> outcomes(
            Hasher hasher, Collection<HashRequest> requests, Cancellation cancellation) {
        List<HashOutcome> outcomes = new ArrayList<>();
        hasher.hash(requests, new LongAdder(), cancellation, outcomes::add);
        return outcomes;
    }

    private static Map<Path, FileDigests> digests(Hasher hasher, Collection<HashRequest> requests) {
        Map<Path, FileDigests> digests = new LinkedHashMap<>();
        for (HashOutcome outcome : outcomes(hasher, requests, new Cancellation())) {
            assertThat(outcome).isInstanceOf(HashOutcome.Hashed.class);
            digests.put(outcome.request().file(), ((HashOutcome.Hashed) outcome).digests());
        }
        return digests;
    }

    private static String sha256(byte[] bytes, int from) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(bytes, from, bytes.length - from);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What the system's own tool says about all files; empty where there is none. */
    private Map<Path, String> sha256sum() throws Exception {
        Map<Path, String> digests = new LinkedHashMap<>();
        Process process;
        try {
            process = new ProcessBuilder("sh", "-c", "sha256sum *.safetensors")
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return digests;
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                digests.put(folder.resolve(line.substring(66)), line.substring(0, 64));
            }
        }
        return digests;
    }
}
