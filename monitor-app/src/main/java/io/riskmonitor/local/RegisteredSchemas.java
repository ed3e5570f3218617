package io.riskmonitor.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.entities.SubjectVersion;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.utils.JacksonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Confluent's registry in memory, with what it lacks: it remembers (a journal), and it refuses incompatible schemas.
 *
 * <p>Ids are counted up from 1, so the journal replayed in order gives the same ids and versions again.
 */
final class RegisteredSchemas implements AutoCloseable {

    static final int LATEST = -1;

    private static final ObjectMapper JSON = JacksonMapper.INSTANCE;
    private static final String LEVEL = "compatibility";

    /** Where the level for every subject without its own is kept; no subject has this name. */
    private static final String ALL_SUBJECTS = "";

    private final AvroSchemaProvider avro = new AvroSchemaProvider();
    private final MockSchemaRegistryClient memory = new MockSchemaRegistryClient(List.of(avro));
    private final Map<String, CompatibilityLevel> levels =
            new HashMap<>(Map.of(ALL_SUBJECTS, CompatibilityLevel.BACKWARD));
    private final Journal journal;

    private RegisteredSchemas(Journal journal) {
        this.journal = journal;
    }

    static RegisteredSchemas open(Path file) {
        Journal journal = Journal.open(file);
        try {
            RegisteredSchemas schemas = new RegisteredSchemas(journal);
            journal.replay(schemas::replay);
            return schemas;
        } catch (CannotStartException e) {
            journal.close();
            throw e;
        }
    }

    /** The id of the schema; registers it under the subject where it is not there yet. */
    synchronized int register(Schema candidate, boolean normalize) throws Refusal {
        String subject = candidate.getSubject();
        refuseNamesWithMeaning(subject);
        ParsedSchema schema = parse(candidate, true, normalize);
        Optional<Schema> known = find(subject, schema);
        if (known.isPresent()) {
            return known.get().getId();
        }
        List<String> problems = incompatibilities(schema, level(subject), versions(subject));
        if (!problems.isEmpty()) {
            throw new Refusal(
                    409,
                    409,
                    "Schema being registered is incompatible with an earlier schema for subject \"%s\", details: %s"
                            .formatted(subject, problems));
        }
        journal.append(JSON.valueToTree(new Schema(subject, null, null, schema)));
        return inMemory(() -> memory.register(subject, schema));
    }

    synchronized Schema lookup(Schema candidate, boolean normalize) throws Refusal {
        existingVersions(candidate.getSubject());
        ParsedSchema schema = parse(candidate, false, normalize);
        return find(candidate.getSubject(), schema).orElseThrow(Refusal::noSchema);
    }

    /** What one version has against the candidate; a subject without versions takes anything. */
    synchronized List<String> check(Schema candidate, int version, boolean normalize) throws Refusal {
        String subject = candidate.getSubject();
        ParsedSchema schema = parse(candidate, true, normalize);
        List<Schema> against =
                version == LATEST && versions(subject).isEmpty() ? List.of() : List.of(version(subject, version));
        return incompatibilities(schema, level(subject), against);
    }

    /** Against what a registration would be held against. */
    synchronized List<String> checkAll(Schema candidate, boolean normalize) throws Refusal {
        String subject = candidate.getSubject();
        return incompatibilities(parse(candidate, true, normalize), level(subject), versions(subject));
    }

    synchronized Collection<String> subjects() {
        return inMemory(memory::getAllSubjects);
    }

    synchronized List<Integer> versionNumbers(String subject) throws Refusal {
        return existingVersions(subject).stream().map(Schema::getVersion).toList();
    }

    synchronized Schema version(String subject, int version) throws Refusal {
        List<Schema> versions = existingVersions(subject);
        if (version == LATEST) {
            return versions.get(versions.size() - 1);
        }
        return versions.stream()
                .filter(schema -> schema.getVersion() == version)
                .findFirst()
                .orElseThrow(() -> Refusal.noVersion(version));
    }

    /** Subject and version are those of the first subject that has it. */
    synchronized Schema byId(int id) throws Refusal {
        SubjectVersion first = usesOf(id).get(0);
        return version(first.getSubject(), first.getVersion());
    }

    synchronized List<SubjectVersion> usesOf(int id) throws Refusal {
        List<SubjectVersion> uses =
                memory.getAllVersionsById(id).stream().sorted().toList();
        if (uses.isEmpty()) {
            throw Refusal.noSchema();
        }
        return uses;
    }

    synchronized CompatibilityLevel level() {
        return level(ALL_SUBJECTS);
    }

    /** The subject's own level, else that of all subjects. */
    synchronized CompatibilityLevel level(String subject) {
        CompatibilityLevel own = levels.get(subject);
        return own == null ? levels.getOrDefault(ALL_SUBJECTS, CompatibilityLevel.BACKWARD) : own;
    }

    synchronized Optional<CompatibilityLevel> ownLevel(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    synchronized void setLevel(CompatibilityLevel level) {
        journal.append(JSON.createObjectNode().put(LEVEL, level.name));
        levels.put(ALL_SUBJECTS, level);
    }

    synchronized void setLevel(String subject, CompatibilityLevel level) throws Refusal {
        refuseNamesWithMeaning(subject);
        journal.append(JSON.createObjectNode().put("subject", subject).put(LEVEL, level.name));
        levels.put(subject, level);
    }

    @Override
    public void close() {
        journal.close();
    }

    private void replay(JsonNode entry) throws Refusal {
        String subject = entry.path("subject").asText(ALL_SUBJECTS);
        if (entry.has(LEVEL)) {
            levels.put(subject, levelNamed(entry.path(LEVEL).asText()));
            return;
        }
        refuseNamesWithMeaning(subject);
        try {
            ParsedSchema schema = parse(JSON.treeToValue(entry, Schema.class), false, false);
            inMemory(() -> memory.register(subject, schema));
        } catch (JsonProcessingException e) {
            throw Refusal.invalidSchema(e.getOriginalMessage());
        }
    }

    static CompatibilityLevel levelNamed(String name) throws Refusal {
        CompatibilityLevel level = CompatibilityLevel.forName(name);
        if (level == null) {
            throw new Refusal(
                    422,
                    42203,
                    "Invalid compatibility level \"%s\". Valid values are %s"
                            .formatted(name, List.of(CompatibilityLevel.values())));
        }
        return level;
    }

    /** {@code :.context:subject} names another id space in Confluent's registry; here there is one. */
    private static void refuseNamesWithMeaning(String subject) throws Refusal {
        if (subject.isBlank() || subject.startsWith(":") || subject.chars().anyMatch(Character::isISOControl)) {
            throw new Refusal(422, 42208, "The specified subject '" + subject + "' is not a valid subject.");
        }
    }

    private ParsedSchema parse(Schema schema, boolean isNew, boolean normalize) throws Refusal {
        String type = schema.getSchemaType();
        if (type != null && !type.equals(avro.schemaType())) {
            throw Refusal.invalidSchema("type " + type + " is not supported, only " + avro.schemaType());
        }
        if (schema.getSchema() == null || schema.getSchema().isBlank()) {
            throw Refusal.invalidSchema("it is empty");
        }
        try {
            return avro.parseSchemaOrElseThrow(schema, isNew, normalize);
        } catch (RuntimeException e) { // the provider throws Avro's, Jackson's and its own, without a common type
            throw Refusal.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Schema> find(String subject, ParsedSchema wanted) {
        return versions(subject).stream()
                .filter(version -> isSame(wanted, inMemory(() -> memory.getSchemaById(version.getId()))))
                .reduce((earlier, later) -> later);
    }

    private boolean isSame(ParsedSchema wanted, ParsedSchema registered) {
        return wanted.canonicalString().equals(registered.canonicalString()) || wanted.canLookup(registered, memory);
    }

    /** The level decides whether the latest or all of them are looked at. */
    private List<String> incompatibilities(ParsedSchema candidate, CompatibilityLevel level, List<Schema> earlier) {
        List<ParsedSchemaHolder> oldestFirst = new ArrayList<>();
        for (Schema schema : earlier) {
            oldestFirst.add(new SimpleParsedSchemaHolder(inMemory(() -> memory.getSchemaById(schema.getId()))));
        }
        return candidate.isCompatible(level, oldestFirst);
    }

    private List<Schema> existingVersions(String subject) throws Refusal {
        List<Schema> versions = versions(subject);
        if (versions.isEmpty()) {
            throw Refusal.noSubject(subject);
        }
        return versions;
    }

    /** Oldest first. The memory is asked for known subjects alone, since a question leaves traces in it. */
    private List<Schema> versions(String subject) {
        if (!subjects().contains(subject)) {
            return List.of();
        }
        return inMemory(() -> memory.getAllVersions(subject)).stream()
                .map(version -> memory.getByVersion(subject, version, false))
                .toList();
    }

    private interface Question<T> {
        T ask() throws IOException, RestClientException;
    }

    /** The memory neither reads nor sends anything, and is asked for nothing that it does not have. */
    private static <T> T inMemory(Question<T> question) {
        try {
            return question.ask();
        } catch (IOException | RestClientException e) {
            throw new IllegalStateException(e);
        }
    }
}
