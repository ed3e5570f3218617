package io.riskmonitor.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Reads along all that is logged, in more detail than usual, and keeps what has a secret in it. */
final class SecretWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private static final Map<String, Level> DETAIL = Map.of(
            "io.riskmonitor",
            Level.DEBUG,
            "org.apache.kafka",
            Level.INFO,
            "kafka",
            Level.INFO,
            "io.confluent",
            Level.INFO,
            "org.apache.kafka.streams.StreamsConfig",
            Level.INFO);

    private final List<String> secrets;
    private final List<String> leaks = Collections.synchronizedList(new ArrayList<>());
    private final Map<Logger, Level> before = new HashMap<>();
    private long read;

    SecretWatch(List<String> secrets) {
        this.secrets = secrets;
        Logger root = logger(Logger.ROOT_LOGGER_NAME);
        // the console shows no more than usual
        root.iteratorForAppenders().forEachRemaining(appender -> appender.addFilter(new AtUsualLevel()));
        setContext(root.getLoggerContext());
        start();
        root.addAppender(this);
        DETAIL.forEach((name, level) -> {
            before.put(logger(name), logger(name).getLevel());
            logger(name).setLevel(level);
        });
    }

    @Override
    protected void append(ILoggingEvent event) {
        read++;
        String text = event.getLoggerName() + " " + event.getFormattedMessage()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
        keepLeaks(text);
    }

    /** What else somebody gets to see. */
    String shown(String text) {
        keepLeaks(text);
        return text;
    }

    private void keepLeaks(String text) {
        if (secrets.stream().anyMatch(text::contains)) {
            leaks.add(text);
        }
    }

    List<String> leaks() {
        return List.copyOf(leaks);
    }

    /** How many messages it has read. */
    long read() {
        return read;
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    @Override
    public void close() {
        logger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        logger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining(appender -> appender.clearAllFilters());
        before.forEach(Logger::setLevel);
    }

    /** As the program's own settings of the log have it. */
    private static final class AtUsualLevel extends Filter<ILoggingEvent> {

        @Override
        public FilterReply decide(ILoggingEvent event) {
            boolean ours = event.getLoggerName().startsWith("io.riskmonitor");
            return event.getLevel().isGreaterOrEqual(ours ? Level.INFO : Level.WARN)
                    ? FilterReply.NEUTRAL
                    : FilterReply.DENY;
        }
    }
}
