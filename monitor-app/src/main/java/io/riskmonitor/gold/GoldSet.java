package io.riskmonitor.gold;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The gold cases of all applications.
 *
 * <p>The set of an application has a version that names its content: whoever grades by other expectations is another
 * judge. It is the sum of a hash per case, so one more case costs the same however many there are.
 *
 * <p>Thread-safe.
 */
public final class GoldSet {

    /** Stands for the cases of every application. */
    private static final String EVERY_APPLICATION = "";

    private final Map<String, GoldCase> cases = new ConcurrentHashMap<>();
    private final Map<String, Part> parts = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    /** The cases of one application alone, or of every one. */
    private record Part(int size, long hash) {

        static final Part NONE = new Part(0, 0);

        Part plus(GoldCase goldCase, int sign) {
            return new Part(size + sign, hash + sign * hashOf(goldCase));
        }
    }

    /** Takes the place of the case with the same id. */
    public synchronized void put(GoldCase goldCase) {
        @Nullable GoldCase before = cases.put(goldCase.caseId(), goldCase);
        add(before, -1);
        add(goldCase, 1);
    }

    /** There is no such case any more. */
    public synchronized void remove(String caseId) {
        add(cases.remove(caseId), -1);
    }

    /** Grows with every change. */
    public long changes() {
        return changes.get();
    }

    private void add(@Nullable GoldCase goldCase, int sign) {
        changes.incrementAndGet();
        if (goldCase != null) {
            String application = goldCase.application() == null ? EVERY_APPLICATION : goldCase.application();
            Part part = parts.getOrDefault(application, Part.NONE).plus(goldCase, sign);
            if (part.size == 0) {
                parts.remove(application);
            } else {
                parts.put(application, part);
            }
        }
    }

    /** The case with this id, if the application can be asked it. */
    public Optional<GoldCase> find(String caseId, String application) {
        return Optional.ofNullable(cases.get(caseId)).filter(goldCase -> goldCase.isOf(application));
    }

    /** Ids of the cases that an application can be asked, in alphabetical order. */
    public List<String> casesOf(String application) {
        return cases.values().stream()
                .filter(goldCase -> goldCase.isOf(application))
                .map(GoldCase::caseId)
                .sorted()
                .toList();
    }

    /** How many there are that an application can be asked. */
    public int size(String application) {
        return part(application).size + part(EVERY_APPLICATION).size;
    }

    /** Names the content of what an application can be asked. */
    public String version(String application) {
        long hash = part(application).hash + part(EVERY_APPLICATION).hash;
        return String.format("%016x", hash).substring(0, 12);
    }

    /** Those that have cases of their own. */
    public Set<String> applications() {
        Set<String> applications = new TreeSet<>(parts.keySet());
        applications.remove(EVERY_APPLICATION);
        return applications;
    }

    private Part part(String application) {
        return parts.getOrDefault(application, Part.NONE);
    }

    private static long hashOf(GoldCase goldCase) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : goldCase.content()) {
                // with their lengths, so that parts cannot run together
                sha.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
            }
            return new BigInteger(sha.digest()).longValue();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
