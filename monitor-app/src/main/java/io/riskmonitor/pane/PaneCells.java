package io.riskmonitor.pane;

import io.riskmonitor.segment.Cell;
import io.riskmonitor.segment.Group;
import io.riskmonitor.segment.Series;
import io.riskmonitor.segment.Variant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The cells of one pane in a fixed order, parents before their children; each as a whole and by variant. */
public final class PaneCells {

    /** One cell of the pane. */
    public static final class CellCounts {
        private final Counts total = new Counts();
        private final SortedMap<Variant, Counts> variants = new TreeMap<>();

        public Counts total() {
            return total;
        }

        /** What makes up the total. */
        public SortedMap<Variant, Counts> variants() {
            return variants;
        }
    }

    private final SortedMap<Cell, CellCounts> cells = new TreeMap<>();

    void add(Series series, Group group, Variant variant, Counts counts) {
        CellCounts cell = cells.computeIfAbsent(new Cell(series, group), c -> new CellCounts());
        cell.total.add(counts, 1);
        cell.variants.computeIfAbsent(variant, v -> new Counts()).add(counts, 1);
    }

    /** Null where the cell has no verdicts in this pane. */
    public @Nullable CellCounts get(Cell cell) {
        return cells.get(cell);
    }

    public SortedMap<Cell, CellCounts> byCell() {
        return cells;
    }
}
