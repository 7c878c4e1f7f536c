/// Finds good prices of the lines: the volume method, an ascent along averaged directions whose
/// averages also say how the relaxed problem divides itself.
///
/// Barahona, Anbil, *The volume algorithm: producing primal solutions with a subgradient method*,
/// 2000.
struct PriceAscent: ~Copyable {
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
    private let minima: FlatBuffer<SupplierKernel.Minimum>
    private var cells: [Int]
    private(set) var iterations = 0

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
        minima = FlatBuffer(
            repeating: SupplierKernel.Minimum(cost: 0, side: .free, limitPrice: 0, limit: 0),
            count: model.suppliers.count)
        cells = Array(repeating: -1, count: model.suppliers.count)
        choice = cells
    }

    /// Sets prices to start from.
    mutating func start(_ start: [Double]) {
        for line in start.indices { prices[line] = min(start[line], unmet[line]) }
        value = -.infinity
    }

    /// Climbs.
    ///
    /// - Parameters:
    ///   - allowed: sets of cells by supplier.
    ///   - target: cost of the best answer, scaled.
    ///   - stop: asked at every step.
    mutating func climb(
        _ steps: Int, allowed: [UInt64], target: Double, factor start: Double = 0.1,
        stop: () -> Bool
    ) {
        var factor = start
        var misses = 0
        var mixing = 0.1
        for line in 0..<prices.count { trial[line] = prices[line] }
        value = evaluate(allowed)
        choice = cells
        for line in 0..<prices.count { direction[line] = open[line] }
        resetWeights(allowed)
        var lastValue = value
        for step in 0..<steps {
            if value >= target || stop() { return }
            var norm = 0.0
            for line in 0..<prices.count { norm += direction[line] * direction[line] }
            if norm < 1e-9 { return }
            let length = factor * (target - value) * 1.02 / norm
            for line in 0..<prices.count {
                trial[line] = min(prices[line] + length * direction[line], unmet[line])
            }
            let found = evaluate(allowed)
            var agreement = 0.0
            for line in 0..<prices.count { agreement += open[line] * direction[line] }
            let share = bestShare(mixing, norm)
            for line in 0..<prices.count {
                direction[line] += share * (open[line] - direction[line])
            }
            mix(share)
            if found > value {
                value = found
                choice = cells
                for line in 0..<prices.count { prices[line] = trial[line] }
                misses = 0
                factor *= agreement > 0 ? 1.4 : 1.05
            } else {
                misses += 1
                if misses % 10 == 0 { factor *= 0.66 }
            }
            factor = min(factor, 2)
            if step % 50 == 49 {
                if value - lastValue < 0.01 * (target - value) { mixing = max(mixing / 2, 1e-3) }
                lastValue = value
            }
        }
    }

    /// How much of the newest direction makes the average shortest.
    private func bestShare(_ most: Double, _ norm: Double) -> Double {
        var both = 0.0
        var own = 0.0
        for line in 0..<prices.count {
            both += open[line] * direction[line]
            own += open[line] * open[line]
        }
        let bottom = own - 2 * both + norm
        guard bottom > 0 else { return most }
        let best = (norm - both) / bottom
        return best < most / 10 ? most / 10 : min(best, most)
    }

    /// The bound of the trial prices; leaves in `open` what lines want beyond it.
    private mutating func evaluate(_ allowed: [UInt64]) -> Double {
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
            minima[index] = best.minimum
            total += best.minimum.cost
            if best.cell >= 0 {
                kernel.subtract(best.minimum, of: index, cell: best.cell, from: open)
            }
        }
        // A line at its highest price is as well unmet.
        for line in 0..<trial.count where trial[line] >= unmet[line] && open[line] > 0 {
            open[line] = 0
        }
        return total
    }

    private mutating func resetWeights(_ allowed: [UInt64]) {
        weights = model.suppliers.map { Array(repeating: 0, count: $0.cells.count + 1) }
        for index in cells.indices { weights[index][cells[index] + 1] = 1 }
    }

    private mutating func mix(_ share: Double) {
        for index in cells.indices {
            for cell in weights[index].indices { weights[index][cell] *= 1 - share }
            weights[index][cells[index] + 1] += share
        }
    }

    /// What the best prices prove, after rounding them to whole numbers.
    mutating func exact(_ allowed: [UInt64]) -> ExactBound {
        for line in 0..<prices.count {
            trial[line] = min(prices[line].rounded(), unmet[line])
        }
        return ExactBound(model, kernel, allowed: allowed, prices: trial)
    }
}
