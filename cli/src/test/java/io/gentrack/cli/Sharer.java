package io.gentrack.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A person with things to hide, and a machine: pictures with prompts, files whose names are e-mail addresses, a LoRA of a face. One
 * checkpoint and one LoRA are public.
 */
final class Sharer {
    static final String PROMPT = "portrait of Annabel Lee, wearing her red coat";
    static final String NEGATIVE = "uncle Roderick, blurry";
    static final String USER = "annabel.lee";
    static final String PUBLIC_MODEL = "annabel.lee@example.org mix.safetensors";
    static final String PUBLIC_LORA = "private/for-roderick@example.org.safetensors";
    static final String SECRET_LORA = "face-of-roderick.safetensors";
    static final String SECRET_MODEL = "trained-on-the-family.safetensors";
    static final String SECRET_SAMPLER = "rodericks_own_sampler";

    /** What no byte that leaves may hold; in any case. */
    static final List<String> SECRETS = List.of(
            "annabel",
            "roderick",
            "red coat",
            "blurry",
            "@example",
            "the-family",
            "usher",
            ".safetensors",
            ".png",
            "pictures-of",
            "03:04");

    private static final JsonMapper JSON = new JsonMapper();

    final Path home;
    final Path database;
    final ToyInstall comfy;
    final Path publicModel;
    final Path publicLora;
    final Path secretModel;
    final Path secretLora;
    private final Cli cli;
    private final Path pictures;

    /**
     * @param folder of the test
     * @param user different people have different names
     */
    Sharer(Path folder, String user) throws IOException {
        home = Files.createDirectories(folder.resolve("home").resolve(user));
        database = home.resolve("history of " + user + ".db");
        comfy = new ToyInstall(home.resolve("ComfyUI-of-usher"));
        publicModel = comfy.model("checkpoints/" + PUBLIC_MODEL, ToyInstall.SDXL, "public model");
        publicLora = comfy.model("loras/" + PUBLIC_LORA, ToyInstall.SDXL + "/lora", "public LoRA");
        secretModel = comfy.model("checkpoints/" + SECRET_MODEL, ToyInstall.SDXL, "secret model of " + user);
        secretLora = comfy.model("loras/" + SECRET_LORA, ToyInstall.SDXL + "/lora", "secret LoRA of " + user);
        pictures = Files.createDirectories(home.resolve("pictures-of-" + user));
        cli = new Cli(home)
                .with("USER", user)
                .with("HF_TOKEN", "hf_roderick")
                .with("CIVITAI_API_KEY", "annabel-key")
                .with("GENTRACK_DB", database.toString())
                .with("GENTRACK_CONFIG", home.resolve("config.json").toString());
    }

    /** What the config file says. */
    Sharer config(String json) throws IOException {
        Files.writeString(home.resolve("config.json"), json);
        return this;
    }

    Sharer typing(String answer) {
        cli.typing(answer);
        return this;
    }

    Cli.Result run(String... line) {
        return cli.run(line);
    }

    /** The same in a process of its own, which can be killed. */
    Process start(String... line) throws IOException {
        List<String> whole = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.gentrack.cli.Main"));
        whole.addAll(List.of(line));
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("HOME", home.toString());
        builder.environment().remove("XDG_DATA_HOME");
        builder.environment().put("LOCALAPPDATA", home.toString());
        builder.environment().put("GENTRACK_DB", database.toString());
        builder.environment().put("GENTRACK_CONFIG", home.resolve("config.json").toString());
        return builder.start();
    }

    /** Publishes on the stand-in what is public. */
    void publish(StandInCivitai site) throws IOException {
        site.publish(new StandInCivitai.Published(
                11, 1, "Lighthouse", "v1", "SDXL 1.0", "Checkpoint", ToyInstall.hex(publicModel)));
        site.publish(
                new StandInCivitai.Published(22, 2, "Ink Wash", "v2", "SDXL 1.0", "LORA", ToyInstall.hex(publicLora)));
    }

    /**
     * Makes pictures.
     *
     * @param model the checkpoint's file
     * @param lora the LoRA's file; empty for none
     * @param uses how many
     */
    Sharer draws(String model, String lora, int steps, int uses) throws IOException {
        return draws(model, lora, steps, uses, "euler");
    }

    Sharer draws(String model, String lora, int steps, int uses, String sampler) throws IOException {
        for (int i = 0; i < uses; i++) {
            int seed = Math.abs((model + lora + steps + sampler).hashCode() % 100_000) * 100 + i;
            String graph = ToyInstall.graph("CheckpointLoaderSimple", model, lora, steps, seed)
                    .replace("\"text\":\"a\"", "\"text\":\"" + PROMPT + " not " + NEGATIVE + "\"")
                    .replace("\"sampler_name\":\"euler\"", "\"sampler_name\":\"" + sampler + "\"")
                    .replace("\"width\":512", "\"width\":1216")
                    .replace("\"filename_prefix\":\"a\"", "\"filename_prefix\":\"roderick\"");
            Path picture = pictures.resolve("roderick " + seed + ".png");
            Files.write(picture, SamplePicture.png(JSON.readTree(graph)));
            Files.setLastModifiedTime(picture, ToyInstall.LONG_AGO);
        }
        return this;
    }

    /** The usual history: something public, and something of each kind that is not. */
    Sharer drawsAllSorts() throws IOException {
        return draws(PUBLIC_MODEL, PUBLIC_LORA, 20, 3)
                .draws(PUBLIC_MODEL, "", 24, 2)
                .draws(PUBLIC_MODEL, SECRET_LORA, 26, 2)
                .draws(SECRET_MODEL, PUBLIC_LORA, 28, 2)
                .draws(PUBLIC_MODEL, "", 30, 2, SECRET_SAMPLER)
                .draws("gone-with-roderick.safetensors", "", 32, 2);
    }

    /** Reads pictures and files; asks the stand-in. */
    Sharer gathers(Optional<StandInCivitai> site) {
        Cli.Result imported = run("import", "--comfyui", comfy.root().toString(), pictures.toString());
        if (imported.code() != Exit.DONE) {
            throw new AssertionError(imported.err());
        }
        Cli.Result hashed = site.isPresent()
                ? run(
                        "hash",
                        "--comfyui",
                        comfy.root().toString(),
                        "--civitai",
                        "--civitai-url",
                        site.get().address())
                : run("hash", "--comfyui", comfy.root().toString());
        if (hashed.code() != Exit.DONE) {
            throw new AssertionError(hashed.err());
        }
        return this;
    }
}
