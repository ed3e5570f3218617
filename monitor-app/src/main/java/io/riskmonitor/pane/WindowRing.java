package io.riskmonitor.pane;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Trials and failures of one cell over the standard windows, from five minutes to thirty days. */
public final class WindowRing {

    /** The windows that are kept, each at its own resolution. */
    public enum Window {
        FIVE_MINUTES("5m", Duration.ofMinutes(5), 30),
        ONE_HOUR("1h", Duration.ofHours(1), 60),
        ONE_DAY("24h", Duration.ofDays(1), 96),
        SEVEN_DAYS("7d", Duration.ofDays(7), 84),
        THIRTY_DAYS("30d", Duration.ofDays(30), 90);

        private final String label;
        private final Duration length;
        private final int buckets;

        Window(String label, Duration length, int buckets) {
            this.label = label;
            this.length = length;
            this.buckets = buckets;
        }

        /** As in metrics and addresses, for instance {@code 24h}. */
        public String label() {
            return label;
        }

        public Duration length() {
            return length;
        }
    }

    /** What was seen in some time: never negative, never more failures than trials. */
    public record Sum(long trials, long failures) {

        /** A correction may take back what was counted in another cell. */
        public Sum {
            trials = Math.max(0, trials);
            failures = Math.max(0, Math.min(failures, trials));
        }
    }

    /** Receives the buckets of one window. */
    @FunctionalInterface
    public interface BucketVisitor {
        void bucket(long startMillis, long trials, long failures);
    }

    private final Map<Window, SlidingWindow> windows = new EnumMap<>(Window.class);
    private long latestMillis = Watermark.NONE;

    public WindowRing() {
        for (Window window : Window.values()) {
            windows.put(window, new SlidingWindow(window.length.toMillis(), window.buckets));
        }
    }

    /** Adds what was seen at a time; {@code failures} and {@code trials} may be negative where counts were corrected. */
    public void add(long timeMillis, long trials, long failures) {
        latestMillis = Math.max(latestMillis, timeMillis);
        for (SlidingWindow window : windows.values()) {
            window.add(timeMillis, trials, failures);
        }
    }

    /** Moves the end of every window; never back. */
    public void advanceTo(long timeMillis) {
        latestMillis = Math.max(latestMillis, timeMillis);
        windows.values().forEach(window -> window.advanceTo(timeMillis));
    }

    /** Trials in a window; never negative, though a correction may take back what was counted in another cell. */
    public long trials(Window window) {
        return Math.max(0, window(window).trials());
    }

    /** Failures among them: never negative, never more than trials. */
    public long failures(Window window) {
        return Math.max(0, Math.min(window(window).failures(), trials(window)));
    }

    /**
     * What was seen in the latest time of this length, in buckets of the shortest window that is as long.
     *
     * @param length more than thirty days count as thirty
     */
    public Sum last(Duration length) {
        for (Window window : Window.values()) {
            if (window.length.compareTo(length) >= 0) {
                return window(window).last(length.toMillis());
            }
        }
        return window(Window.THIRTY_DAYS).last(Window.THIRTY_DAYS.length.toMillis());
    }

    /** The latest time it was told of, in epoch milliseconds. */
    public long latestMillis() {
        return latestMillis;
    }

    /** Calls {@code visitor} for the buckets of one window that are not empty, oldest first. */
    public void forEach(Window window, BucketVisitor visitor) {
        window(window).forEach(visitor);
    }

    /** Restores one stored bucket of one window. */
    public void restore(Window window, long startMillis, long trials, long failures) {
        window(window).add(startMillis, trials, failures);
    }

    @SuppressWarnings("NullAway") // the constructor put every window
    private SlidingWindow window(Window window) {
        return windows.get(window);
    }
}
