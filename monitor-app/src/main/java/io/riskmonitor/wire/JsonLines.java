package io.riskmonitor.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.riskmonitor.interaction.Refusal;
import io.riskmonitor.schema.GoldCase;
import io.riskmonitor.schema.Interaction;
import io.riskmonitor.schema.Verdict;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads events from JSON lines, one line at a time, gzipped or not: what {@code publish}, {@code backtest} and
 * {@code replay} read.
 *
 * <p><b>This checks form, the monitor checks content.</b> A line that no Avro record can be made of without guessing is
 * a problem here; an empty id or a time in the year 3000 passes, so that the monitor refuses it with a reason where
 * everybody can see it. Gold cases are checked in full: they are meant to be known before the monitor runs.
 *
 * <p>A failure of the underlying stream is an {@link UncheckedIOException}. A gzip file that breaks off is a problem
 * after everything that could be read.
 */
public final class JsonLines implements Iterator<JsonLine>, AutoCloseable {

    /** Longest line that is read, in bytes: a longer one would not fit into a Kafka record of the default size. */
    public static final int MAX_LINE = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            // of two values one would be dropped silently
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Keys that say what a line is and where it goes, and that are not fields of every schema. */
    private static final Set<String> ROUTING = Set.of("type", "conversationId");

    /** Names every risk category and a little more. */
    private static final int MAX_REASON = 600;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    /** Some editors put it before UTF-8; after {@code cat} it may stand before any line. */
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private final int maxLine;
    private @Nullable BoundedLines lines;
    private @Nullable JsonLine next;
    private boolean ended;

    public JsonLines(InputStream in) {
        this(in, MAX_LINE);
    }

    JsonLines(InputStream in, int maxLine) {
        this.in = in;
        this.maxLine = maxLine;
    }

    /** What becomes of a single line. */
    public static JsonLine parse(String json) {
        return new JsonLines(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))).next();
    }

    @Override
    public boolean hasNext() {
        while (next == null && !ended) {
            next = read();
        }
        return next != null;
    }

    @Override
    public JsonLine next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        JsonLine line = next;
        next = null;
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Null for an empty line and at the end. */
    private @Nullable JsonLine read() {
        try {
            if (lines == null) {
                lines = new BoundedLines(unzipped(in), maxLine);
            }
            ended = !lines.next();
            return ended ? null : read(lines);
        } catch (EOFException | ZipException e) {
            ended = true;
            long whole = lines == null ? 0 : lines.number();
            return new JsonLine.Problem(
                    whole + 1, "the compressed file breaks off after line " + whole + " (" + e.getMessage() + ")");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable JsonLine read(BoundedLines lines) {
        long number = lines.number();
        try {
            if (lines.isTooLong()) {
                throw new Malformed("longer than " + maxLine + " bytes");
            }
            JsonNode tree = tree(lines.bytes());
            return tree == null ? null : event(number, tree);
        } catch (Malformed e) {
            return new JsonLine.Problem(number, printable(e.reason()));
        }
    }

    private static @Nullable JsonNode tree(byte[] line) throws Malformed {
        for (int i = 0; i < Math.min(4, line.length); i++) {
            if (line[i] == 0) {
                // Jackson would take it for UTF-16 or UTF-32, whose lines end elsewhere
                throw new Malformed("not UTF-8: a zero byte at column " + (i + 1));
            }
        }
        int start = startsWithByteOrderMark(line) ? BYTE_ORDER_MARK.length : 0;
        try (JsonParser parser = JSON.createParser(line, start, line.length - start)) {
            if (parser.nextToken() == null) {
                return null;
            }
            JsonNode tree = parser.readValueAsTree();
            if (parser.nextToken() != null) {
                throw new Malformed("a second value at column "
                        + parser.currentTokenLocation().getColumnNr() + ", expected one object per line");
            }
            return tree;
        } catch (JsonProcessingException e) {
            // a limit of the parser, for instance on the digits of a number, has no location
            String place = e.getLocation() == null
                    ? ""
                    : " at column " + e.getLocation().getColumnNr();
            throw new Malformed("invalid JSON" + place + ": " + withoutAdviceForProgrammers(e));
        } catch (IOException e) {
            // the bytes are in memory, so it is they that are wrong, not the stream
            throw new Malformed("not UTF-8: " + e.getMessage());
        }
    }

    private static boolean startsWithByteOrderMark(byte[] line) {
        int length = BYTE_ORDER_MARK.length;
        return line.length >= length && Arrays.equals(line, 0, length, BYTE_ORDER_MARK, 0, length);
    }

    static String withoutAdviceForProgrammers(JsonProcessingException e) {
        return e instanceof JsonEOFException
                ? "the line ends too early"
                : e.getOriginalMessage().replaceFirst(": enable `.*", " is not JSON");
    }

    private static JsonLine event(long number, JsonNode object) throws Malformed {
        JsonAvro.requireObject(object);
        String conversationId = JsonAvro.optionalText(object, "conversationId");
        String type = JsonAvro.optionalText(object, "type");
        if (type == null) {
            throw new Malformed("type", "missing, expected interaction, verdict or gold");
        }
        return switch (type) {
            case "interaction" -> {
                Interaction value = (Interaction) JsonAvro.record(Interaction.getClassSchema(), object, ROUTING);
                yield event(
                        number,
                        JsonLine.Kind.INTERACTION,
                        conversationId,
                        value.getInteractionId(),
                        value.getOccurredAt(),
                        value);
            }
            case "verdict" -> {
                Verdict value = (Verdict) JsonAvro.record(Verdict.getClassSchema(), object, ROUTING);
                yield event(
                        number,
                        JsonLine.Kind.VERDICT,
                        conversationId,
                        value.getInteractionId(),
                        value.getJudgedAt(),
                        value);
            }
            case "gold" -> gold(number, (GoldCase) JsonAvro.record(GoldCase.getClassSchema(), object, Set.of("type")));
            default -> throw new Malformed("type", "unknown \"" + type + "\", expected interaction, verdict or gold");
        };
    }

    private static JsonLine event(
            long number,
            JsonLine.Kind kind,
            @Nullable String conversationId,
            String interactionId,
            Instant time,
            SpecificRecord value) {
        return new JsonLine.Event(number, kind, conversationId != null ? conversationId : interactionId, time, value);
    }

    /** Checked like nothing else here: a case is published to where nobody checks it again; see {@code Publication}. */
    private static JsonLine gold(long number, GoldCase value) throws Malformed {
        if (GoldCases.read(value) instanceof Refusal refusal) {
            throw new Malformed(refusal.detail());
        }
        return new JsonLine.Gold(number, value.getCaseId(), value);
    }

    private static InputStream unzipped(InputStream in) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzipped = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        return gzipped ? new GZIPInputStream(new NeverIdle(start), 1 << 16) : start;
    }

    /**
     * Before JDK 23, GZIPInputStream takes a pipe that has nothing at the moment for the end of the file, and the
     * members that follow would be lost silently.
     */
    private static final class NeverIdle extends FilterInputStream {

        NeverIdle(InputStream in) {
            super(in);
        }

        @Override
        public int available() {
            return 1;
        }
    }

    /** Terminals obey control characters, and the input is not ours; nor is its length. */
    private static String printable(String reason) {
        String start = reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
        return CONTROL.matcher(start).replaceAll("?");
    }
}
