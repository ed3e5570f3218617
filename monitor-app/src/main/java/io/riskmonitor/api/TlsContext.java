package io.riskmonitor.api;

import io.riskmonitor.config.MonitorConfig.Http.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS from files in PEM, as certificate authorities and Kubernetes write them. Read once, at the start. */
final class TlsContext {

    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private static final char[] NO_PASSWORD = {};
    private static final byte[] PROBE = {1, 2, 3};

    private TlsContext() {}

    /** @throws IOException that names the setting and the remedy, and nothing of the key */
    static SSLContext of(Tls tls) throws IOException {
        Certificate[] chain = chain(tls.certificate());
        PrivateKey key = key(tls.key());
        try {
            if (!belongTogether(key, chain[0])) {
                throw new IOException("http.tls.key " + tls.key() + " is not the key of http.tls.certificate "
                        + tls.certificate() + "; the certificate must come first in its file");
            }
            KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
            keys.load(null, NO_PASSWORD);
            keys.setKeyEntry("http", key, NO_PASSWORD, chain);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("http.tls cannot be used", e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException {
        byte[] pem = read("http.tls.certificate", file);
        try {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (!chain.isEmpty()) {
                return chain.toArray(Certificate[]::new);
            }
        } catch (CertificateException e) {
            // said below
        }
        throw new IOException("http.tls.certificate " + file + " has no certificate in PEM");
    }

    private static PrivateKey key(Path file) throws IOException {
        Matcher pem = PKCS8.matcher(new String(read("http.tls.key", file), StandardCharsets.US_ASCII));
        if (pem.find()) {
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
            for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                } catch (InvalidKeySpecException e) {
                    // of another algorithm
                } catch (GeneralSecurityException e) {
                    throw new IOException("http.tls.key cannot be used", e);
                }
            }
        }
        throw new IOException("http.tls.key " + file + " has no private key in PKCS 8 that is not encrypted"
                + " (BEGIN PRIVATE KEY); openssl pkcs8 -topk8 -nocrypt makes one of others");
    }

    private static byte[] read(String setting, Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException(
                    setting + " " + file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static boolean belongTogether(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(PROBE);
        return signature.verify(signed);
    }
}
