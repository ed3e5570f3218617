package io.riskmonitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.riskmonitor.schema.Alert;
import io.riskmonitor.schema.AlertState;
import io.riskmonitor.schema.Evidence;
import io.riskmonitor.schema.MovedBin;
import io.riskmonitor.schema.RiskCategory;
import io.riskmonitor.schema.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.junit.jupiter.api.Test;

class PlainJsonTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private static final Alert ALERT = Alert.newBuilder()
            .setAlertId("id-1")
            .setAlertKey("billing|ceiling|judge-a|HALLUCINATION|locale|de")
            .setState(AlertState.FIRING)
            .setSeverity(Severity.HIGH)
            .setRule("ceiling")
            .setKind("failure-rate")
            .setApplication("billing")
            .setCategory(RiskCategory.HALLUCINATION)
            .setEvaluator("judge-a")
            .setDimension("locale")
            .setGroup("de")
            .setStartedAt(NOON)
            .setAt(NOON.plusMillis(60_123))
            .setSummary("It \"fails\"")
            .setEvidence(Evidence.newBuilder()
                    .setWindowStart(NOON)
                    .setWindowEnd(NOON.plusSeconds(60))
                    .setN(100)
                    .setFailures(25)
                    .setRate(0.25)
                    .setStatistic(Double.NaN)
                    .setFigures(Map.of("ratio", 1.5))
                    .setMoved(List.of(new MovedBin("refund", 0.25, 0.5, 0.125)))
                    .setExemplars(List.of("i-1", "i-2"))
                    .build())
            .build();

    private static final String JSON = """
            {"alertId":"id-1","alertKey":"billing|ceiling|judge-a|HALLUCINATION|locale|de","state":"FIRING",\
            "severity":"HIGH","rule":"ceiling","kind":"failure-rate","application":"billing",\
            "category":"HALLUCINATION","evaluator":"judge-a","dimension":"locale","group":"de",\
            "startedAt":"2026-05-01T12:00:00Z","at":"2026-05-01T12:01:00.123Z","policyVersion":"",\
            "summary":"It \\"fails\\"","evidence":{"windowStart":"2026-05-01T12:00:00Z",\
            "windowEnd":"2026-05-01T12:01:00Z","n":100,"failures":25,"rate":0.25,\
            "figures":{"ratio":1.5},\
            "moved":[{"bin":"refund","expected":0.25,"observed":0.5,"contribution":0.125}],\
            "exemplars":["i-1","i-2"],"partitionsLeftOut":0}}""";

    @Test
    void anAlertReadsAsInTheContract() {
        assertThat(PlainJson.of(ALERT)).hasToString(JSON);
    }

    @Test
    void aGenericRecordReadsTheSame() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new SpecificDatumWriter<>(Alert.class).write(ALERT, encoder);
        GenericRecord generic = new GenericDatumReader<GenericRecord>(ALERT.getSchema())
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));

        assertThat(PlainJson.of(generic)).hasToString(JSON);
    }

    @Test
    void mapsNumbersAndFlagsKeepTheirTypes() {
        Schema schema = SchemaBuilder.record("Mixed")
                .fields()
                .requiredLong("count")
                .requiredInt("small")
                .requiredBoolean("flag")
                .requiredFloat("share")
                .name("labels")
                .type(Schema.createMap(Schema.create(Schema.Type.STRING)))
                .noDefault()
                .endRecord();
        GenericData.Record mixed = new GenericRecordBuilder(schema)
                .set("count", 1_777_636_800_000L)
                .set("small", 3)
                .set("flag", true)
                .set("share", 0.5f)
                .set("labels", Map.of("intent", "refund"))
                .build();

        assertThat(PlainJson.of(mixed)).hasToString("""
                        {"count":1777636800000,"small":3,"flag":true,"share":0.5,"labels":{"intent":"refund"}}""");
    }
}
