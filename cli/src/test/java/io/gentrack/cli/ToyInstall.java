package io.gentrack.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;

/** A ComfyUI folder with small model files, and pictures that name them. */
final class ToyInstall {
    /** Files younger than a few seconds are not remembered. */
    static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));

    static final String SDXL = "stable-diffusion-xl-v1-base";

    private static final int PAYLOAD = 32;

    private final Path root;

    ToyInstall(Path root) throws IOException {
        this.root = Files.createDirectories(root);
        Files.createDirectories(root.resolve("models/checkpoints"));
        Files.createDirectories(root.resolve("models/loras"));
        Files.writeString(root.resolve("main.py"), "");
    }

    Path root() {
        return root;
    }

    /** A model file that differs from all others by its path, and says its architecture. */
    Path model(String path, String architecture) throws IOException {
        return model(path, architecture, path);
    }

    /**
     * A model file.
     *
     * @param content files with the same text have the same tensors
     */
    Path model(String path, String architecture, String content) throws IOException {
        Path file = root.resolve("models").resolve(path);
        Files.createDirectories(file.getParent());
        String json = "{\"__metadata__\":{\"modelspec.architecture\":\"" + architecture
                + "\",\"ss_tag_frequency\":\"private\"},\"a\":{\"dtype\":\"F16\",\"shape\":[4,4],\"data_offsets\":[0,"
                + PAYLOAD + "]}}";
        byte[] header = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + header.length + PAYLOAD)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(sha256(content.getBytes(StandardCharsets.UTF_8)));
        Files.write(file, bytes.array());
        return Files.setLastModifiedTime(file, LONG_AGO);
    }

    static String hex(Path file) throws IOException {
        return HexFormat.of().formatHex(sha256(Files.readAllBytes(file)));
    }

    static String autoV2(Path file) throws IOException {
        return hex(file).substring(0, 10).toUpperCase(Locale.ROOT);
    }

    static String autoV3(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position((int) bytes.getLong() + Long.BYTES);
        byte[] tensors = new byte[bytes.remaining()];
        bytes.get(tensors);
        return HexFormat.of().withUpperCase().formatHex(sha256(tensors)).substring(0, 12);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /**
     * A workflow of one pass.
     *
     * @param loader {@code CheckpointLoaderSimple} or {@code UNETLoader}
     * @param lora empty for none
     */
    static String graph(String loader, String model, String lora, int steps, int seed) {
        boolean bare = loader.equals("UNETLoader");
        String name = model.replace("\\", "\\\\");
        String load = bare
                ? "{\"unet_name\":\"" + name + "\",\"weight_dtype\":\"default\"}"
                : "{\"ckpt_name\":\"" + name + "\"}";
        String clip = bare ? "[\"8\",0]" : "[\"1\",1]";
        return "{\"1\":{\"class_type\":\"" + loader + "\",\"inputs\":" + load + "},"
                + "\"8\":{\"class_type\":\"CLIPLoader\",\"inputs\":{\"clip_name\":\"c.safetensors\",\"type\":\"stable_diffusion\"}},"
                + (lora.isEmpty()
                        ? ""
                        : "\"9\":{\"class_type\":\"LoraLoaderModelOnly\",\"inputs\":{\"lora_name\":\""
                                + lora.replace("\\", "\\\\") + "\",\"strength_model\":0.8,\"model\":[\"1\",0]}},")
                + "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a\",\"clip\":" + clip + "}},"
                + "\"4\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":512,\"batch_size\":1}},"
                + "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":" + seed + ",\"steps\":" + steps
                + ",\"cfg\":6.5,\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"denoise\":1,\"model\":[\""
                + (lora.isEmpty() ? "1" : "9")
                + "\",0],\"positive\":[\"2\",0],\"negative\":[\"2\",0],\"latent_image\":[\"4\",0]}},"
                + "\"7\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"a\",\"images\":[\"5\",0]}}}";
    }

    static Path workflow(Path file, String graph) throws IOException {
        Files.writeString(file, graph);
        return Files.setLastModifiedTime(file, LONG_AGO);
    }

    /** A picture with nothing but the text that A1111 and its kin write. */
    static Path picture(Path file, String parameters) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504E470D0A1A0AL);
        chunk(out, "IHDR", new byte[] {0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0});
        chunk(out, "tEXt", ("parameters\0" + parameters).getBytes(StandardCharsets.ISO_8859_1));
        chunk(out, "IEND", new byte[0]);
        Files.write(file, bytes.toByteArray());
        return Files.setLastModifiedTime(file, LONG_AGO);
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(StandardCharsets.US_ASCII));
        crc.update(data);
        out.writeInt(data.length);
        out.writeBytes(type);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }
}
