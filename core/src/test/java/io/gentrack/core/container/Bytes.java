package io.gentrack.core.container;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds files byte by byte. Numbers are big-endian unless the name says otherwise. */
public final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public static Bytes bytes() {
        return new Bytes();
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public Bytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public Bytes raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    /** Characters up to U+00FF, one byte each. */
    public Bytes latin1(String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Bytes text(String text) {
        return raw(utf8(text));
    }

    public Bytes zeros(int count) {
        return raw(new byte[count]);
    }

    public Bytes u8(int value) {
        return raw(value);
    }

    public Bytes u16(int value) {
        return raw(value >> 8, value);
    }

    public Bytes u16le(int value) {
        return raw(value, value >> 8);
    }

    public Bytes u24(int value) {
        return raw(value >> 16, value >> 8, value);
    }

    public Bytes u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    public Bytes u32le(long value) {
        return u16le((int) value).u16le((int) (value >> 16));
    }

    public Bytes u64(long value) {
        return u32(value >> 32).u32(value);
    }

    public Bytes u64le(long value) {
        return u32le(value).u32le(value >> 32);
    }

    public int size() {
        return out.size();
    }

    public byte[] done() {
        return out.toByteArray();
    }
}
