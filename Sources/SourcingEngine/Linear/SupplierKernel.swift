/// The cheapest order of one supplier under prices of the lines, in floating point.
///
/// It is fast and for finding prices; what is published is computed by ``ExactBound``.
struct SupplierKernel: ~Copyable {
    /// What a cell's order is held to.
    enum Side: UInt8, Sendable {
        /// No limit of the cell binds.
        case free
        /// A limit on units binds.
        case units
        /// A limit on goods value binds.
        case value
    }

    /// Minimum of a cell.
    struct Minimum {
        /// Scaled like costs.
        var cost: Double
        var side: Side
        /// Price of the limit that binds: per unit scaled, or per goods value.
        var limitPrice: Double
        /// The limit that binds, in units or scaled goods value.
        var limit: Double
    }

    /// What an order gives to the lines.
    struct Order: ~Copyable {
        var lines: FlatBuffer<Int32>
        var units: FlatBuffer<Double>
        var count = 0
        /// Without what lines pay, scaled.
        var cost = 0.0

        init(_ model: LinearModel) {
            let most = model.suppliers.map(\.arcs.count).max() ?? 0
            lines = FlatBuffer(repeating: 0, count: most)
            units = FlatBuffer(repeating: 0, count: most)
        }

        mutating func add(_ line: Int32, _ units: Double) {
            lines[count] = line
            self.units[count] = units
            count += 1
        }
    }

    let model: LinearModel
    /// By arc: extra cost less the price of its line, at most that of surplus.
    let reduced: FlatBuffer<Double>
    /// By arc: units that it can carry in the order of preference of its offer.
    let size: FlatBuffer<Double>
    private let extra: FlatBuffer<Double>
    private let surplus: FlatBuffer<Double>
    private let line: FlatBuffer<Int32>
    private let costs: FlatBuffer<Double>
    private let unitValue: FlatBuffer<Double>
    private let keys: FlatBuffer<Double>
    private let weights: FlatBuffer<Double>
    /// By supplier: offers whose lines could take more than there is.
    private let shortOffers: [[Int]]
    private let scale: Double
    /// By supplier: where its cells stand in ``lastPrice``.
    private let firstCell: [Int]
    /// By cell: the price of units at its last minimum.
    private let lastPrice: FlatBuffer<Double>
    /// By supplier: the cell of its last minimum.
    private let lastCell: FlatBuffer<Int>

    init(_ model: LinearModel) {
        self.model = model
        let count = model.arcs.count
        reduced = FlatBuffer(repeating: 0, count: count)
        size = FlatBuffer(model.arcs.map { Double($0.capacity) })
        extra = FlatBuffer(model.arcs.map { Double($0.extra) })
        surplus = FlatBuffer(model.surplusExtras.map { Double($0) })
        line = FlatBuffer(model.arcs.map { Int32($0.line) })
        costs = FlatBuffer(model.cellCosts.map { Double($0) })
        unitValue = FlatBuffer(model.unitValues.map { Double($0) })
        let most = model.suppliers.map(\.arcs.count).max() ?? 0
        keys = FlatBuffer(repeating: 0, count: most)
        weights = FlatBuffer(repeating: 0, count: most)
        shortOffers = model.suppliers.map { supplier in
            supplier.offers.filter { model.offers[$0].isShort }
        }
        scale = Double(Int64(1) << Int64(model.shift))
        var starts: [Int] = []
        var total = 0
        for supplier in model.suppliers {
            starts.append(total)
            total += supplier.cells.count
        }
        firstCell = starts
        lastPrice = FlatBuffer(repeating: 0, count: total)
        lastCell = FlatBuffer(repeating: 0, count: starts.count)
    }

    /// Takes over prices of the lines, scaled.
    func setPrices(_ prices: borrowing FlatBuffer<Double>) {
        for arc in 0..<reduced.count {
            let position = Int(line[arc])
            let cost = position < 0 ? extra[arc] : extra[arc] - prices[position]
            reduced[arc] = min(cost, surplus[arc])
        }
        for offers in shortOffers {
            for offer in offers { shareOut(model.offers[offer]) }
        }
    }

    /// Gives an offer's units to the lines that pay most.
    private func shareOut(_ offer: LinearModel.Offer) {
        var rest = offer.capacity
        for arc in offer.arcs.sorted(by: { (reduced[$0], $0) < (reduced[$1], $1) }) {
            let units = min(rest, model.arcs[arc].capacity)
            size[arc] = Double(units)
            rest -= units
        }
    }

    /// The cheapest of the cells that a set allows; bit 0 of the set is "no order".
    func best(of supplier: Int, in allowed: UInt64) -> (cell: Int, minimum: Minimum) {
        var best = Minimum(
            cost: allowed & 1 != 0 ? 0 : .infinity, side: .free, limitPrice: 0, limit: 0)
        var choice = -1
        var rest = allowed >> 1
        // The last choice first: the others are dismissed sooner.
        var cell = lastCell[supplier]
        if rest >> UInt64(cell) & 1 == 0 { cell = rest.trailingZeroBitCount }
        while rest != 0 {
            rest &= ~(1 << UInt64(cell))
            let found = minimum(of: supplier, cell: cell, below: best.cost)
            if let found, found.cost < best.cost {
                best = found
                choice = cell
            }
            cell = rest.trailingZeroBitCount
        }
        if choice >= 0 { lastCell[supplier] = choice }
        return (choice, best)
    }

    /// Minimum of a cell; `nil` if the cell has no order, or none below `limit`.
    func minimum(of index: Int, cell position: Int, below limit: Double) -> Minimum? {
        let supplier = model.suppliers[index]
        let cell = supplier.cells[position]
        let fixed =
            (Double(cell.fixedCost) - 0.5 * Double(supplier.roundedOffers)) * scale
        let first = supplier.arcs.lowerBound
        let count = supplier.arcs.count
        let cost = costs.base + supplier.costStart + position * count
        let (sum, unitCount) = gains(
            cost, reduced.base + first, size.base + first, count, price: 0)
        var best = Minimum(cost: fixed + sum, side: .free, limitPrice: 0, limit: 0)
        guard best.cost < limit else { return nil }
        if unitCount > Double(cell.unitsHigh) {
            let most = Double(cell.unitsHigh)
            guard
                let found = bind(
                    .units, most, taken: 0, isUpper: true, fixed, cost, index, position, limit)
            else { return nil }
            best = found
        } else if unitCount < Double(cell.unitsLow) {
            let least = Double(cell.unitsLow)
            guard
                let found = bind(
                    .units, least, taken: unitCount, isUpper: false, fixed, cost, index, position,
                    limit)
            else { return nil }
            best = found
        }
        if supplier.usesValue {
            guard let found = bindValue(position, fixed, cost, index, limit) else { return nil }
            if found.cost > best.cost { best = found }
        }
        return best.cost < limit ? best : nil
    }

    /// Sums over the arcs that are worth more than a price: what they gain, and their units.
    private func gains(
        _ cost: UnsafeMutablePointer<Double>, _ reduced: UnsafeMutablePointer<Double>,
        _ size: UnsafeMutablePointer<Double>, _ count: Int, price: Double
    ) -> (gain: Double, units: Double) {
        var sums = SIMD4<Double>.zero
        var units = SIMD4<Double>.zero
        let prices = SIMD4<Double>(repeating: price)
        var place = 0
        while place + 4 <= count {
            let net = load(cost + place) + load(reduced + place) - prices
            let taken = load(size + place).replacing(with: 0, where: net .>= 0)
            sums += net * taken
            units += taken
            place += 4
        }
        var sum = sums.sum()
        var unitCount = units.sum()
        while place < count {
            let net = cost[place] + reduced[place] - price
            if net < 0 {
                sum += net * size[place]
                unitCount += size[place]
            }
            place += 1
        }
        return (sum, unitCount)
    }

    private func load(_ place: UnsafeMutablePointer<Double>) -> SIMD4<Double> {
        UnsafeRawPointer(place).loadUnaligned(as: SIMD4<Double>.self)
    }

    private func bindValue(
        _ position: Int, _ fixed: Double, _ cost: UnsafeMutablePointer<Double>, _ index: Int,
        _ cutoff: Double
    ) -> Minimum? {
        let supplier = model.suppliers[index]
        let cell = supplier.cells[position]
        let first = supplier.arcs.lowerBound
        var value = 0.0
        var sum = 0.0
        for place in 0..<supplier.arcs.count {
            let net = cost[place] + reduced[first + place]
            guard net < 0 else { continue }
            sum += net * size[first + place]
            value += size[first + place] * unitValue[first + place]
        }
        let slack = Double(supplier.roundedOffers) * scale
        let most = Double(cell.valueHigh) * scale + slack
        let least = Double(cell.valueLow) * scale - slack
        if value > most {
            return bind(
                .value, most, taken: 0, isUpper: true, fixed, cost, index, position, cutoff)
        }
        if value < least {
            return bind(
                .value, least, taken: value, isUpper: false, fixed, cost, index, position, cutoff)
        }
        return Minimum(cost: fixed + sum, side: .free, limitPrice: 0, limit: 0)
    }

    /// The minimum with a limit that binds: its price is where the cheapest units reach it.
    private func bind(
        _ side: Side, _ limit: Double, taken: Double, isUpper: Bool, _ fixed: Double,
        _ cost: UnsafeMutablePointer<Double>, _ index: Int, _ position: Int, _ cutoff: Double
    ) -> Minimum? {
        let arcs = model.suppliers[index].arcs
        let first = arcs.lowerBound
        let memory = firstCell[index] + position
        // Any price gives a lower bound; the last one often says that the cell is too dear.
        if side == .units, (lastPrice[memory] < 0) == isUpper {
            let price = lastPrice[memory]
            let (gain, _) = gains(
                cost, reduced.base + first, size.base + first, arcs.count, price: price)
            if fixed + price * limit + gain >= cutoff { return nil }
        }
        var found = 0
        for place in 0..<arcs.count {
            let net = cost[place] + reduced[first + place]
            guard (net < 0) == isUpper, size[first + place] > 0 else { continue }
            if side == .units {
                keys[found] = net
                weights[found] = size[first + place]
            } else {
                guard unitValue[first + place] > 0 else { continue }
                keys[found] = net / unitValue[first + place]
                weights[found] = size[first + place] * unitValue[first + place]
            }
            found += 1
        }
        guard let price = selectKey(found, reaching: limit - taken) else { return nil }
        var total = fixed + price * limit
        if side == .units {
            lastPrice[memory] = price
            total +=
                gains(
                    cost, reduced.base + first, size.base + first, arcs.count, price: price
                ).gain
            return Minimum(cost: total, side: side, limitPrice: price, limit: limit)
        }
        for place in 0..<arcs.count {
            let net = cost[place] + reduced[first + place] - price * unitValue[first + place]
            if net < 0 { total += net * size[first + place] }
        }
        return Minimum(cost: total, side: side, limitPrice: price, limit: limit)
    }

    /// The key at which the weights of all keys up to it reach a target; `nil` if they do not.
    private func selectKey(_ count: Int, reaching target: Double) -> Double? {
        var low = 0
        var high = count
        var before = 0.0
        while low < high {
            let pivot = median(keys[low], keys[(low + high) / 2], keys[high - 1])
            var less = low
            var place = low
            var more = high
            var lessWeight = 0.0
            var equalWeight = 0.0
            while place < more {
                let key = keys[place]
                if key < pivot {
                    lessWeight += weights[place]
                    swap(less, place)
                    less += 1
                    place += 1
                } else if key > pivot {
                    more -= 1
                    swap(place, more)
                } else {
                    equalWeight += weights[place]
                    place += 1
                }
            }
            if before + lessWeight >= target {
                high = less
                if less == low { return pivot }
            } else if before + lessWeight + equalWeight >= target {
                return pivot
            } else {
                before += lessWeight + equalWeight
                low = more
            }
        }
        return nil
    }

    private func median(_ one: Double, _ two: Double, _ three: Double) -> Double {
        max(min(one, two), min(max(one, two), three))
    }

    private func swap(_ one: Int, _ other: Int) {
        let (key, weight) = (keys[one], weights[one])
        keys[one] = keys[other]
        weights[one] = weights[other]
        keys[other] = key
        weights[other] = weight
    }

    /// Writes down the order that has a minimum.
    func collect(
        _ minimum: Minimum, of index: Int, cell: Int, into order: inout Order
    ) {
        order.count = 0
        order.cost = 0
        guard cell >= 0 else { return }
        let supplier = model.suppliers[index]
        let first = supplier.arcs.lowerBound
        let cost = costs.base + supplier.costStart + cell * supplier.arcs.count
        order.cost =
            (Double(supplier.cells[cell].fixedCost) - 0.5 * Double(supplier.roundedOffers))
            * scale
        var total = 0.0
        for place in 0..<supplier.arcs.count {
            let weight = minimum.side == .value ? unitValue[first + place] : 1
            let net = cost[place] + reduced[first + place] - minimum.limitPrice * weight
            guard net < -1e-12 * abs(cost[place]) else { continue }
            let units = size[first + place]
            total += units * weight
            give(units, first + place, cost[place], &order)
        }
        guard minimum.side != .free else { return }
        // Arcs at the price of the limit fill what is left.
        for place in 0..<supplier.arcs.count where total < minimum.limit {
            let weight = minimum.side == .value ? unitValue[first + place] : 1
            let net = cost[place] + reduced[first + place] - minimum.limitPrice * weight
            guard abs(net) <= 1e-12 * abs(cost[place]), weight > 0 else { continue }
            let units = min(size[first + place], (minimum.limit - total) / weight)
            total += units * weight
            give(units, first + place, cost[place], &order)
        }
    }

    private func give(_ units: Double, _ arc: Int, _ cost: Double, _ order: inout Order) {
        guard units > 0 else { return }
        // An arc may carry units for nobody when that is worth more than what its line pays.
        let isSurplus = line[arc] < 0 || reduced[arc] >= surplus[arc]
        order.cost += units * (cost + (isSurplus ? surplus[arc] : extra[arc]))
        if !isSurplus { order.add(line[arc], units) }
    }
}
