package io.riskmonitor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a page that a program writes, between two markers. */
record GeneratedSection(Path file, String begin, String end) {

    static GeneratedSection of(Path file, String name) {
        return new GeneratedSection(
                file, "<!-- " + name + ": generated, do not edit -->", "<!-- end of " + name + " -->");
    }

    void write(String content) throws IOException {
        String page = Files.readString(file);
        int from = page.indexOf(begin);
        int to = page.indexOf(end);
        if (from < 0 || to < from) {
            throw new BenchFailure(file + " has no markers \"" + begin + "\" and \"" + end + "\".");
        }
        String before = page.substring(0, from + begin.length());
        Files.writeString(file, before + "\n" + content.strip() + "\n" + page.substring(to));
    }
}
