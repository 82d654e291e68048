package io.gentrack.hasher.digest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** SHA-256 over the native block functions: keeps the state, the bytes that do not fill a block yet, and the length. */
final class NativeSha256 implements Sha256 {
    static final int BLOCK = 64;
    private static final int[] INITIAL = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };

    private final ByteBuffer state = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.nativeOrder());
    private final ByteBuffer pending = ByteBuffer.allocateDirect(BLOCK);
    private long length;

    NativeSha256() {
        reset();
    }

    @Override
    public void reset() {
        for (int i = 0; i < INITIAL.length; i++) {
            state.putInt(4 * i, INITIAL[i]);
        }
        pending.clear();
        length = 0;
    }

    @Override
    public void update(ByteBuffer direct) {
        length += direct.remaining();
        topUp(direct);
        int blocks = direct.remaining() / BLOCK;
        if (blocks > 0) {
            compress(direct, direct.position(), blocks);
            direct.position(direct.position() + blocks * BLOCK);
        }
        pending.put(direct);
    }

    /** Feeds both as far as they go together, see {@link DigestEngine#feedBoth}. */
    static void feedBoth(NativeSha256 a, ByteBuffer bytesOfA, NativeSha256 b, ByteBuffer bytesOfB) {
        int beforeA = bytesOfA.position();
        int beforeB = bytesOfB.position();
        a.topUp(bytesOfA);
        b.topUp(bytesOfB);
        int blocks = Math.min(bytesOfA.remaining(), bytesOfB.remaining()) / BLOCK;
        if (blocks > 0) {
            check(NativeKernel.compressTwo(
                    a.state, bytesOfA, bytesOfA.position(), b.state, bytesOfB, bytesOfB.position(), blocks));
            bytesOfA.position(bytesOfA.position() + blocks * BLOCK);
            bytesOfB.position(bytesOfB.position() + blocks * BLOCK);
        }
        a.keepTail(bytesOfA);
        b.keepTail(bytesOfB);
        a.length += bytesOfA.position() - beforeA;
        b.length += bytesOfB.position() - beforeB;
    }

    @Override
    public byte[] finish() {
        long bits = length * 8;
        pending.put((byte) 0x80);
        if (pending.remaining() < Long.BYTES) {
            zeroTo(BLOCK);
            compress(pending, 0, 1);
            pending.clear();
        }
        zeroTo(BLOCK - Long.BYTES);
        pending.putLong(bits);
        compress(pending, 0, 1);
        ByteBuffer digest = ByteBuffer.allocate(LENGTH);
        for (int i = 0; i < INITIAL.length; i++) {
            digest.putInt(state.getInt(4 * i));
        }
        reset();
        return digest.array();
    }

    /** Fills a begun block from the buffer, and runs it when it is full. Takes nothing where no block is begun. */
    private void topUp(ByteBuffer bytes) {
        if (pending.position() == 0) {
            return;
        }
        int taken = Math.min(pending.remaining(), bytes.remaining());
        pending.put(bytes.slice(bytes.position(), taken));
        bytes.position(bytes.position() + taken);
        if (!pending.hasRemaining()) {
            compress(pending, 0, 1);
            pending.clear();
        }
    }

    private void keepTail(ByteBuffer bytes) {
        if (bytes.remaining() < BLOCK && pending.position() == 0) {
            pending.put(bytes);
        }
    }

    private void zeroTo(int position) {
        while (pending.position() < position) {
            pending.put((byte) 0);
        }
    }

    private void compress(ByteBuffer data, int offset, int blocks) {
        check(NativeKernel.compress(state, data, offset, blocks));
    }

    private static void check(boolean done) {
        if (!done) {
            throw new IllegalArgumentException("the native engine takes direct buffers only");
        }
    }
}
