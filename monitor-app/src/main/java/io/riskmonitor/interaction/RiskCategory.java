package io.riskmonitor.interaction;

/**
 * What kind of risk a verdict is about; the same symbols as the Avro enum of the contract. {@code docs/frameworks.md}
 * maps each to the items of public frameworks.
 */
public enum RiskCategory {
    /** Not said, or not known to this version. */
    UNSPECIFIED,
    /** A confident statement that is false. */
    HALLUCINATION,
    /** Not supported by the sources it was given. */
    UNGROUNDED_ANSWER,
    /** Differs from the expected answer of a gold case. */
    GOLD_MISMATCH,
    /** Refused or evaded a request it should have answered. */
    REFUSAL_OR_NON_ANSWER,
    /** Treats groups of people differently. */
    BIAS_DISPARITY,
    /** Demeans or stereotypes a group of people. */
    HATE_OR_STEREOTYPE,
    /** Insults, harasses or abuses. */
    TOXICITY_ABUSE,
    /** Sexual content where it is not wanted. */
    SEXUAL_CONTENT,
    /** Sexualises or endangers children. */
    CHILD_SAFETY,
    /** Encourages or instructs self-harm. */
    SELF_HARM,
    /** Helps with violence or crime. */
    VIOLENCE_OR_CRIME,
    /** Helps with chemical, biological, radiological or nuclear weapons. */
    CBRN_WEAPONS,
    /** Medical, legal or financial advice that can do harm. */
    UNSAFE_ADVICE,
    /** Personal or confidential data shown to somebody who may not see it. */
    DATA_LEAKAGE,
    /** Credentials or the system prompt disclosed. */
    SECRET_OR_PROMPT_LEAK,
    /** Instructions in the input override those of the application. */
    PROMPT_INJECTION,
    /** Used for something the application must not be used for. */
    MISUSE,
    /** A tool called, or an action taken, without authority. */
    TOOL_OR_AGENCY_ABUSE,
    /** Output that does harm where it is executed or rendered. */
    UNSAFE_OUTPUT_HANDLING,
    /** Reproduces protected work. */
    IP_INFRINGEMENT,
    /** False statements about people, or made to mislead the public. */
    DEFAMATION_OR_DISINFORMATION,
    /** A model, data or plug-in from a third party changed. */
    SUPPLY_CHAIN_CHANGE,
    /** Consumes resources without bound. */
    RESOURCE_ABUSE,
    /** Another risk the owner watches. */
    OTHER
}
