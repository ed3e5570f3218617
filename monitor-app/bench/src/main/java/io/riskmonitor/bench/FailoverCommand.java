package io.riskmonitor.bench;

import io.riskmonitor.config.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long nobody monitors the partitions of an instance that was killed, with and without standby replicas. */
@Command(
        name = "failover",
        description = "Kills one of two instances, and measures until the other has processed what came until then.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class FailoverCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Option(names = "--events", defaultValue = "300000", description = "Interactions that the state is made of.")
    private int events;

    @Option(names = "--runs", defaultValue = "3", description = "Kills, each with and without standby replicas.")
    private int runs;

    @Option(names = "--session-timeout", defaultValue = "PT10S", description = "Until brokers miss an instance.")
    private Duration sessionTimeout;

    @Option(
            names = "--settle",
            defaultValue = "PT20S",
            description = "Before the kill, so that standbys have followed.")
    private Duration settle;

    @Option(names = "--timeout", defaultValue = "PT20M", description = "Gives up after this long.")
    private Duration timeout;

    @Option(names = "--write", description = "Write the result into docs/state.md.")
    private boolean write;

    @Override
    public Integer call() throws Exception {
        Instant deadline = Instant.now().plus(timeout);
        Path directory = Files.createTempDirectory("risk-monitor-failover-");
        Map<Integer, List<Duration>> took = new HashMap<>();
        try (ChildJvm broker = ChildJvm.start(List.of("-Xmx512m"), List.of("serve", directory.toString()))) {
            String[] addresses = broker.await(deadline).split(" ");
            for (int run = 0; run < runs; run++) {
                for (int standbys : new int[] {0, 1}) {
                    Duration failover = failOver(addresses, standbys, run, directory, deadline);
                    took.computeIfAbsent(standbys, s -> new ArrayList<>()).add(failover);
                    command.commandLine()
                            .getErr()
                            .println("failover: standbys=%d took=%s".formatted(standbys, failover));
                }
            }
        } finally {
            Utils.delete(directory.toFile());
        }
        String markdown = markdown(took);
        command.commandLine().getOut().println(markdown);
        if (write) {
            GeneratedSection.of(Machine.root().resolve("docs/state.md"), "failover")
                    .write(markdown);
        }
        return ExitCode.OK;
    }

    private Duration failOver(String[] addresses, int standbys, int run, Path directory, Instant deadline)
            throws Exception {
        String prefix = "failover-" + standbys + "-" + run + ".";
        Topics topics = new Topics(prefix);
        Feed feed = new Feed(addresses[0], addresses[1], topics);
        feed.send(Workload.endingNow(1, events, 1));
        AtomicBoolean over = new AtomicBoolean();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", addresses[0]));
                ChildJvm survivor = instance(addresses, prefix, standbys, directory.resolve(prefix + "1"));
                ChildJvm victim = instance(addresses, prefix, standbys, directory.resolve(prefix + "2"))) {
            survivor.await(deadline);
            victim.await(deadline);
            awaitProcessed(ends(topics, admin), prefix, admin, deadline);
            Thread sender = sendOn(feed, over);
            Thread.sleep(settle.toMillis());
            victim.close();
            Instant killed = Instant.now();
            awaitProcessed(ends(topics, admin), prefix, admin, deadline);
            Duration took = Duration.between(killed, Instant.now());
            over.set(true);
            sender.join();
            return took;
        } finally {
            over.set(true);
        }
    }

    private ChildJvm instance(String[] addresses, String prefix, int standbys, Path state) throws IOException {
        return ChildJvm.start(
                List.of("-Xmx384m"),
                List.of(
                        "instance",
                        "--bootstrap=" + addresses[0],
                        "--registry=" + addresses[1],
                        "--prefix=" + prefix,
                        "--state=" + state,
                        "--standbys=" + standbys,
                        "--session-timeout=" + sessionTimeout.toMillis()));
    }

    /** A few interactions a second, as they happen. */
    private static Thread sendOn(Feed feed, AtomicBoolean over) {
        Thread sender = new Thread(
                () -> {
                    try (Producer<String, Object> producer = feed.producer()) {
                        for (int i = 0; !over.get(); i++) {
                            // another conversation every time, so that every partition has some
                            SoakTraffic now = new SoakTraffic(i, Instant.now().minus(Duration.ofDays(i)), 1);
                            now.day(i).forEach(event -> producer.send(feed.record(event, null)));
                            Thread.sleep(20);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "sender");
        sender.setDaemon(true);
        sender.start();
        return sender;
    }

    private static Map<TopicPartition, Long> ends(Topics topics, Admin admin)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (String topic : List.of(topics.interactions(), topics.verdicts())) {
            for (int partition = 0; partition < Feed.PARTITIONS; partition++) {
                latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                admin.listOffsets(latest).all().get().entrySet()) {
            ends.put(end.getKey(), end.getValue().offset());
        }
        return ends;
    }

    private static void awaitProcessed(Map<TopicPartition, Long> ends, String prefix, Admin admin, Instant deadline)
            throws ExecutionException, InterruptedException {
        while (!isProcessed(ends, prefix, admin)) {
            if (Instant.now().isAfter(deadline)) {
                throw new BenchFailure("Not done in time: fewer events or a longer --timeout.");
            }
            Thread.sleep(50);
        }
    }

    private static boolean isProcessed(Map<TopicPartition, Long> ends, String prefix, Admin admin)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(prefix + "risk-monitor")
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = committed.get(end.getKey());
            return end.getValue() == 0 || offset != null && offset.offset() >= end.getValue();
        });
    }

    private String markdown(Map<Integer, List<Duration>> took) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "`bench failover --events %d --runs %d --session-timeout %s`: one of two instances is killed while "
                        + "interactions arrive. %s, %d cores, %s, Kafka %s, commit %s.%n%n"
                        + "| `num.standby.replicas` | median s | fastest s | slowest s |%n|---|---|---|---|%n",
                events,
                runs,
                sessionTimeout,
                machine.processor(),
                machine.cores(),
                machine.jdk(),
                machine.kafka(),
                machine.commit()));
        took.forEach((standbys, durations) -> {
            List<Duration> sorted = new ArrayList<>(durations);
            Collections.sort(sorted);
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %.1f | %.1f | %.1f |%n",
                    standbys,
                    seconds(sorted.get(sorted.size() / 2)),
                    seconds(sorted.get(0)),
                    seconds(sorted.get(sorted.size() - 1))));
        });
        return text.toString();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
