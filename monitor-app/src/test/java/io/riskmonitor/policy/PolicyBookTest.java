package io.riskmonitor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.escalation.EscalationPath;
import io.riskmonitor.rule.RiskMatrix;
import io.riskmonitor.segment.Segmentation;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyBookTest {

    private final PolicyBook book = new PolicyBook(policy("*", "built-in"));

    @Test
    void givesEveryApplicationTheBuiltInPolicyUnderItsOwnName() {
        assertThat(book.policyOf("billing")).isEqualTo(policy("billing", "built-in"));
    }

    @Test
    void prefersWhatTheOwnerDeclared() {
        book.declare(policy("billing", "v1"));
        book.declare(policy("billing", "v2"));

        assertThat(book.policyOf("billing")).isEqualTo(policy("billing", "v2"));
        assertThat(book.policyOf("search")).isEqualTo(policy("search", "built-in"));
    }

    @Test
    void takesAnotherDefaultFromTheOwner() {
        book.declare(policy("*", "house"));
        assertThat(book.policyOf("billing")).isEqualTo(policy("billing", "house"));
    }

    @Test
    void fallsBackOnceAPolicyIsWithdrawn() {
        book.declare(policy("billing", "v1"));
        book.withdraw("billing");
        book.withdraw("never-declared");

        assertThat(book.policyOf("billing")).isEqualTo(policy("billing", "built-in"));
    }

    @Test
    void showsAStateThatLaterDeclarationsDoNotChange() {
        book.declare(policy("billing", "v1"));
        var before = book.declared();
        book.declare(policy("search", "v1"));

        assertThat(before).containsOnlyKeys("billing");
    }

    private static Policy policy(String application, String version) {
        return new Policy(
                application,
                version,
                Owner.NOBODY,
                FalseAlarmBudget.DEFAULT,
                RiskMatrix.DEFAULT,
                Segmentation.DEFAULT,
                EscalationPath.NONE,
                List.of(),
                List.of());
    }
}
