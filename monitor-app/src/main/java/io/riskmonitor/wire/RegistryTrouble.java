package io.riskmonitor.wire;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.riskmonitor.health.Trouble;
import io.riskmonitor.health.Waits;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a schema registry that cannot be reached from a record that cannot be read: both reach us as the same exception,
 * and only the second may be refused. The first is waited out.
 *
 * @param stopping whether to give up waiting because the program is about to stop
 * @param waits where it is said that somebody waits
 */
public record RegistryTrouble(BooleanSupplier stopping, Waits waits) {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryTrouble.class);
    /** Why an instance stands still while the registry cannot be reached. */
    public static final Trouble WAIT = new Trouble(
            "waiting for the schema registry",
            "See that it answers and lets the monitor in; the log says what it said. Nothing is lost meanwhile");

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Whether the cause is the registry, so that the same call may succeed later. */
    public static boolean isCauseOf(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException) {
                return true;
            }
            if (cause instanceof EOFException || cause instanceof InvalidNumberEncodingException) {
                return false; // a truncated or damaged body
            }
            if (cause instanceof RestClientException answer) {
                return isTrouble(answer.getStatus());
            }
            if (cause instanceof IOException) {
                return true; // refused, unknown host, TLS, reset
            }
        }
        return false;
    }

    /** Server errors, and what may be other once somebody has mended access or load; not "no such schema". */
    private static boolean isTrouble(int status) {
        return status >= 500 || status == 401 || status == 403 || status == 408 || status == 429;
    }

    /** Calls until the registry answers; any other failure is the caller's. */
    <T> T patiently(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            giveUpUnlessTrouble(e);
        }
        waits.begin(WAIT);
        try {
            return again(call);
        } finally {
            waits.end(WAIT);
        }
    }

    private <T> T again(Supplier<T> call) {
        long pauseMillis = FIRST_PAUSE.toMillis();
        while (true) {
            pause(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE.toMillis());
            try {
                return call.get();
            } catch (RuntimeException e) {
                giveUpUnlessTrouble(e);
            }
        }
    }

    private void giveUpUnlessTrouble(RuntimeException failure) {
        if (!isCauseOf(failure) || stopping.getAsBoolean()) {
            throw failure;
        }
        LOG.warn("Waiting for the schema registry, cause={}", rootMessage(failure));
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** What went wrong at the bottom, in one line. */
    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String name = root.getClass().getSimpleName();
        return root.getMessage() == null ? name : name + ": " + root.getMessage();
    }
}
