package io.riskmonitor.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds what all RocksDB stores of this program take outside the heap together: one block cache, which also pays for the
 * memtables, the indexes and the filters. Without it every store of every partition brings its own 100 MB.
 */
public final class BoundedRocksDb implements RocksDBConfigSetter {

    /** All stores together. */
    static final long TOTAL_BYTES = 192L * 1024 * 1024;

    private static final long MEMTABLE_BYTES = 64L * 1024 * 1024;
    private static final double FOR_INDEXES_AND_FILTERS = 0.2;
    private static final long BLOCK_BYTES = 16L * 1024;

    static {
        RocksDB.loadLibrary();
    }

    // shared by all stores and never closed: they live as long as the program
    private static final Cache CACHE = new LRUCache(TOTAL_BYTES, -1, false, FOR_INDEXES_AND_FILTERS);
    private static final WriteBufferManager MEMTABLES = new WriteBufferManager(MEMTABLE_BYTES, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        // a new table config would be refused: Kafka Streams closes the one it made
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        table.setCacheIndexAndFilterBlocksWithHighPriority(true);
        table.setPinTopLevelIndexAndFilter(true);
        table.setBlockSize(BLOCK_BYTES);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(MEMTABLES);
    }

    @Override
    public void close(String storeName, Options options) {
        // nothing of our own belongs to one store
    }
}
