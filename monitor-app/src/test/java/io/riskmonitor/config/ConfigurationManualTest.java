package io.riskmonitor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.policy.Policy;
import io.riskmonitor.schema.RiskPolicy;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/configuration.md} whole. */
class ConfigurationManualTest {

    private static final Path MANUAL = Path.of("..", "docs", "configuration.md");

    @Test
    void explainsEverySetting() throws IOException {
        String manual = Files.readString(MANUAL);
        assertThat(settings("", MonitorConfig.class))
                .contains("observe.pane", "policies")
                .allSatisfy(setting -> assertThat(manual).contains("| `" + setting + "` |"));
    }

    @Test
    void explainsEveryKeyOfAPolicy() throws IOException {
        String manual = Files.readString(MANUAL);
        assertThat(keys("", RiskPolicy.getClassSchema()))
                .contains("owner.team", "rules[].hold.fireAfter", "escalation[].notify")
                .allSatisfy(key -> assertThat(manual).contains("| `" + key + "` |"));
    }

    @Test
    void showsASamplePolicyThatIsAccepted() throws IOException {
        var sample = Pattern.compile("```yaml\n(application: .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(MANUAL));
        assertThat(sample.find()).isTrue();
        assertThat(PolicyFiles.parse("configuration.md", sample.group(1)))
                .extracting(DeclaredPolicy::policy)
                .extracting(Policy::application)
                .containsExactly("billing-assistant");
    }

    @Test
    void showsSampleSettingsThatAreAccepted() throws IOException {
        var sample = Pattern.compile("```yaml\n(kafka:.*?)```", Pattern.DOTALL).matcher(Files.readString(MANUAL));
        assertThat(sample.find()).isTrue();
        assertThat(MonitorConfigs.parse(Path.of("configuration.md"), sample.group(1), name -> "value of " + name)
                        .kafka())
                .containsKey("bootstrap.servers");
    }

    private static List<String> settings(String prefix, Class<?> type) {
        List<String> settings = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String path = prefix + component.getName();
            settings.addAll(component.getType().isRecord() ? settings(path + ".", component.getType()) : List.of(path));
        }
        return settings;
    }

    private static List<String> keys(String prefix, Schema record) {
        List<String> keys = new ArrayList<>();
        for (Schema.Field field : record.getFields()) {
            Schema schema = field.schema().isUnion() ? field.schema().getTypes().get(1) : field.schema();
            boolean list = schema.getType() == Schema.Type.ARRAY
                    && schema.getElementType().getType() == Schema.Type.RECORD;
            String path = prefix + field.name() + (list ? "[]" : "");
            Schema inner = list ? schema.getElementType() : schema;
            keys.addAll(inner.getType() == Schema.Type.RECORD ? keys(path + ".", inner) : List.of(path));
        }
        return keys;
    }
}
