package io.riskmonitor.alert;

/** What a person or a tool tells the monitor, of whatever kind. */
public interface Instruction {

    /** Whose alerts or interactions it is about. */
    String application();

    /** Who says it, when and why. */
    Answer said();
}
