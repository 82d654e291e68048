package io.gentrack.bench;

import io.gentrack.hasher.digest.DigestEngines;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.hash.HashOutcome;
import io.gentrack.hasher.hash.HashRequest;
import io.gentrack.hasher.hash.Hasher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * The hasher without cache and CLI, for {@code bench/hash_vs_tools.py}: prints a digest and a path per line, as
 * {@code sha256sum} does. First argument {@code --autov3} also hashes the tensor part and adds it as a third column.
 */
public final class HashFiles {
    private HashFiles() {}

    /** Exits 1 where a file failed. */
    public static void main(String[] arguments) throws IOException {
        List<HashRequest> requests = new ArrayList<>();
        boolean autoV3 = false;
        for (String argument : arguments) {
            if (argument.equals("--autov3")) {
                autoV3 = true;
            } else {
                Path file = Path.of(argument);
                requests.add(new HashRequest(file, Files.size(file), autoV3));
            }
        }
        Hasher hasher = new Hasher(DigestEngines.best());
        System.err.println(hasher.engine().describe());
        AtomicBoolean failed = new AtomicBoolean();
        hasher.hash(requests, new LongAdder(), new Cancellation(), outcome -> {
            if (outcome instanceof HashOutcome.Hashed hashed) {
                System.out.println(hashed.digests().sha256() + "  "
                        + hashed.request().file()
                        + hashed.digests().autoV3().map(hash -> "  " + hash).orElse(""));
            } else if (outcome instanceof HashOutcome.Failed failure) {
                System.err.println(failure.file() + " " + failure.message());
                failed.set(true);
            }
        });
        if (failed.get()) {
            System.exit(1);
        }
    }
}
