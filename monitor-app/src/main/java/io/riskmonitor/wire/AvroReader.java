package io.riskmonitor.wire;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SystemLimitException;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Reads Avro in Confluent's wire format into generated classes; waits while the registry cannot be reached.
 *
 * <p>Confluent's deserializer asks its registry client about every record, whose bounded cache counts its entries each
 * time; here a schema is asked for once.
 */
final class AvroReader {

    /** Entries of an array or a map, at most: as many as fit into a record. */
    private static final int MAX_ENTRIES = 1_000_000;

    /** Length of a text, at most: as long as a record may be. */
    private static final int MAX_LENGTH = 104_857_600;

    static {
        // where Avro decodes by itself, it believes lengths up to 2 GB; it has no other setting
        limit(SystemLimitException.MAX_COLLECTION_LENGTH_PROPERTY, MAX_ENTRIES);
        limit(SystemLimitException.MAX_STRING_LENGTH_PROPERTY, MAX_LENGTH);
        limit(SystemLimitException.MAX_BYTES_LENGTH_PROPERTY, MAX_LENGTH);
    }

    private static void limit(String property, int most) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(most));
        }
    }

    private static final int HEADER = 5;

    private record Schemas(int writerId, String reader) {}

    private final KafkaAvroDeserializer avro = new KafkaAvroDeserializer();
    private final Map<Schemas, DatumReader<SpecificRecord>> readers = new ConcurrentHashMap<>();
    private final RegistryTrouble registry;

    AvroReader(Map<String, ?> registrySettings, RegistryTrouble registry) {
        Map<String, Object> settings = new HashMap<>(registrySettings);
        settings.put(KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        avro.configure(settings, false);
        this.registry = registry;
    }

    /**
     * One record, resolved to the schema of its generated class.
     *
     * @throws SerializationException if the bytes are damaged or of another kind; or if {@link RegistryTrouble} is the
     *     cause and the program is about to stop
     */
    SpecificRecord decode(String topic, byte[] value, Schema schema) {
        if (value.length < HEADER || value[0] != 0) {
            throw new SerializationException(
                    "not Confluent's wire format: a zero byte and a 4-byte schema id must come before the Avro data");
        }
        try {
            Schemas schemas = new Schemas(ByteBuffer.wrap(value).getInt(1), schema.getFullName());
            DatumReader<SpecificRecord> reader = readers.get(schemas);
            if (reader == null) {
                reader = readerOf(topic, schemas, schema);
            }
            return reader.read(null, new RecordDecoder(value, HEADER));
        } catch (SerializationException e) {
            throw e;
        } catch (IOException e) {
            // without it as the cause: nothing was read from the network here
            throw new SerializationException(RegistryTrouble.rootMessage(e));
        } catch (RuntimeException | StackOverflowError e) {
            // damaged Avro data surfaces as almost anything, and all of it means the same here
            throw new SerializationException(RegistryTrouble.rootMessage(e), e);
        }
    }

    private DatumReader<SpecificRecord> readerOf(String topic, Schemas schemas, Schema schema) {
        Schema writer = registry.patiently(() -> writerSchema(topic, schemas.writerId()));
        DatumReader<SpecificRecord> reader = new SpecificDatumReader<>(writer, schema);
        readers.put(schemas, reader);
        return reader;
    }

    private Schema writerSchema(String topic, int id) {
        try {
            return (Schema) avro.getSchemaBySubjectAndId(topic + "-value", id).rawSchema();
        } catch (IOException | RestClientException e) {
            throw new SerializationException("Error retrieving Avro schema with id " + id, e);
        }
    }
}
