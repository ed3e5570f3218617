package io.riskmonitor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One user per directory, in this JVM and on this machine; the operating system lets go when a process dies.
 *
 * <p>Kafka's own lock comes too late: by then its controller has opened the metadata log.
 */
final class DirectoryLock implements AutoCloseable {

    /**
     * Asked before the file is opened: on POSIX, closing any channel of a file drops the lock that the process has on
     * it.
     */
    private static final Set<Path> HELD_IN_THIS_JVM = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Makes the directory if it is missing. */
    static DirectoryLock take(Path directory) {
        try {
            Path real = Files.createDirectories(directory).toRealPath();
            if (!HELD_IN_THIS_JVM.add(real)) {
                throw CannotStartException.directoryInUse(directory);
            }
            try {
                return new DirectoryLock(real, openAndLock(real));
            } catch (IOException | CannotStartException e) {
                HELD_IN_THIS_JVM.remove(real);
                throw e;
            }
        } catch (IOException e) {
            throw CannotStartException.directory(directory, e);
        }
    }

    private static FileChannel openAndLock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("in-use.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw CannotStartException.directoryInUse(directory);
        }
        return channel;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock " + directory, e);
        } finally {
            HELD_IN_THIS_JVM.remove(directory);
        }
    }
}
