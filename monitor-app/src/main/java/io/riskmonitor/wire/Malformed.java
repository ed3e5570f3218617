package io.riskmonitor.wire;

/** Says where a line does not have the form of its schema; becomes a {@link JsonLine.Problem}. */
final class Malformed extends Exception {

    private final String reason;

    Malformed(String reason) {
        // an expected case, met once per bad line: the stack would cost more than the line
        super(reason, null, false, false);
        this.reason = reason;
    }

    Malformed(String path, String reason) {
        this(path + ": " + reason);
    }

    String reason() {
        return reason;
    }
}
