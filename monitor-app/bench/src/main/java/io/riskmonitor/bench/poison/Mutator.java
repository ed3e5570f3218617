package io.riskmonitor.bench.poison;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages valid bytes in the ways in which they are damaged by accident, and in those that only malice thinks of. */
final class Mutator {

    /** Lengths and counts that are believed only once: 2^31, 2^62, -1, the least long, as Avro writes them. */
    private static final List<byte[]> HUGE = List.of(
            varint(1L << 31), varint(1L << 62), varint(-1), varint(Long.MIN_VALUE), varint(1_000_000), varint(999_999));

    private static final byte[] ENDLESS_VARINT = new byte[12];

    private static final List<String> TOKENS = List.of(
            "null",
            "-1",
            "1e999",
            "NaN",
            "{}",
            "[]",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            ":",
            ",",
            "\\u0000",
            "\\ud800",
            "&a",
            "*a",
            "<<",
            "!!binary ",
            "---",
            "\t",
            "\r\n",
            "\u2028",
            "é",
            "%2e%2e/",
            "../../../../etc/passwd",
            "${HOME}");

    static {
        Arrays.fill(ENDLESS_VARINT, (byte) 0xff);
    }

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    /** One to three changes. */
    byte[] damaged(byte[] valid, boolean text) {
        byte[] bytes = valid;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            bytes = text && random.nextBoolean() ? changedText(bytes) : changed(bytes);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        return switch (random.nextInt(12)) {
            case 0, 1 -> Arrays.copyOf(bytes, at);
            case 2, 3, 4 -> flipped(bytes, at);
            case 5 -> replaced(bytes, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 6 -> replaced(bytes, at, 1, HUGE.get(random.nextInt(HUGE.size())));
            case 7 -> replaced(bytes, at, 0, ENDLESS_VARINT);
            case 8 -> replaced(bytes, at, random.nextInt(8), new byte[0]);
            case 9 -> replaced(bytes, at, 0, noise(1 + random.nextInt(40)));
            case 10 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, 0, at)); // said twice
            default ->
                random.nextInt(50) == 0 ? replaced(bytes, at, 0, new byte[random.nextInt(1 << 20)]) : header(bytes);
        };
    }

    /** The magic byte and the schema id, or what else stands at the beginning. */
    private byte[] header(byte[] bytes) {
        byte[] start = noise(5);
        if (random.nextBoolean()) {
            start[0] = 0;
        }
        if (random.nextBoolean()) {
            start = new byte[] {0, 0, 0, 0, (byte) random.nextInt(12)}; // the schema of another record
        }
        return replaced(bytes, 0, Math.min(5, bytes.length), start);
    }

    private byte[] changedText(byte[] bytes) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        String token = TOKENS.get(random.nextInt(TOKENS.size()));
        if (random.nextInt(200) == 0) {
            token = token.repeat(1 + random.nextInt(20_000)); // nested deeply, or long
        }
        return replaced(bytes, at, random.nextInt(6), token.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] flipped(byte[] bytes, int at) {
        if (bytes.length == 0) {
            return bytes;
        }
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] with) {
        int rest = Math.min(bytes.length, at + length);
        byte[] result = Arrays.copyOf(bytes, at + with.length + bytes.length - rest);
        System.arraycopy(with, 0, result, at, with.length);
        System.arraycopy(bytes, rest, result, at + with.length, bytes.length - rest);
        return result;
    }

    private static byte[] varint(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        byte[] bytes = new byte[10];
        int length = 0;
        while ((zigzag & ~0x7fL) != 0) {
            bytes[length++] = (byte) (zigzag & 0x7f | 0x80);
            zigzag >>>= 7;
        }
        bytes[length++] = (byte) zigzag;
        return Arrays.copyOf(bytes, length);
    }
}
