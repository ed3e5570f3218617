package io.riskmonitor.streams;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds what all RocksDB stores of this program take outside the heap together: one block cache, which also pays for the
 * memtables, the indexes and the filters. Without it every store of every partition brings its own 100 MB.
 * {@value #TOTAL_BYTES_CONFIG} says how much.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    /** Setting, among those of Kafka Streams: bytes that all stores take together. The first one of a program counts. */
    public static final String TOTAL_BYTES_CONFIG = "rocksdb.memory.bytes";

    static final long DEFAULT_TOTAL_BYTES = 192L * 1024 * 1024;

    /** With less, hardly a block could be kept. */
    static final long LEAST_TOTAL_BYTES = 32L * 1024 * 1024;

    /** Of the total, one part in so many is for the memtables. */
    private static final int FOR_MEMTABLES = 3;

    private static final double FOR_INDEXES_AND_FILTERS = 0.2;
    private static final long BLOCK_BYTES = 16L * 1024;

    static {
        RocksDB.loadLibrary();
    }

    /** What all stores share. Never closed: it lives as long as the program. */
    private record Shared(Cache cache, WriteBufferManager memtables) {

        private static @Nullable Shared only;

        static synchronized Shared of(Map<String, Object> configs) {
            if (only == null) {
                long total = totalBytes(configs);
                Cache cache = new LRUCache(total, -1, false, FOR_INDEXES_AND_FILTERS);
                only = new Shared(cache, new WriteBufferManager(total / FOR_MEMTABLES, cache));
            }
            return only;
        }
    }

    static long totalBytes(Map<String, Object> configs) {
        Object said = configs.get(TOTAL_BYTES_CONFIG);
        if (said == null) {
            return DEFAULT_TOTAL_BYTES;
        }
        try {
            long bytes = Long.parseLong(said.toString().strip());
            if (bytes >= LEAST_TOTAL_BYTES) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ConfigException(
                "streams." + TOTAL_BYTES_CONFIG,
                said,
                "must be a whole number of bytes, at least " + LEAST_TOTAL_BYTES);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Shared shared = Shared.of(configs);
        // a new table config would be refused: Kafka Streams closes the one it made
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(shared.cache());
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        table.setBlockSize(BLOCK_BYTES);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(shared.memtables());
    }

    @Override
    public void close(String storeName, Options options) {
        // nothing of our own belongs to one store
    }
}
