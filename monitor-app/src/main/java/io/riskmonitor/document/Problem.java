package io.riskmonitor.document;

/**
 * Something wrong in what an owner or an operator wrote.
 *
 * @param path where, for instance {@code rules[2].ceiling}; empty for the whole
 * @param message what is wrong and what would be right
 */
public record Problem(String path, String message) {

    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
