package io.riskmonitor.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker with two doors: one without any check for whoever sets the stage, who may do anything; and one with SASL_SSL and
 * SCRAM-SHA-512, behind which only what access lists allow is possible.
 *
 * @param secureServers the address of the second door
 */
public record SecureKafka(LocalKafka kafka, String secureServers, TestCertificate certificate) {

    private static final int ITERATIONS = 4_096;

    public static SecureKafka start(Path directory, TestCertificate certificate) throws IOException {
        String address;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + socket.getLocalPort();
        }
        LocalKafka kafka = LocalKafka.start(
                directory,
                0,
                Map.of(
                        "listeners",
                        "SECURE://" + address,
                        "listener.security.protocol.map",
                        "SECURE:SASL_SSL",
                        "sasl.enabled.mechanisms",
                        "SCRAM-SHA-512",
                        "listener.name.secure.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                        "ssl.keystore.type",
                        "PKCS12",
                        "ssl.keystore.location",
                        certificate.keyStore().toString(),
                        "ssl.keystore.password",
                        certificate.password(),
                        "authorizer.class.name",
                        RecordingAuthorizer.class.getName(),
                        "super.users",
                        "User:ANONYMOUS"));
        return new SecureKafka(kafka, address, certificate);
    }

    public void createUsers(Map<String, String> passwords) throws ExecutionException, InterruptedException {
        List<UserScramCredentialAlteration> users = new ArrayList<>();
        passwords.forEach((user, password) -> users.add(new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password)));
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.alterUserScramCredentials(users).all().get();
        }
    }

    /** How a client logs in. */
    public Map<String, String> client(String user, String password) {
        return Map.of(
                "bootstrap.servers",
                secureServers,
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user + "\" password=\""
                        + password + "\";",
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                certificate.trustStore().toString(),
                "ssl.truststore.password",
                certificate.password());
    }
}
