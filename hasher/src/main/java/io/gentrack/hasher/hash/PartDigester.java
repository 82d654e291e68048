package io.gentrack.hasher.hash;

import io.gentrack.hasher.digest.DigestEngine;
import io.gentrack.hasher.digest.Sha256;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Feeds the whole file to one digest and what follows the safetensors header to another. */
final class PartDigester {
    private final DigestEngine engine;
    private final Sha256 whole;
    private final Sha256 tensors;
    private long consumed;
    private long tensorOffset;

    PartDigester(DigestEngine engine, Sha256 whole, Sha256 tensors) {
        this.engine = engine;
        this.whole = whole;
        this.tensors = tensors;
    }

    /** Takes the next bytes of the file, the first call its first bytes; the buffer is used up. */
    void feed(FileReading reading, ByteBuffer bytes) {
        ByteBuffer tail = tensorPart(reading, bytes);
        if (tail.hasRemaining()) {
            engine.feedBoth(whole, bytes, tensors, tail);
            tensors.update(tail);
        }
        whole.update(bytes);
    }

    /** The same with the tensor part on another thread, which must run the digest that was given for it. */
    void feed(FileReading reading, ByteBuffer bytes, SideDigest side) throws InterruptedException {
        ByteBuffer tail = tensorPart(reading, bytes);
        if (tail.hasRemaining()) {
            side.begin(tail);
            whole.update(bytes);
            side.await();
        } else {
            whole.update(bytes);
        }
    }

    private ByteBuffer tensorPart(FileReading reading, ByteBuffer bytes) {
        if (consumed == 0) {
            tensorOffset = reading.tensorOffset(bytes);
        }
        int size = bytes.remaining();
        int skipped = (int) Math.min(size, Math.max(0, tensorOffset - consumed));
        consumed += size;
        return bytes.duplicate().position(bytes.position() + skipped);
    }

    /** The digest of the tensor part; empty where the file has none. */
    Optional<byte[]> finishTensors() {
        byte[] digest = tensors.finish();
        return consumed > 0 && FileReading.isTensorOffset(tensorOffset) ? Optional.of(digest) : Optional.empty();
    }
}
