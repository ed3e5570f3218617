package io.riskmonitor.health;

/**
 * Something that keeps an instance from its work.
 *
 * @param what a clause, without a full stop
 * @param remedy what to do about it, as a sentence
 */
public record Trouble(String what, String remedy) {

    /** Both, for people. */
    @Override
    public String toString() {
        return what + ". " + remedy;
    }
}
