package io.riskmonitor.bench.faults;

import io.riskmonitor.containers.KafkaCluster.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way to brokers of whoever is not to reach them all the time. While it is cut, connections stay open and nothing comes
 * through, in neither direction; what was sent meanwhile arrives once it is mended.
 */
final class Cable implements AutoCloseable {

    private final List<ServerSocket> ends = new ArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Object mended = new Object();
    private boolean cut;
    private volatile boolean closed;

    private Cable() {}

    static Cable to(List<Link> brokers) throws IOException {
        Cable cable = new Cable();
        for (Link broker : brokers) {
            ServerSocket end = new ServerSocket(broker.advertisedPort(), 50, InetAddress.getLoopbackAddress());
            cable.ends.add(end);
            cable.start(() -> cable.accept(end, broker.port()));
        }
        return cable;
    }

    void cut() {
        synchronized (mended) {
            cut = true;
        }
    }

    void mend() {
        synchronized (mended) {
            cut = false;
            mended.notifyAll();
        }
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one of the two has closed it, and so do we
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "cable");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private void accept(ServerSocket end, int port) throws IOException, InterruptedException {
        while (!closed) {
            Socket client = end.accept();
            connections.add(client);
            start(() -> connect(client, port));
        }
    }

    private void connect(Socket client, int port) throws IOException, InterruptedException {
        try {
            awaitMended();
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), port);
            connections.add(broker);
            start(() -> carry(broker, client));
            carry(client, broker);
        } finally {
            close(client);
        }
    }

    private void carry(Socket from, Socket to) throws IOException, InterruptedException {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[65_536];
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                awaitMended();
                out.write(bytes, 0, read);
            }
        } finally {
            close(from);
            close(to);
        }
    }

    private void awaitMended() throws InterruptedException {
        synchronized (mended) {
            while (cut) {
                mended.wait();
            }
        }
    }

    private void close(Socket connection) throws IOException {
        connections.remove(connection);
        connection.close();
    }

    @Override
    public void close() {
        closed = true;
        mend();
        try {
            for (ServerSocket end : ends) {
                end.close();
            }
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
