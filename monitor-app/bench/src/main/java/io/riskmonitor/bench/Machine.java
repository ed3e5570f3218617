package io.riskmonitor.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.utils.AppInfoParser;

/** Where and on what something was measured. */
record Machine(String processor, int cores, String jdk, String kafka, String commit) {

    static Machine here() throws IOException, InterruptedException {
        return new Machine(
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                AppInfoParser.getVersion(),
                git("describe", "--always", "--dirty", "--exclude=*"));
    }

    /** Directory of the project; the script says it. */
    static Path root() {
        return Path.of(System.getProperty("bench.root", "."));
    }

    private static String processorModel() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        List<String> lines = Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        return lines.stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    private static String git(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder git =
                new ProcessBuilder("git").directory(root().toFile()).redirectErrorStream(true);
        git.command().addAll(List.of(arguments));
        try {
            Process process = git.start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? answer : "unknown";
        } catch (IOException noGit) {
            return "unknown";
        }
    }
}
