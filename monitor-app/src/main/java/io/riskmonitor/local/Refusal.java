package io.riskmonitor.local;

/** What the registry answers when it says no: an HTTP status and Confluent's error code. */
final class Refusal extends Exception {

    private final int status;
    private final int code;

    Refusal(int status, int code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static Refusal noSubject(String subject) {
        return new Refusal(404, 40401, "Subject '" + subject + "' not found.");
    }

    static Refusal noVersion(int version) {
        return new Refusal(404, 40402, "Version " + version + " not found.");
    }

    static Refusal noSchema() {
        return new Refusal(404, 40403, "Schema not found");
    }

    static Refusal invalidSchema(String why) {
        return new Refusal(422, 42201, "Invalid schema: " + why);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }
}
