package io.riskmonitor.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of JSON objects, one per line, to which lines are only added.
 *
 * <p>A process that dies while it writes leaves half a line at the end. Nobody was told that it was kept, so it is
 * dropped. A line that cannot be read anywhere else is damage that only a person can judge.
 */
final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final FileChannel channel;

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes one line of an earlier run. */
    interface Replay {
        void entry(JsonNode entry) throws Refusal;
    }

    static Journal open(Path file) {
        try {
            return new Journal(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Reads what earlier runs wrote, in order; afterwards the journal takes new entries. */
    void replay(Replay replay) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int start = 0;
            for (int line = 1; start < bytes.length; line++) {
                int end = endOfLine(bytes, start);
                JsonNode entry = parse(bytes, start, end);
                if (entry != null) {
                    replay(replay, entry, line);
                } else if (end >= bytes.length - 1) {
                    LOG.warn("dropped the unfinished last line of a journal file={} line={}", file, line);
                    channel.truncate(start);
                    return;
                } else {
                    throw damaged(line, "not a JSON object", null);
                }
                start = end + 1;
            }
            if (start > bytes.length) {
                write("\n"); // a whole last entry without its end of line
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private void replay(Replay replay, JsonNode entry, int line) {
        try {
            replay.entry(entry);
        } catch (Refusal e) {
            throw damaged(line, e.getMessage(), e);
        }
    }

    /** Kept once this returns. */
    void append(JsonNode entry) {
        try {
            write(JSON.writeValueAsString(entry) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void write(String text) throws IOException {
        long before = channel.size();
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, channel.size());
            }
            channel.force(false);
        } catch (IOException e) {
            channel.truncate(before); // half a line would spoil the next one
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file, e);
        }
    }

    private static int endOfLine(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static @Nullable JsonNode parse(byte[] bytes, int start, int end) throws IOException {
        try {
            JsonNode node = JSON.readTree(bytes, start, end - start);
            return node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static CannotStartException unreadable(Path file, IOException cause) {
        return new CannotStartException(
                "File %s cannot be used (%s): give access to it.".formatted(file, cause), cause);
    }

    private CannotStartException damaged(int line, @Nullable String why, @Nullable Throwable cause) {
        return new CannotStartException(
                "Line %d of %s is damaged (%s): repair it, or move the file away to begin with an empty registry."
                        .formatted(line, file, why),
                cause);
    }
}
