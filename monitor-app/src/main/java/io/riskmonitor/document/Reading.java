package io.riskmonitor.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What came of reading one tree so far: what is wrong, and what was read. Shared by the sections of the tree. */
final class Reading {

    private static final int SHOWN_TEXT = 60;
    private static final int DIGEST_DIGITS = 12;

    private final List<Problem> problems = new ArrayList<>();
    private final TreeMap<String, String> values = new TreeMap<>();

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    void problem(String path, String message) {
        problems.add(new Problem(path, message));
    }

    /** Remembers a value that was read and is right. */
    <T> T noted(String path, T value) {
        values.put(path, value.toString());
        return value;
    }

    /** The value if it is of this type; null, and a problem, if it is of another. */
    <T> @Nullable T as(Class<T> type, String wanted, String path, @Nullable Object value) {
        if (value == null || type.isInstance(value)) {
            return value == null ? null : type.cast(value);
        }
        boolean quotes = type == String.class && !(value instanceof Map) && !(value instanceof List);
        problem(path, "must be " + wanted + ", got " + shown(value) + (quotes ? "; put it in quotes" : ""));
        return null;
    }

    /**
     * Names the content: a hash of the values that were read, by path. What is not content has no part in it: the order
     * of keys, comments, ways to write a number or a duration, keys without a value.
     */
    String digest() {
        StringBuilder text = new StringBuilder();
        // lengths, so that no text can pass for another path
        values.forEach((path, value) -> text.append(path.length())
                .append(':')
                .append(path)
                .append('=')
                .append(value.length())
                .append(':')
                .append(value)
                .append('\n'));
        return HexFormat.of().formatHex(sha256(text.toString())).substring(0, DIGEST_DIGITS);
    }

    /** A value as problems show it: short, text in quotes. */
    static String shown(Object value) {
        if (value instanceof Map) {
            return "a map";
        }
        if (value instanceof List) {
            return "a list";
        }
        String text = value.toString();
        String brief = text.length() <= SHOWN_TEXT ? text : text.substring(0, SHOWN_TEXT) + "…";
        return value instanceof String ? "'" + brief.replace("\n", "\\n").replace("\r", "\\r") + "'" : brief;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
