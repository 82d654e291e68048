package io.gentrack.hasher.header;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The header of a safetensors file: a little-endian u64 length N, then N bytes of JSON, then the tensors.
 *
 * @param shapes of the tensors by name, row-major as in the file ({@code [out, in, …]})
 * @param metadata the few values that tell the family and hold nothing private; training captions, folder names and
 *     titles are skipped while reading and never kept
 * @param tensorOffset where the tensors begin, bytes from the start of the file
 * @param complete false where the tensors reach beyond the end of the file: a download that stopped
 */
public record SafetensorsHeader(
        Map<String, List<Long>> shapes, Map<String, String> metadata, long tensorOffset, boolean complete)
        implements ModelHeader {
    /** The cap that ModelSpec and the safetensors library set. */
    public static final long MAX_HEADER_BYTES = 100_000_000;

    private static final int MAX_TENSORS = 200_000;
    private static final int MAX_DIMENSIONS = 16;
    private static final Set<String> WANTED = Set.of(
            "modelspec.sai_model_spec",
            "modelspec.architecture",
            "modelspec.hash_sha256",
            "modelspec.prediction_type",
            "modelspec.resolution",
            "ss_base_model_version",
            "ss_network_module",
            "ss_v2",
            "sshs_model_hash");
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNameLength(4096)
                    .maxStringLength(64 * 1024)
                    .maxDocumentLength(MAX_HEADER_BYTES)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** Copies. */
    public SafetensorsHeader {
        shapes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
        metadata = Map.copyOf(metadata);
    }

    /** Reads the header of a file and nothing behind it. */
    public static ModelHeader read(Path file) throws IOException {
        long size = Files.size(file);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] length = in.readNBytes(Long.BYTES);
            if (length.length < Long.BYTES) {
                return new Malformed("is too short for a safetensors file");
            }
            long header = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (header < 2 || header > size - Long.BYTES) {
                return new Malformed("has a safetensors header length that does not fit the file");
            }
            if (header > MAX_HEADER_BYTES) {
                return new Malformed("has a safetensors header of more than 100 MB");
            }
            return parse(new BufferedInputStream(new Limited(in, header), 64 * 1024), header + Long.BYTES, size);
        }
    }

    private static ModelHeader parse(InputStream json, long tensorOffset, long fileSize) throws IOException {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        long end = 0;
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Malformed("has a safetensors header that is no JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    parser.skipChildren();
                } else if (name.equals("__metadata__")) {
                    readMetadata(parser, metadata);
                } else if (shapes.size() == MAX_TENSORS) {
                    return new Malformed("names more than " + MAX_TENSORS + " tensors");
                } else {
                    end = Math.max(end, readTensor(parser, name, shapes));
                }
            }
        } catch (JsonProcessingException e) {
            return new Malformed("has a safetensors header that is not valid JSON: " + e.getOriginalMessage());
        } catch (EOFException e) {
            return new Malformed("ends inside its safetensors header");
        }
        return new SafetensorsHeader(shapes, metadata, tensorOffset, end <= fileSize - tensorOffset);
    }

    private static void readMetadata(JsonParser parser, Map<String, String> metadata) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            // A value that is not asked for is passed over without being put together in memory.
            if (parser.nextToken() == JsonToken.VALUE_STRING && WANTED.contains(key)) {
                metadata.put(key, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Returns the end of the tensor's bytes, from the start of the tensor section. */
    private static long readTensor(JsonParser parser, String name, Map<String, List<Long>> shapes) throws IOException {
        long end = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_ARRAY && field.equals("shape")) {
                shapes.put(name, readNumbers(parser));
            } else if (value == JsonToken.START_ARRAY && field.equals("data_offsets")) {
                List<Long> offsets = readNumbers(parser);
                end = offsets.size() == 2 ? offsets.get(1) : 0;
            } else {
                parser.skipChildren();
            }
        }
        return end;
    }

    private static List<Long> readNumbers(JsonParser parser) throws IOException {
        List<Long> numbers = new ArrayList<>(4);
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == null || token == JsonToken.END_ARRAY) {
                return List.copyOf(numbers);
            }
            if (token == JsonToken.VALUE_NUMBER_INT && numbers.size() < MAX_DIMENSIONS) {
                numbers.add(parser.getLongValue());
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Ends after the header, so that a parser cannot run into the tensors. */
    private static final class Limited extends java.io.FilterInputStream {
        private long left;

        Limited(InputStream in, long bytes) {
            super(in);
            left = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = super.read(bytes, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }
    }
}
