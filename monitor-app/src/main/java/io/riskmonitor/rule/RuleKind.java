package io.riskmonitor.rule;

import io.riskmonitor.document.Section;
import io.riskmonitor.segment.Segmentation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of rule: how it is declared, and how its memory is read back.
 *
 * @param name as written in a policy
 */
public record RuleKind(String name, Reader reader, MemoryReader memory, SegmentsCheck segments) {

    /** A kind that needs no segments. */
    public RuleKind(String name, Reader reader, MemoryReader memory) {
        this(name, reader, memory, (section, segmentation) -> {});
    }

    /** Reads the keys that only rules of this kind have. */
    @FunctionalInterface
    public interface Reader {

        /**
         * The rule; null where something that it cannot be without is wrong, which is noted in the section.
         *
         * @param basics empty where they are wrong; what else is wrong is to be noted all the same
         */
        @Nullable
        Rule read(Section section, Optional<RuleBasics> basics);
    }

    /** Reads what {@link Watch#write} has written. */
    @FunctionalInterface
    public interface MemoryReader {
        Watch read(StateInput in);
    }

    /** Notes what the rule needs and the policy's segments do not have. */
    @FunctionalInterface
    public interface SegmentsCheck {
        void check(Section section, Segmentation segmentation);
    }
}
