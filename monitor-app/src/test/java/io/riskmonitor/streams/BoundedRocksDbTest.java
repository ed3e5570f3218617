package io.riskmonitor.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedRocksDbTest {

    @Test
    void takesWhatTheSettingsSay() {
        assertThat(BoundedRocksDb.totalBytes(Map.of())).isEqualTo(192 << 20);
        assertThat(BoundedRocksDb.totalBytes(Map.of("rocksdb.memory.bytes", " 67108864 ")))
                .isEqualTo(64 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "33554431", "64MB", ""})
    void saysWhatIsTooLittleOrNoNumber(String value) {
        assertThatThrownBy(() -> BoundedRocksDb.totalBytes(Map.of("rocksdb.memory.bytes", value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("streams.rocksdb.memory.bytes")
                .hasMessageContaining("at least 33554432");
    }
}
