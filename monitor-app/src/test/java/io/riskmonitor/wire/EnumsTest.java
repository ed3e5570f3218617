package io.riskmonitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.interaction.Outcome;
import io.riskmonitor.interaction.RiskCategory;
import io.riskmonitor.interaction.Severity;
import io.riskmonitor.interaction.Source;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The domain has its own enums; the contract must not know other symbols. */
class EnumsTest {

    @Test
    void domainAndContractHaveTheSameSymbols() {
        assertThat(names(RiskCategory.values())).hasSameElementsAs(names(io.riskmonitor.schema.RiskCategory.values()));
        assertThat(names(Source.values())).hasSameElementsAs(names(io.riskmonitor.schema.Source.values()));
        assertThat(names(Outcome.values())).hasSameElementsAs(names(io.riskmonitor.schema.Outcome.values()));
    }

    @Test
    void severityOfTheDomainIsAlwaysSaid() {
        List<String> said = names(io.riskmonitor.schema.Severity.values()).stream()
                .filter(name -> !name.equals("UNSPECIFIED"))
                .toList();
        assertThat(names(Severity.values())).isEqualTo(said);
    }

    private static List<String> names(Enum<?>[] symbols) {
        return Arrays.stream(symbols).map(Enum::name).toList();
    }
}
