package io.riskmonitor.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A schema registry in this JVM, on the loopback interface: Confluent's REST interface for Avro, without deletion,
 * contexts and access control. What was registered survives restarts, with the same ids.
 */
public final class LocalRegistry implements AutoCloseable {

    private final DirectoryLock lock;
    private final RegisteredSchemas schemas;
    private final HttpServer server;
    private final ExecutorService threads;

    private LocalRegistry(DirectoryLock lock, RegisteredSchemas schemas, HttpServer server, ExecutorService threads) {
        this.lock = lock;
        this.schemas = schemas;
        this.server = server;
        this.threads = threads;
    }

    /**
     * Returns once it takes requests.
     *
     * @param directory made if missing; one registry at a time
     * @param port 0 picks a free one
     * @throws CannotStartException says what to do about it
     */
    public static LocalRegistry start(Path directory, int port) {
        HttpServer server = listen(port);
        try {
            DirectoryLock lock = DirectoryLock.take(directory);
            try {
                return serve(server, lock, RegisteredSchemas.open(directory.resolve("registrations.jsonl")));
            } catch (CannotStartException e) {
                lock.close();
                throw e;
            }
        } catch (CannotStartException e) {
            server.stop(0);
            throw e;
        }
    }

    /** For {@code schema.registry.url}. */
    public String url() {
        InetSocketAddress address = server.getAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        schemas.close();
        lock.close();
    }

    private static LocalRegistry serve(HttpServer server, DirectoryLock lock, RegisteredSchemas schemas) {
        ExecutorService threads = Executors.newFixedThreadPool(4, LocalRegistry::thread);
        server.createContext("/", new RegistryApi(schemas));
        server.setExecutor(threads);
        server.start();
        return new LocalRegistry(lock, schemas, server, threads);
    }

    private static HttpServer listen(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw CannotStartException.port(port, e);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "local-registry");
        thread.setDaemon(true);
        return thread;
    }
}
