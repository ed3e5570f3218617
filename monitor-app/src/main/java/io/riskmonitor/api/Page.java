package io.riskmonitor.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page at {@code /}: one file without external assets.
 *
 * @param policy its content security policy: nothing runs but the script and style that the file was built with
 */
record Page(String html, String policy) {

    private static final String FILE = "page.html";

    static Page load() {
        try (InputStream file = Objects.requireNonNull(Page.class.getResourceAsStream(FILE), FILE)) {
            String html = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new Page(
                    html,
                    "default-src 'self'; script-src " + hash(html, "script") + "; style-src " + hash(html, "style")
                            + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String html, String element) {
        Matcher content = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(html);
        if (!content.find()) {
            throw new IllegalStateException(FILE + " has no " + element);
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(content.group(1).getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
