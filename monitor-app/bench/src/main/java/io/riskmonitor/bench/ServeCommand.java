package io.riskmonitor.bench;

import io.riskmonitor.local.LocalKafka;
import io.riskmonitor.local.LocalRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** A broker and a registry in a process of their own, so that their CPU time can be told from their clients'. */
@Command(name = "serve", hidden = true)
final class ServeCommand implements Callable<Integer> {

    @Parameters
    private Path directory;

    /** Ends when its parent does, however that ends. */
    @Override
    public Integer call() throws IOException {
        try (LocalKafka kafka = LocalKafka.start(directory.resolve("kafka"), 0);
                LocalRegistry registry = LocalRegistry.start(directory.resolve("registry"), 0)) {
            ChildJvm.say(kafka.bootstrapServers() + " " + registry.url());
            ChildJvm.awaitParentsEnd();
        }
        return ExitCode.OK;
    }
}
