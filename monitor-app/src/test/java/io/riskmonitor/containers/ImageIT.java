package io.riskmonitor.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;

/** The image of the program does its work without root, without any capability and on a file system that it cannot write. */
@RequiresDocker
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class ImageIT {

    private static final String IMAGE = "local/risk-monitor:test";
    private static final String SETTINGS = "/etc/risk-monitor/monitor.yaml";

    private static final String CONFIG = """
            kafka: {bootstrap.servers: "%s"}
            schemaRegistry: {url: "%s"}
            streams: {num.stream.threads: 1, replication.factor: 1}
            """;

    @TempDir
    private static Path directory;

    private static KafkaCluster kafka;
    private static RegistryContainer registry;

    @BeforeAll
    static void start() throws Exception {
        build();
        kafka = KafkaCluster.start(1);
        registry = new RegistryContainer();
        registry.withNetwork(kafka.network()).withNetworkAliases("registry").start();
    }

    @AfterAll
    static void stop() {
        registry.stop();
        kafka.close();
    }

    /** As the first lines of the Dockerfile say. */
    private static void build() throws IOException, InterruptedException {
        Path jar = Path.of("target", "risk-monitor.jar");
        assertThat(jar).as("made by mvn package").exists();
        Path context = Files.createDirectory(directory.resolve("context"));
        Files.copy(jar, context.resolve("risk-monitor.jar"));
        Files.copy(Path.of("..", "deploy", "docker", "Dockerfile"), context.resolve("Dockerfile"));
        Process docker = new ProcessBuilder(
                        "docker", "build", "--build-arg", "JRE=" + Images.JRE, "-t", IMAGE, context.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(docker.waitFor()).as(said).isZero();
    }

    @Test
    void itBecomesReadyAndMayDoNothingElse() throws Exception {
        try (GenericContainer<?> topics = container("topics", "create", "--bootstrap", kafka.serversInside())
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofMinutes(1)))) {
            topics.start();
        }
        try (GenericContainer<?> monitor = container("run", "--config", SETTINGS)
                .withExposedPorts(8080)
                .waitingFor(Wait.forHttp("/readyz").withStartupTimeout(Duration.ofMinutes(2)))) {
            monitor.start();

            assertThat(run(monitor, "cat /proc/1/status"))
                    .containsPattern("Uid:\\s+1000\\s+1000\\s")
                    .containsPattern("CapEff:\\s+0000000000000000\\s")
                    .containsPattern("CapBnd:\\s+0000000000000000\\s")
                    .containsPattern("NoNewPrivs:\\s+1\\s");
            for (String path : List.of("/x", "/opt/risk-monitor/x", "/etc/x", "/var/x")) {
                assertThat(run(monitor, "touch " + path)).contains("Read-only file system");
            }
            assertThat(run(monitor, "ls /var/lib/risk-monitor/.risk-monitor/state"))
                    .contains("risk-monitor");
            assertThat(metrics(monitor)).as("RocksDB is there, too").contains("risk_watermark_delay_seconds");
        }
    }

    private static GenericContainer<?> container(String... command) throws IOException {
        Path settings = Files.writeString(
                directory.resolve("monitor.yaml"), CONFIG.formatted(kafka.serversInside(), registry.urlInside()));
        return new GenericContainer<>(IMAGE)
                .withImagePullPolicy(image -> false)
                .withNetwork(kafka.network())
                .withCommand(command)
                // exec: native code of RocksDB and of compression is unpacked there
                .withTmpFs(Map.of("/tmp", "rw,exec,nosuid,nodev,size=128m"))
                .withCreateContainerCmdModifier(create -> {
                    HostConfig host = Objects.requireNonNull(create.getHostConfig());
                    host.withReadonlyRootfs(true)
                            .withCapDrop(Capability.ALL)
                            .withSecurityOpts(List.of("no-new-privileges"))
                            .withMemory(1L << 30)
                            // Testcontainers' own way tries it out first, with an image that it wants to pull
                            .withBinds(new Bind(settings.toString(), new Volume(SETTINGS), AccessMode.ro));
                });
    }

    private static String run(GenericContainer<?> container, String command) throws Exception {
        var result = container.execInContainer(command.split(" "));
        return result.getStdout() + result.getStderr();
    }

    private static String metrics(GenericContainer<?> monitor) throws Exception {
        URI metrics = URI.create("http://" + monitor.getHost() + ":" + monitor.getMappedPort(8080) + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
