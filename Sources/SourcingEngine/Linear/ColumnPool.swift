/// Orders of suppliers that were cheapest under some prices, and how they are mixed.
struct ColumnPool: ~Copyable {
    struct Column {
        var supplier: Int
        /// −1 for no order.
        var cell: Int
        /// Without what lines pay, scaled.
        var cost: Double
        /// Where its lines and units stand in the pool.
        var start: Int
        var count: Int
        /// Its part in the mix of its supplier.
        var weight = 0.0
        /// Reduced cost at the last look.
        var reduced = 0.0
        /// Round of the last time that it was in the mix.
        var lastUse = 0
    }

    private(set) var columns: [Column] = []
    /// By supplier: positions of columns that may be used now.
    private(set) var usable: [[Int]]
    /// By supplier: those of them that are in the mix or nearly.
    private var near: [[Int]]
    private var lines = FlatBuffer<Int32>(repeating: 0, count: 1024)
    private var units = FlatBuffer<Double>(repeating: 0, count: 1024)
    /// How much of the two is in use.
    private var used = 0
    /// By line: the last pair that had it.
    private let stamp: FlatBuffer<Int32>
    private var pair: Int32 = 0
    /// By line: wanted less what the mix gives.
    let open: FlatBuffer<Double>
    /// By line: the price that goes with it.
    let price: FlatBuffer<Double>
    private let difference: FlatBuffer<Double>
    private let want: FlatBuffer<Double>
    private let unmet: FlatBuffer<Double>
    private(set) var round = 0

    init(_ model: LinearModel) {
        usable = Array(repeating: [], count: model.suppliers.count)
        near = usable
        let count = model.want.count
        open = FlatBuffer(repeating: 0, count: count)
        price = FlatBuffer(repeating: 0, count: count)
        difference = FlatBuffer(repeating: 0, count: count)
        stamp = FlatBuffer(repeating: 0, count: count)
        want = FlatBuffer(model.want.map { Double($0) })
        unmet = FlatBuffer(model.unmetCosts.map { Double($0) })
    }

    /// Adds an order and makes it usable.
    mutating func add(_ order: borrowing SupplierKernel.Order, supplier: Int, cell: Int) {
        let column = Column(
            supplier: supplier, cell: cell, cost: order.cost, start: used,
            count: order.count, lastUse: round)
        if used + order.count > lines.count { grow(to: 2 * (used + order.count)) }
        for place in 0..<order.count {
            lines[used + place] = order.lines[place]
            units[used + place] = order.units[place]
        }
        used += order.count
        usable[supplier].append(columns.count)
        columns.append(column)
    }

    private mutating func grow(to size: Int) {
        let newLines = FlatBuffer<Int32>(repeating: 0, count: size)
        let newUnits = FlatBuffer<Double>(repeating: 0, count: size)
        newLines.base.update(from: lines.base, count: used)
        newUnits.base.update(from: units.base, count: used)
        lines = newLines
        units = newUnits
    }

    /// Uses only columns whose cells are allowed, and forgets those that were long of no use.
    mutating func restrict(to allowed: [UInt64]) {
        if columns.count > 16 * usable.count + 200 { forget() }
        for supplier in usable.indices { usable[supplier].removeAll(keepingCapacity: true) }
        for position in columns.indices {
            let column = columns[position]
            if allowed[column.supplier] >> UInt64(column.cell + 1) & 1 != 0 {
                usable[column.supplier].append(position)
            } else {
                columns[position].weight = 0
            }
        }
    }

    private mutating func forget() {
        let ages = columns.map(\.lastUse).sorted()
        let oldest = ages[columns.count / 2]
        var kept: [Column] = []
        var place = 0
        // Columns stand in the order of their numbers: moving them down never overwrites.
        for column in columns where column.weight > 0 || column.lastUse > oldest {
            var copy = column
            copy.start = place
            for offset in 0..<column.count {
                lines[place + offset] = lines[column.start + offset]
                units[place + offset] = units[column.start + offset]
            }
            place += column.count
            kept.append(copy)
        }
        columns = kept
        used = place
    }

    /// Makes every supplier's weights sum to 1.
    mutating func normalize() {
        for positions in usable {
            var total = 0.0
            for position in positions { total += columns[position].weight }
            guard total > 1e-9 else {
                if let last = positions.last { columns[last].weight = 1 }
                continue
            }
            for position in positions { columns[position].weight /= total }
        }
        for line in 0..<open.count { open[line] = want[line] }
        for positions in usable {
            for position in positions where columns[position].weight > 0 {
                let column = columns[position]
                for place in column.start..<(column.start + column.count) {
                    open[Int(lines[place])] -= column.weight * units[place]
                }
            }
        }
    }

    /// Lowest reduced cost of a supplier's usable columns under the prices.
    func lowest(of supplier: Int) -> Double {
        var lowest = Double.infinity
        for position in usable[supplier] {
            lowest = min(lowest, columns[position].reduced)
        }
        return lowest
    }

    /// Mixes columns so that prices a step away from a centre fit the mix: a quadratic program,
    /// solved pair by pair.
    ///
    /// - Returns: the value of the prices according to the columns, scaled, and what the mix
    ///   could still gain.
    mutating func mix(
        center: borrowing FlatBuffer<Double>, step: Double, value: Double, precision: Double
    ) -> (promised: Double, gap: Double) {
        round += 1
        for line in 0..<open.count { setPrice(line, center, step) }
        var gap = 0.0
        var promised = 0.0
        for sweep in 0..<24 {
            gap = 0
            if sweep % 8 == 0 { findNear() }
            for supplier in usable.indices { gap += balance(supplier, center, step) }
            guard sweep % 4 == 3 else { continue }
            promised = promise()
            if gap <= max(5 * (promised - value), 0.3 * precision) { break }
        }
        return (promised, gap)
    }

    /// Value of the prices according to the columns.
    private mutating func promise() -> Double {
        var total = 0.0
        for line in 0..<open.count { total += want[line] * price[line] }
        for supplier in usable.indices {
            look(usable[supplier])
            total += lowest(of: supplier)
        }
        return total
    }

    /// Looks at all usable columns under other prices.
    mutating func look(at prices: borrowing FlatBuffer<Double>) {
        for line in 0..<price.count { price[line] = prices[line] }
        for supplier in usable.indices { look(usable[supplier]) }
    }

    private func setPrice(_ line: Int, _ center: borrowing FlatBuffer<Double>, _ step: Double) {
        let wanted = want[line]
        price[line] = min(
            unmet[line], center[line] + step * open[line] / (wanted * wanted))
    }

    /// Computes the reduced costs of a supplier's columns.
    private mutating func look(_ positions: [Int]) {
        for position in positions {
            let column = columns[position]
            let (lines, units) = (lines.base + column.start, units.base + column.start)
            var paid = 0.0
            for place in 0..<column.count {
                paid += price.base[Int(lines[place])] * units[place]
            }
            columns[position].reduced = column.cost - paid
        }
    }

    /// Picks the columns in the mix and, of the others, the two that it would take first.
    private mutating func findNear() {
        for supplier in usable.indices {
            look(usable[supplier])
            var (first, second) = (-1, -1)
            near[supplier].removeAll(keepingCapacity: true)
            for position in usable[supplier] {
                if columns[position].weight > 0 {
                    near[supplier].append(position)
                } else if first < 0 || columns[position].reduced < columns[first].reduced {
                    second = first
                    first = position
                } else if second < 0 || columns[position].reduced < columns[second].reduced {
                    second = position
                }
            }
            if first >= 0 { near[supplier].append(first) }
            if second >= 0 { near[supplier].append(second) }
        }
    }

    /// Moves weight from the dearest column in the mix to the cheapest.
    ///
    /// - Returns: what the mix of the supplier could still gain.
    private mutating func balance(
        _ supplier: Int, _ center: borrowing FlatBuffer<Double>, _ step: Double
    ) -> Double {
        let positions = near[supplier]
        guard positions.count > 1 else { return 0 }
        look(positions)
        var lowest = positions[0]
        var highest = -1
        var average = 0.0
        for position in positions {
            let column = columns[position]
            if column.reduced < columns[lowest].reduced { lowest = position }
            guard column.weight > 0 else { continue }
            average += column.weight * column.reduced
            if highest < 0 || column.reduced > columns[highest].reduced { highest = position }
        }
        guard highest >= 0, highest != lowest else { return 0 }
        let gap = columns[highest].reduced - columns[lowest].reduced
        guard gap > 0 else { return 0 }
        add(columns[lowest], 1)
        add(columns[highest], -1)
        pair += 1
        let norm = stampedNorm(columns[lowest]) + stampedNorm(columns[highest])
        let best = gap / max(step * norm, 1e-300)
        let moved = min(best, columns[highest].weight)
        columns[lowest].weight += moved
        columns[highest].weight -= moved
        columns[lowest].lastUse = round
        columns[highest].lastUse = round
        for column in [columns[lowest], columns[highest]] {
            for place in column.start..<(column.start + column.count) {
                let line = Int(lines[place])
                guard difference[line] != 0 else { continue }
                open[line] -= moved * difference[line]
                difference[line] = 0
                setPrice(line, center, step)
            }
        }
        return average - columns[lowest].reduced
    }

    /// Length of the difference over lines that this pair did not look at yet.
    private func stampedNorm(_ column: Column) -> Double {
        var norm = 0.0
        for place in column.start..<(column.start + column.count) {
            let line = Int(lines[place])
            guard stamp[line] != pair else { continue }
            stamp[line] = pair
            let share = difference[line] / want[line]
            norm += share * share
        }
        return norm
    }

    private func add(_ column: Column, _ sign: Double) {
        for place in column.start..<(column.start + column.count) {
            difference[Int(lines[place])] += sign * units[place]
        }
    }
}
