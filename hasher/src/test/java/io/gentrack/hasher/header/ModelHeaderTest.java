package io.gentrack.hasher.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHeaderTest {
    @TempDir
    Path folder;

    @Test
    void shapes_are_kept_and_private_metadata_is_not() throws Exception {
        String json = "{\"__metadata__\":{\"ss_tag_frequency\":\"" + "x".repeat(1_000_000)
                + "\",\"modelspec.title\":\"my secret\",\"ss_output_name\":\"me\","
                + "\"ss_base_model_version\":\"sdxl_base_v1-0\",\"odd\":{\"nested\":[1]}},"
                + "\"a.weight\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[0,12]},"
                + "\"b\":{\"shape\":[],\"dtype\":\"F16\",\"data_offsets\":[12,14]}}   ";
        SafetensorsHeader header = (SafetensorsHeader) SafetensorsHeader.read(safetensors(json, 14));
        assertThat(header.shapes()).containsEntry("a.weight", List.of(2L, 3L)).containsEntry("b", List.of());
        assertThat(header.metadata()).isEqualTo(java.util.Map.of("ss_base_model_version", "sdxl_base_v1-0"));
        assertThat(header.tensorOffset()).isEqualTo(8 + json.getBytes(StandardCharsets.UTF_8).length);
        assertThat(header.complete()).isTrue();
    }

    @Test
    void a_download_that_stopped_is_seen() throws Exception {
        String json = "{\"a\":{\"dtype\":\"F16\",\"shape\":[100],\"data_offsets\":[0,200]}}";
        assertThat(((SafetensorsHeader) SafetensorsHeader.read(safetensors(json, 199))).complete())
                .isFalse();
        assertThat(((SafetensorsHeader) SafetensorsHeader.read(safetensors(json, 200))).complete())
                .isTrue();
    }

    @Test
    void lengths_that_cannot_be_true_allocate_nothing() throws Exception {
        assertThat(SafetensorsHeader.read(bytes(new byte[] {1, 2}))).isInstanceOf(ModelHeader.Malformed.class);
        assertThat(SafetensorsHeader.read(length(Long.MAX_VALUE))).isInstanceOf(ModelHeader.Malformed.class);
        assertThat(SafetensorsHeader.read(length(-1))).isInstanceOf(ModelHeader.Malformed.class);
        assertThat(SafetensorsHeader.read(length(0))).isInstanceOf(ModelHeader.Malformed.class);
    }

    @Test
    void json_that_is_cut_off_deep_or_no_object_is_malformed() throws Exception {
        for (String json : List.of(
                "[1,2]",
                "{\"a\":{\"shape\":[1",
                "nonsense",
                "{\"a\":" + "[".repeat(5000),
                "{\"a\":{\"shape\":[1e400]}",
                "  ")) {
            assertThat(SafetensorsHeader.read(safetensors(json, 10)))
                    .as(json.substring(0, Math.min(20, json.length())))
                    .isInstanceOf(ModelHeader.Malformed.class);
        }
    }

    @Test
    void random_damage_never_throws() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String json =
                "{\"__metadata__\":{\"ss_v2\":\"False\"},\"a\":{\"dtype\":\"F16\",\"shape\":[2,3],\"data_offsets\":[0,12]}}";
        byte[] safetensors = Files.readAllBytes(safetensors(json, 12));
        byte[] gguf = gguf("flux");
        for (int round = 0; round < 500; round++) {
            byte[] source = round % 2 == 0 ? safetensors : gguf;
            byte[] damaged = java.util.Arrays.copyOf(source, random.nextInt(source.length + 1));
            for (int hit = 0; hit < 3 && damaged.length > 0; hit++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Path file = bytes(damaged);
            assertThat(round % 2 == 0 ? SafetensorsHeader.read(file) : GgufHeader.read(file))
                    .as("seed %s round %s", seed, round)
                    .isNotNull();
        }
    }

    @Test
    void gguf_architecture_is_found_behind_other_pairs() throws Exception {
        assertThat(GgufHeader.read(bytes(gguf("qwen_image")))).isEqualTo(new GgufHeader(Optional.of("qwen_image")));
        assertThat(GgufHeader.read(bytes("GGML and more bytes than that".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(ModelHeader.Malformed.class);
        assertThat(GgufHeader.read(bytes(java.util.Arrays.copyOf(gguf("flux"), 40))))
                .isInstanceOf(ModelHeader.Malformed.class);
    }

    private static byte[] gguf(String architecture) {
        ByteBuffer out = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        out.put("GGUF".getBytes(StandardCharsets.US_ASCII)).putInt(3).putLong(0).putLong(4);
        text(out, "general.quantization_version").putInt(4).putInt(2);
        text(out, "tokens").putInt(9).putInt(8).putLong(2);
        text(out, "hello");
        text(out, "world");
        text(out, "numbers").putInt(9).putInt(6).putLong(3).putInt(1).putInt(2).putInt(3);
        text(out, "general.architecture").putInt(8);
        text(out, architecture);
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    private static ByteBuffer text(ByteBuffer out, String text) {
        return out.putLong(text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private Path safetensors(String json, int tensorBytes) throws IOException {
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        return bytes(ByteBuffer.allocate(8 + header.length + tensorBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array());
    }

    private Path length(long length) throws IOException {
        return bytes(ByteBuffer.allocate(100)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array());
    }

    private Path bytes(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("file"), bytes);
    }
}
