package io.gentrack.core.container;

import static io.gentrack.core.container.Fixtures.PROMPT;
import static io.gentrack.core.container.Fixtures.WORKFLOW;
import static io.gentrack.core.container.Fixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files as such: there or not, ours or not, changing under the reader. */
class ContainerReaderTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsNotAFileIsSaidToBeNone() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.png"));
        assertUnreadable(ContainerReader.read(folder), "it is a folder");
        assertUnreadable(ContainerReader.read(empty), "the file is empty");
        assertUnreadable(ContainerReader.read(folder.resolve("gone.png")), "there is no such file (any more)");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no pipes in the file system")
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeIsNotWaitedFor() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe.png");
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assertThat(mkfifo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertUnreadable(ContainerReader.read(pipe), "it is a pipe, a socket or a device");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void linksAreFollowedAndMayLeadNowhere() throws IOException {
        Path file = Files.write(folder.resolve("a.png"), Fixtures.png(texts("prompt", PROMPT)));
        Path link = Files.createSymbolicLink(folder.resolve("link.png"), file);
        assertThat(embedded(ContainerReader.read(link)).prompt()).isPresent();
        Files.delete(file);
        assertUnreadable(ContainerReader.read(link), "there is no such file (any more)");
    }

    @Test
    void aFileThatPromisesAPictureAndIsNoneIsUnreadable() throws IOException {
        Path page = Files.writeString(folder.resolve("a.png"), "<html><body>404</body></html>");
        assertUnreadable(
                ContainerReader.read(page),
                "its content is neither what .png files hold nor any other format that is read");
    }

    @Test
    void aFileThatPromisesNothingIsReadAndEmpty() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.md"), "words");
        Embedded embedded = embedded(ContainerReader.read(file));
        assertThat(embedded.container()).isEqualTo(Container.UNKNOWN);
        assertThat(embedded.isEmpty()).isTrue();
    }

    @Test
    void jsonIsTakenWholeWithoutMarkAndBlanks() throws IOException {
        for (String text : List.of(PROMPT, "\uFEFF" + PROMPT, "\r\n  " + PROMPT + "\n\n")) {
            Path file = Files.writeString(folder.resolve("graph.dat"), text);
            Embedded embedded = embedded(ContainerReader.read(file));
            assertThat(embedded.container()).isEqualTo(Container.JSON);
            assertThat(embedded.document().orElseThrow().text()).isEqualTo(PROMPT);
            assertThat(embedded.prompt()).isEmpty();
        }
    }

    @Test
    void jsonInUtf16IsTakenToo() throws IOException {
        Path little = Files.write(folder.resolve("a.json"), ("\uFEFF" + PROMPT).getBytes(StandardCharsets.UTF_16LE));
        Path big = Files.write(folder.resolve("b"), ("\uFEFF" + PROMPT).getBytes(StandardCharsets.UTF_16BE));
        assertThat(embedded(ContainerReader.read(little))
                        .document()
                        .orElseThrow()
                        .text())
                .isEqualTo(PROMPT);
        assertThat(embedded(ContainerReader.read(big)).document().orElseThrow().text())
                .isEqualTo(PROMPT);
    }

    @Test
    void aTextFileIsADocument() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), Fixtures.PARAMETERS);
        assertThat(embedded(ContainerReader.read(file)).document().orElseThrow().text())
                .isEqualTo(Fixtures.PARAMETERS);
    }

    @Test
    void aHugeJsonFileIsLeftAlone() throws IOException {
        Path file = folder.resolve("huge.json");
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write('{');
            out.setLength(Limits.TEXT_BYTES + 1L);
        }
        assertUnreadable(
                ContainerReader.read(file), "the text at the start is larger than the 64 MiB that are read of it");
    }

    @Test
    void faultsOfTheDiskAreToldWithoutTheName() {
        assertThat(ContainerReader.reason(new AccessDeniedException("/secret/a.png")))
                .isEqualTo("there is no permission to read it");
        assertThat(ContainerReader.reason(new FileSystemException("/secret/a.png", null, "Input/output error")))
                .isEqualTo("reading it failed: Input/output error");
        assertThat(ContainerReader.reason(new IOException("Stale file handle")))
                .isEqualTo("reading it failed: Stale file handle");
    }

    @Test
    void anInterruptIsNoVerdictOnTheFile() throws IOException {
        Path file = Files.write(folder.resolve("a.png"), Fixtures.png(texts("prompt", PROMPT)));
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> ContainerReader.read(file)).isInstanceOf(CancellationException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(embedded(ContainerReader.read(file)).prompt()).isPresent();
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsAnOutcome() throws IOException {
        for (Format format : Format.values()) {
            byte[] whole = format.with(PROMPT, WORKFLOW, 200);
            for (int left = 16; left < whole.length; left += 97) {
                Path file = Files.write(folder.resolve("x"), java.util.Arrays.copyOf(whole, left));
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    // The size from before.
                    Source in = Source.of(channel, whole.length);
                    Findings found = new Findings(format.container, Wanted.ALL);
                    assertThat(ContainerReader.parse(in, format.container, "", found))
                            .isNotNull();
                }
            }
        }
    }

    private static void assertUnreadable(ReadOutcome outcome, String reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ReadOutcome.Unreadable.class,
                        unreadable -> assertThat(unreadable.reason()).isEqualTo(reason));
    }

    private static Embedded embedded(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Read read ? read.embedded() : fail("not read: " + outcome);
    }
}
