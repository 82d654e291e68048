package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The template builds, and both its parts work from a plug-in folder. */
class PluginTemplateTest {
    private static final Path TEMPLATE = SamplesTest.SAMPLES.resolve("plugin-template");
    private static final Path DESCRIPTION = TEMPLATE.resolve("description/template-sampler.json");
    private static final String SAMPLE = TEMPLATE.resolve("sample.json").toString();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path home;

    @Test
    void without_the_plug_in_nobody_guesses() throws IOException {
        Cli.Result result = new Cli(home).run("inspect", "--json", SAMPLE);

        assertThat(JSON.readTree(result.out()).path("outcome").asText()).isEqualTo("incomplete");
        assertThat(new Cli(home).run("nodes", "unknown", SAMPLE).out())
                .contains("TemplateSampler", "TemplateStyleStack");
    }

    @Test
    void dropped_into_the_folder_both_nodes_are_read() throws IOException {
        Path plugins = Files.createDirectory(home.resolve("plugins"));
        Files.copy(DESCRIPTION, plugins.resolve("template-sampler.json"));
        jar(plugins.resolve("template.jar"));

        Cli.Result result = new Cli(home).run("inspect", "--json", SAMPLE, "--plugins", plugins.toString());

        JsonNode expected = JSON.readTree(Files.readString(TEMPLATE.resolve("sample.expected.json")));
        List<String> differences = new ArrayList<>();
        SamplesTest.compare("", expected, JSON.readTree(result.out()), differences);
        assertThat(differences).as(result.out()).isEmpty();
        assertThat(result.err()).isEmpty();
        assertThat(new Cli(home)
                        .run("nodes", "template", "--plugins", plugins.toString())
                        .out())
                .containsPattern("TemplateSampler +yours")
                .containsPattern("TemplateStyleStack +plug-in");
    }

    @Test
    void a_plug_in_makes_files_be_read_again() throws IOException {
        Path plugins = Files.createDirectory(home.resolve("plugins"));
        Cli cli = new Cli(home);
        assertThat(cli.run("import", SAMPLE, "--plugins", plugins.toString()).out())
                .contains("1  with a workflow that does not say enough");

        Files.copy(DESCRIPTION, plugins.resolve("template-sampler.json"));
        jar(plugins.resolve("template.jar"));

        assertThat(cli.run("import", SAMPLE, "--plugins", plugins.toString()).out())
                .contains("1  with settings that were counted");
    }

    @Test
    void a_jar_that_is_none_is_named_and_the_rest_works() throws IOException {
        Path plugins = Files.createDirectory(home.resolve("plugins"));
        Files.writeString(plugins.resolve("broken.jar"), "no jar");
        Files.writeString(plugins.resolve("broken.json"), "{\"nodes\": [{\"types\": [\"X\"], \"pas\": {}}]}");

        Cli.Result result = new Cli(home)
                .run("inspect", SamplesTest.SAMPLES.resolve("flux.json").toString(), "--plugins", plugins.toString());

        assertThat(result.code()).isEqualTo(Exit.DONE);
        assertThat(result.out()).contains("SamplerCustomAdvanced");
        assertThat(result.err()).contains("broken.jar").contains("broken.json").contains("no field \"pas\"");
        assertThat(new Cli(home).run("doctor", "--plugins", plugins.toString()).code())
                .isEqualTo(Exit.FAILED);
    }

    @Test
    void the_description_is_checked_and_tried() {
        Cli.Result result = new Cli(home).run("nodes", "check", DESCRIPTION.toString(), "--graph", SAMPLE);

        assertThat(result.code()).isEqualTo(Exit.DONE);
        assertThat(result.out())
                .contains("is sound: 1 node type (TemplateSampler)")
                .contains("TemplateSampler, node 5")
                .contains("node 5 input method");
    }

    /** What build.sh does, with the compiler of the Java that runs the tests. */
    private void jar(Path target) throws IOException {
        Path classes = Files.createDirectory(home.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(TEMPLATE.resolve("jar/src"))) {
            List<Path> java =
                    sources.filter(f -> f.toString().endsWith(".java")).toList();
            List<String> how = List.of(
                    "--release",
                    "17",
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString());
            assertThat(compiler.getTask(null, files, null, how, null, files.getJavaFileObjectsFromPaths(java))
                            .call())
                    .isTrue();
        }
        try (OutputStream out = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(out)) {
            add(jar, classes);
            add(jar, TEMPLATE.resolve("jar"), "META-INF");
        }
    }

    private static void add(JarOutputStream jar, Path root) throws IOException {
        add(jar, root, "");
    }

    private static void add(JarOutputStream jar, Path root, String below) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(below))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(new JarEntry(root.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
    }
}
