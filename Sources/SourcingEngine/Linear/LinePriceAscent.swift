/// Finds good prices of the lines: first by a subgradient method, then by a bundle method with a
/// bundle for each supplier, whose mix also says how the relaxed problem divides itself.
///
/// Frangioni, *Generalized bundle methods*, 2002; Kiwiel, *Proximity control in bundle methods for
/// convex nondifferentiable minimization*, 1990.
struct LinePriceAscent: ~Copyable {
    let model: LinearModel
    let kernel: SupplierKernel
    /// Best prices so far, scaled.
    let prices: FlatBuffer<Double>
    /// Bound that they give, scaled, by floating point.
    private(set) var value = -Double.infinity
    /// By supplier: weight of each cell in the average, "no order" first.
    private(set) var weights: [[Double]] = []
    /// Cells of the best prices' minimum, −1 for no order.
    private(set) var choice: [Int]
    private let trial: FlatBuffer<Double>
    private let open: FlatBuffer<Double>
    private let direction: FlatBuffer<Double>
    private let want: FlatBuffer<Double>
    private let unmet: FlatBuffer<Double>
    private var order: SupplierKernel.Order
    private var pool: ColumnPool
    /// How far prices may move for what the mix lacks.
    private var stepSize = 0.0
    private var largestStep = 0.0
    private var cells: [Int]
    private(set) var iterations = 0
    /// What the mix promised last: an estimate of the highest value, scaled.
    private(set) var estimate = -Double.infinity

    init(_ model: LinearModel) {
        self.model = model
        kernel = SupplierKernel(model)
        let lines = model.want.count
        prices = FlatBuffer(repeating: 0, count: lines)
        trial = FlatBuffer(repeating: 0, count: lines)
        open = FlatBuffer(repeating: 0, count: lines)
        direction = FlatBuffer(repeating: 0, count: lines)
        want = FlatBuffer(model.want.map { Double($0) })
        unmet = FlatBuffer(model.unmetCosts.map { Double($0) })
        order = SupplierKernel.Order(model)
        pool = ColumnPool(model)
        cells = Array(repeating: -1, count: model.suppliers.count)
        choice = cells
    }

    /// Sets prices to start from.
    mutating func start(_ start: [Double]) {
        for line in start.indices { prices[line] = min(start[line], unmet[line]) }
        value = -.infinity
    }

    /// Climbs by short steps along averaged directions: rough and cheap.
    ///
    /// - Parameters:
    ///   - allowed: sets of cells by supplier.
    ///   - target: cost of the best answer, scaled.
    ///   - stop: asked at every step.
    mutating func climbRoughly(
        _ steps: Int, allowed: [UInt64], target: Double, stop: () -> Bool
    ) {
        var factor = 0.1
        var misses = 0
        for line in 0..<prices.count {
            trial[line] = prices[line]
            direction[line] = 0
        }
        value = -.infinity
        for step in 0...steps {
            let found = evaluate(allowed, collects: step % 4 == 0)
            if found > value {
                take(found)
                misses = 0
            } else {
                misses += 1
                if misses >= 8 {
                    misses = 0
                    factor *= 0.7
                    for line in 0..<prices.count { trial[line] = prices[line] }
                }
            }
            if value >= target || step == steps || stop() { return }
            var norm = 0.0
            for line in 0..<prices.count {
                direction[line] = 0.7 * direction[line] + 0.3 * open[line]
                let share = direction[line] / want[line]
                norm += share * share
            }
            if norm < 1e-12 { return }
            let length = factor * (value + room(below: target) - found) / norm
            for line in 0..<prices.count {
                let move = length * direction[line] / (want[line] * want[line])
                trial[line] = min(trial[line] + move, unmet[line])
            }
        }
    }

    /// Climbs to the top: prices a step away from the best so far that fit the best mix of the
    /// orders known, which gives new orders.
    mutating func climb(
        _ steps: Int, allowed: [UInt64], target: Double, precision share: Double,
        stop: () -> Bool
    ) {
        pool.restrict(to: allowed)
        estimate = -.infinity
        for line in 0..<prices.count { trial[line] = prices[line] }
        pool.look(at: trial)
        take(evaluate(allowed, collects: true))
        pool.normalize()
        if stepSize == 0 {
            stepSize = firstStep()
            largestStep = 10 * stepSize
        }
        for _ in 0..<steps {
            if value >= target || stop() { break }
            let precision = max(1e-7 * target, share * room(below: target))
            let (promised, gap) = pool.mix(
                center: prices, step: stepSize, value: value, precision: precision)
            estimate = min(max(promised, value), target)
            if promised + gap - value <= precision { break }
            if promised <= value {
                stepSize *= 0.5
                continue
            }
            for line in 0..<prices.count { trial[line] = pool.price[line] }
            let found = evaluate(allowed, collects: true)
            if found - value >= 0.5 * (promised - value) {
                stepSize = min(1.5 * stepSize, largestStep)
            } else if found < value {
                stepSize *= 0.8
            }
            if found > value { take(found) }
        }
        readWeights()
    }

    /// How far the bound can still rise, as far as that is known: an answer that is much too dear
    /// says little.
    private func room(below target: Double) -> Double {
        min(target - value, max(0.05 * abs(value), 1e-3 * target))
    }

    private mutating func take(_ found: Double) {
        value = found
        choice = cells
        for line in 0..<prices.count { prices[line] = trial[line] }
    }

    /// A step that changes prices by some hundredths.
    private func firstStep() -> Double {
        var paid = 0.0
        var missing = 0.0
        for line in 0..<prices.count {
            paid += prices[line] * want[line]
            missing += abs(pool.open[line] / want[line])
        }
        return 0.02 * paid / max(missing, 0.01)
    }

    /// The bound of the trial prices.
    ///
    /// - Parameter collects: whether orders that the mix would like are kept.
    private mutating func evaluate(_ allowed: [UInt64], collects: Bool) -> Double {
        iterations += 1
        kernel.setPrices(trial)
        var total = 0.0
        for line in 0..<trial.count {
            open[line] = want[line]
            total += trial[line] * want[line]
        }
        for index in model.suppliers.indices {
            let best = kernel.best(of: index, in: allowed[index])
            cells[index] = best.cell
            total += best.minimum.cost
            kernel.collect(best.minimum, of: index, cell: best.cell, into: &order)
            for place in 0..<order.count { open[Int(order.lines[place])] -= order.units[place] }
            guard collects else { continue }
            let known = pool.lowest(of: index)
            if best.minimum.cost < known - 1e-9 * abs(known) || known == .infinity {
                pool.add(order, supplier: index, cell: best.cell)
            }
        }
        // A line at its highest price is as well unmet.
        for line in 0..<trial.count where trial[line] >= unmet[line] && open[line] > 0 {
            open[line] = 0
        }
        return total
    }

    /// By supplier: what a micro of goods value is worth for keeping to a cell, scaled by 2²⁰.
    func valuePrices(_ cells: [Int]) -> [Int64] {
        kernel.setPrices(prices)
        return cells.indices.map { index in
            guard cells[index] >= 0,
                let found = kernel.minimum(of: index, cell: cells[index], below: .infinity),
                found.side == .value
            else { return 0 }
            return Int64((max(-100, min(100, found.limitPrice)) * 1_048_576).rounded())
        }
    }

    private mutating func readWeights() {
        weights = model.suppliers.map { Array(repeating: 0, count: $0.cells.count + 1) }
        for positions in pool.usable {
            for position in positions {
                let column = pool.columns[position]
                weights[column.supplier][column.cell + 1] += column.weight
            }
        }
    }

    /// The best prices, rounded to whole numbers.
    var wholePrices: [Int64] {
        (0..<prices.count).map { Int64(min(prices[$0].rounded(), unmet[$0])) }
    }

    /// What the best prices prove, after rounding them to whole numbers.
    mutating func exact(_ allowed: [UInt64]) -> ExactBound {
        for line in 0..<prices.count {
            trial[line] = min(prices[line].rounded(), unmet[line])
        }
        return ExactBound(model, kernel, allowed: allowed, prices: trial)
    }
}
