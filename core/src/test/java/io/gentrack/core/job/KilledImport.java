package io.gentrack.core.job;

import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The process that {@link KillTest} kills: imports a folder and prints a line for each file that is recorded. */
final class KilledImport {
    static final ImportOptions OPTIONS = ImportOptions.of("1").withReaders(2).withBatch(15, Duration.ofMillis(20));

    private KilledImport() {}

    public static void main(String[] args) throws StoreException {
        try (Store store = Store.open(Path.of(args[0]), OpenMode.READ_WRITE)) {
            new ImportJob(store, new ToyFiles(), OPTIONS).run(List.of(Path.of(args[1])), new ImportListener() {
                @Override
                public void outcome(FileOutcome outcome) {
                    System.out.println(outcome.file());
                }
            });
        }
    }
}
