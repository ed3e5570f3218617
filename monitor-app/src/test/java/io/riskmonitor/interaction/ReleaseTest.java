package io.riskmonitor.interaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReleaseTest {

    @Test
    void isNamedAfterAllOfItThatIsKnown() {
        assertThat(new Release("gpt-4o", "2024-08-06", "billing", "12").name())
                .isEqualTo("gpt-4o@2024-08-06/billing@12");
        assertThat(new Release("gpt-4o", "2024-08-06", null, null).name()).isEqualTo("gpt-4o@2024-08-06");
        assertThat(new Release("gpt-4o", null, "billing", null).name()).isEqualTo("gpt-4o/billing");
        assertThat(new Release("gpt-4o", null, null, "12").name()).isEqualTo("gpt-4o/@12");
        assertThat(new Release("gpt-4o", null, null, null).name()).isEqualTo("gpt-4o");
    }
}
