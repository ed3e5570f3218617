package io.riskmonitor.wire;

import java.io.EOFException;
import java.io.IOException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Tells a schema registry that cannot be reached from a record that cannot be read: both reach us as the same exception,
 * and only the second may be refused.
 */
public final class RegistryTrouble {

    private RegistryTrouble() {}

    /** Whether the cause is the registry, so that the same record may be readable later. */
    public static boolean isCauseOf(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException) {
                return true;
            }
            if (cause instanceof EOFException) {
                return false; // a truncated body
            }
            if (cause instanceof IOException) {
                return true; // refused, unknown host, TLS, reset
            }
        }
        return false;
    }
}
