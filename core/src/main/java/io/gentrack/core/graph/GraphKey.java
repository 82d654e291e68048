package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Who a run is: two graphs have the same key when the server would do the same work for them, seeds included.
 *
 * <p>Class types, links and literals count. Titles, the order of keys and the spelling of numbers do not: 8, 8.0 and "8" are one (the
 * server casts widget values in place, so exports and pictures of one run differ in it), and so are doubles that agree in 12 significant
 * digits. Thus the prompt in a picture, its {@code /history} entry and the tracker's graph have one key.
 */
public final class GraphKey {
    /** Beyond this doubles do not hold every whole number, so they are not written as one. */
    private static final double EXACT = 1L << 53;

    private static final MathContext TWELVE_DIGITS = new MathContext(12, RoundingMode.HALF_EVEN);

    private final MessageDigest digest;
    private final byte[] buffer = new byte[8192];
    private int filled;

    private GraphKey(MessageDigest digest) {
        this.digest = digest;
    }

    /** Lower-case hex SHA-256, 64 characters. */
    public static String of(Graph graph) {
        GraphKey key = new GraphKey(sha256());
        Node[] nodes = graph.nodes().values().toArray(new Node[0]);
        Arrays.sort(nodes, Comparator.comparing(Node::id));
        for (Node node : nodes) {
            key.node(node);
        }
        key.flush();
        return HexFormat.of().formatHex(key.digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void node(Node node) {
        text('N', node.id());
        text('C', node.classType());
        List<Map.Entry<String, Input>> inputs = new ArrayList<>(node.inputs().entrySet());
        inputs.sort(Map.Entry.comparingByKey());
        for (Map.Entry<String, Input> input : inputs) {
            text('I', input.getKey());
            if (input.getValue() instanceof Link link) {
                text('L', link.node());
                text('s', Integer.toString(link.slot()));
            } else if (input.getValue() instanceof Literal literal) {
                value(literal.value());
            }
        }
    }

    /** Walks without recursion: the stack holds values still to be written, field names and closing marks. */
    private void value(JsonNode root) {
        if (root.isValueNode()) {
            scalar(root);
            return;
        }
        Deque<Object> stack = new ArrayDeque<>();
        stack.push(root);
        while (!stack.isEmpty()) {
            Object top = stack.pop();
            if (top instanceof String name) {
                text('K', name);
            } else if (top instanceof Character mark) {
                put((byte) mark.charValue());
            } else if (top instanceof JsonNode json) {
                if (json.isArray()) {
                    put((byte) '[');
                    stack.push(']');
                    for (int i = json.size() - 1; i >= 0; i--) {
                        stack.push(json.get(i));
                    }
                } else if (json.isObject()) {
                    put((byte) '{');
                    stack.push('}');
                    String[] names = names(json);
                    for (int i = names.length - 1; i >= 0; i--) {
                        stack.push(json.get(names[i]));
                        stack.push(names[i]);
                    }
                } else {
                    scalar(json);
                }
            }
        }
    }

    private static String[] names(JsonNode object) {
        String[] names = new String[object.size()];
        Iterator<String> iterator = object.fieldNames();
        for (int i = 0; i < names.length; i++) {
            names[i] = iterator.next();
        }
        Arrays.sort(names);
        return names;
    }

    private void scalar(JsonNode json) {
        if (json.isTextual()) {
            String text = json.textValue();
            text('V', mayBeNumber(text) ? normalised(text) : text);
        } else if (json.isIntegralNumber()) {
            text('V', json.asText());
        } else if (json.isNumber()) {
            text('V', spelled(json.doubleValue()));
        } else if (json.isBoolean()) {
            put((byte) (json.booleanValue() ? 'T' : 'F'));
        } else {
            put((byte) '0');
        }
    }

    /** A decimal number as JSON or Python would print it; longer ones than 24 characters are left as text. */
    private static boolean mayBeNumber(String text) {
        int length = text.length();
        if (length == 0 || length > 24 || !isDigit(text.charAt(length - 1))) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean sign = c == '-' && (i == 0 || text.charAt(i - 1) == 'e');
            boolean inside = i > 0 && (c == '.' || c == 'e');
            if (!isDigit(c) && !sign && !inside) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String normalised(String text) {
        try {
            boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0;
            return whole ? new BigInteger(text).toString() : spelled(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static String spelled(double number) {
        if (number == Math.rint(number) && Math.abs(number) < EXACT) {
            return Long.toString((long) number);
        }
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.toString(number);
        }
        BigDecimal rounded = new BigDecimal(number).round(TWELVE_DIGITS).stripTrailingZeros();
        return rounded.scale() <= 0 && rounded.precision() - rounded.scale() <= 15
                ? Long.toString(rounded.longValueExact())
                : rounded.toString();
    }

    /** A mark, the length in bytes, the bytes: nothing can be read two ways. */
    private void text(char mark, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put((byte) mark);
        put((byte) (bytes.length >>> 24));
        put((byte) (bytes.length >>> 16));
        put((byte) (bytes.length >>> 8));
        put((byte) bytes.length);
        if (bytes.length > buffer.length - filled) {
            flush();
            if (bytes.length > buffer.length) {
                digest.update(bytes);
                return;
            }
        }
        System.arraycopy(bytes, 0, buffer, filled, bytes.length);
        filled += bytes.length;
    }

    private void put(byte b) {
        if (filled == buffer.length) {
            flush();
        }
        buffer[filled++] = b;
    }

    private void flush() {
        digest.update(buffer, 0, filled);
        filled = 0;
    }
}
