package io.riskmonitor.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of this machine that signs itself, made by the JDK's keytool, in every form that servers and clients take.
 *
 * @param password of key store and trust store
 */
public record TestCertificate(Path directory, String password) {

    /** Takes a second. */
    public static TestCertificate make(Path directory, String password) throws Exception {
        Files.createDirectories(directory);
        TestCertificate made = new TestCertificate(directory, password);
        made.keytool(
                "-genkeypair -alias server -keyalg EC -validity 30 -dname CN=localhost"
                        + " -ext SAN=dns:localhost,ip:127.0.0.1",
                made.keyStore());
        made.keytool("-exportcert -rfc -alias server -file " + made.certificate(), made.keyStore());
        made.keytool("-importcert -noprompt -alias server -file " + made.certificate(), made.trustStore());
        KeyStore keys = made.load(made.keyStore());
        byte[] key = keys.getKey("server", password.toCharArray()).getEncoded();
        Files.writeString(
                made.key(),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        return made;
    }

    /** PKCS 12, with the key. */
    public Path keyStore() {
        return directory.resolve("keys.p12");
    }

    /** PKCS 12, without the key. */
    public Path trustStore() {
        return directory.resolve("trusted.p12");
    }

    /** PEM. */
    public Path certificate() {
        return directory.resolve("tls.crt");
    }

    /** PEM, PKCS 8, not encrypted. */
    public Path key() {
        return directory.resolve("tls.key");
    }

    /** Of a server that has it and of a client that trusts it. */
    public SSLContext context() throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(keyStore()), password.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(load(trustStore()));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private KeyStore load(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    private void keytool(String args, Path store) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(args.split(" ")));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", password));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }
}
