package io.gentrack.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * A folder of small PNGs as ComfyUI writes them: {@code prompt} and {@code workflow} in front of the pixels. Every picture has a seed of
 * its own; the same at each call.
 *
 * <p>Either every picture's settings are drawn anew out of 7,200 combinations, which is the worst for the store, or, with
 * {@code runs}, people are imitated: 5 to 40 pictures in a row have the same of {@value #LIKED} combinations, ten seconds apart.
 *
 * <pre>java -cp bench/target/bench.jar io.gentrack.bench.SyntheticPictures DIR COUNT [runs]</pre>
 */
public final class SyntheticPictures {
    private static final String[] SAMPLERS = {"euler", "dpmpp_2m", "dpmpp_sde", "uni_pc", "euler_ancestral"};
    private static final String[] SCHEDULERS = {"normal", "karras", "simple", "beta"};
    private static final int PER_FOLDER = 1_000;
    private static final int LIKED = 400;
    /** Small seeds side by side would draw nearly the same. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final Instant FIRST = Instant.parse("2025-01-01T00:00:00Z");

    /** Bytes of stand-in pixel data: what the reader has to seek past. */
    private static final int PIXELS = 24_000;

    private SyntheticPictures() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int count = Integer.parseInt(args[1]);
        if (args.length > 2 && args[2].equals("runs")) {
            writeRuns(folder, count);
        } else {
            write(folder, count);
        }
    }

    /** Writes {@code count} pictures below {@code folder}, {@value #PER_FOLDER} a sub-folder. */
    public static void write(Path folder, int count) throws IOException {
        Random random = new Random(7);
        byte[] pixels = pixels(random);
        for (int i = 0; i < count; i++) {
            Files.write(file(folder, i), png(prompt(i, random), pixels));
        }
    }

    /** Like {@link #write}, in runs of pictures with the same settings. */
    static void writeRuns(Path folder, int count) throws IOException {
        Random random = new Random(7);
        byte[] pixels = pixels(random);
        int left = 0;
        int combination = 0;
        for (int i = 0; i < count; i++) {
            if (left == 0) {
                left = 5 + random.nextInt(36);
                combination = random.nextInt(LIKED);
            }
            left--;
            Path file = file(folder, i);
            Files.write(file, png(prompt(i, new Random(combination * SPREAD)), pixels));
            Files.setLastModifiedTime(file, FileTime.from(FIRST.plusSeconds(10L * i)));
        }
    }

    private static byte[] pixels(Random random) {
        byte[] pixels = new byte[PIXELS];
        random.nextBytes(pixels);
        return pixels;
    }

    private static Path file(Path folder, int index) throws IOException {
        return Files.createDirectories(folder.resolve(String.format("%03d", index / PER_FOLDER)))
                .resolve(String.format("ComfyUI_%05d_.png", index));
    }

    private static byte[] png(String prompt, byte[] pixels) throws IOException {
        String workflow =
                "{\"nodes\": [], \"links\": [], \"version\": 0.4, \"extra\": {\"pad\": \"" + "x".repeat(6_000) + "\"}}";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504E470D0A1A0AL);
        chunk(out, "IHDR", new byte[] {0, 0, 2, 0, 0, 0, 3, 0, 8, 2, 0, 0, 0});
        chunk(out, "tEXt", ("prompt\0" + prompt).getBytes(StandardCharsets.ISO_8859_1));
        chunk(out, "tEXt", ("workflow\0" + workflow).getBytes(StandardCharsets.ISO_8859_1));
        chunk(out, "IDAT", pixels);
        chunk(out, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    /** A graph of nine nodes: checkpoint, LoRA, two prompts, latent, sampler, decode, save. */
    static String prompt(int index, Random random) {
        String text = "a lighthouse at dusk, number " + index + ", " + "highly detailed, ".repeat(8);
        return "{\"3\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": " + (index * 7_919L)
                + ", \"steps\": " + (20 + random.nextInt(4) * 5)
                + ", \"cfg\": " + (4 + random.nextInt(5)) + ".5, \"sampler_name\": \""
                + SAMPLERS[random.nextInt(SAMPLERS.length)]
                + "\", \"scheduler\": \"" + SCHEDULERS[random.nextInt(SCHEDULERS.length)]
                + "\", \"denoise\": 1.0, \"model\": [\"10\", 0], \"positive\": [\"6\", 0], \"negative\": [\"7\", 0], \"latent_image\": [\"5\", 0]},"
                + " \"_meta\": {\"title\": \"KSampler\"}}, \"4\": {\"class_type\": \"CheckpointLoaderSimple\", \"inputs\": {\"ckpt_name\": \"model_"
                + random.nextInt(6)
                + ".safetensors\"}, \"_meta\": {\"title\": \"Load Checkpoint\"}}, \"5\": {\"class_type\": \"EmptyLatentImage\","
                + " \"inputs\": {\"width\": 832, \"height\": 1216, \"batch_size\": 1}}, \"6\": {\"class_type\": \"CLIPTextEncode\", \"inputs\":"
                + " {\"text\": \"" + text
                + "\", \"clip\": [\"10\", 1]}}, \"7\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\":"
                + " \"blurry, low quality\", \"clip\": [\"10\", 1]}}, \"8\": {\"class_type\": \"VAEDecode\", \"inputs\": {\"samples\": [\"3\", 0],"
                + " \"vae\": [\"4\", 2]}}, \"9\": {\"class_type\": \"SaveImage\", \"inputs\": {\"filename_prefix\": \"ComfyUI\", \"images\":"
                + " [\"8\", 0]}}, \"10\": {\"class_type\": \"LoraLoader\", \"inputs\": {\"lora_name\": \"style_"
                + random.nextInt(3)
                + ".safetensors\", \"strength_model\": 0.8, \"strength_clip\": 0.8, \"model\": [\"4\", 0], \"clip\": [\"4\", 1]}}}";
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }
}
