package io.gentrack.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who may import whom: section "Modules" of the architecture page. */
class ModuleBoundariesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.gentrack");

    /** A rule over no classes would hold whatever happened. */
    @Test
    void the_modules_are_seen() {
        for (String module : new String[] {"core.graph", "core.store", "core.job", "extractors", "cli"}) {
            assertThat(CLASSES.stream().anyMatch(c -> c.getPackageName().startsWith("io.gentrack." + module)))
                    .as(module)
                    .isTrue();
        }
    }

    @Test
    void modules_know_only_what_is_below_them() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("core")
                .definedBy("io.gentrack.core..")
                .layer("extractors")
                .definedBy("io.gentrack.extractors..")
                .optionalLayer("hasher")
                .definedBy("io.gentrack.hasher..")
                .optionalLayer("mcp")
                .definedBy("io.gentrack.mcp..")
                .optionalLayer("community")
                .definedBy("io.gentrack.community..")
                .layer("cli")
                .definedBy("io.gentrack.cli..")
                .whereLayer("core")
                .mayNotAccessAnyLayer()
                .whereLayer("extractors")
                .mayOnlyAccessLayers("core")
                .whereLayer("hasher")
                .mayOnlyAccessLayers("core")
                .whereLayer("mcp")
                .mayOnlyAccessLayers("core", "hasher")
                .whereLayer("community")
                .mayOnlyAccessLayers("core", "hasher")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void extractors_know_only_the_graph_and_the_spi() {
        noClasses()
                .that()
                .resideInAPackage("io.gentrack.extractors..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.gentrack.core..")
                        .and(resideOutsideOfPackages(
                                "io.gentrack.core.graph..", "io.gentrack.core.spi..", "io.gentrack.core.extract")))
                .check(CLASSES);
    }

    @Test
    void core_is_a_stack_of_layers() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("container")
                .definedBy("io.gentrack.core.container..")
                .layer("graph")
                .definedBy("io.gentrack.core.graph..")
                .layer("spi")
                .definedBy("io.gentrack.core.spi..")
                .layer("extract")
                .definedBy("io.gentrack.core.extract..")
                .layer("settings")
                .definedBy("io.gentrack.core.settings..")
                .layer("store")
                .definedBy("io.gentrack.core.store..")
                .layer("advice")
                .definedBy("io.gentrack.core.advice..")
                .layer("job")
                .definedBy("io.gentrack.core.job..")
                .whereLayer("container")
                .mayNotAccessAnyLayer()
                .whereLayer("graph")
                .mayNotAccessAnyLayer()
                .whereLayer("spi")
                .mayOnlyAccessLayers("graph")
                .whereLayer("extract")
                .mayOnlyAccessLayers("graph", "spi")
                .whereLayer("settings")
                .mayOnlyAccessLayers("graph", "spi", "extract")
                .whereLayer("store")
                .mayOnlyAccessLayers("graph", "spi", "extract", "settings")
                .whereLayer("advice")
                .mayOnlyAccessLayers("graph", "spi", "extract", "settings", "store")
                .whereLayer("job")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void packages_have_no_cycles() {
        SlicesRuleDefinition.slices()
                .matching("io.gentrack.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void core_and_extractors_have_no_network() {
        noClasses()
                .that()
                .resideInAnyPackage("io.gentrack.core..", "io.gentrack.extractors..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "com.sun.net.httpserver..", "javax.net..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(Server|Datagram|Multicast)?Socket.*|java\\.net\\.(Http|Jar)?URLConnection")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.nio\\.channels\\.(Server|Asynchronous)?Socket.*")
                .check(CLASSES);
    }

    @Test
    void only_the_store_and_the_hash_cache_speak_sql() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.gentrack.core.container..",
                        "io.gentrack.core.graph..",
                        "io.gentrack.core.spi..",
                        "io.gentrack.core.extract..",
                        "io.gentrack.core.settings..",
                        "io.gentrack.extractors..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(CLASSES);
    }

    @Test
    void one_package_lives_in_one_module() {
        Map<String, Set<String>> homes = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            String home = type.getSource()
                    .map(Source::getUri)
                    .map(uri -> uri.toString())
                    .map(uri -> uri.substring(0, uri.indexOf("io/gentrack")))
                    .orElse("");
            homes.computeIfAbsent(type.getPackageName(), p -> new TreeSet<>()).add(home);
        }
        assertThat(homes)
                .allSatisfy((name, places) -> assertThat(places).as(name).hasSize(1));
    }
}
