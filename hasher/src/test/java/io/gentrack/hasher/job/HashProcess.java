package io.gentrack.hasher.job;

import io.gentrack.hasher.cache.HashCache;
import io.gentrack.hasher.digest.DigestEngines;
import io.gentrack.hasher.folders.ModelFolders;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.hash.Hasher;
import java.nio.file.Path;
import java.sql.Connection;

/** A process of its own that hashes a folder into a database: arguments are the database and the folder. */
public final class HashProcess {
    private HashProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = TestStore.open(Path.of(arguments[0]))) {
            HashJob job = new HashJob(new Hasher(DigestEngines.best()), new HashCache(connection), false);
            HashJob.Summary summary = job.run(
                    ModelFolders.none().walk(Path.of(arguments[1])).files(), new HashListener() {}, new Cancellation());
            System.out.println(
                    "hashed " + summary.hashed() + " cached " + summary.cached() + " failed " + summary.failed());
        }
    }
}
