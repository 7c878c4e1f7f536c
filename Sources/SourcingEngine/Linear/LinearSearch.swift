/// Branch and bound over the cells of suppliers' orders, lowest bound first.
struct LinearSearch: ~Copyable {
    /// A part of all answers: a set of cells for each supplier.
    struct Part: Sendable {
        var bound: Int64
        var number: Int
        var allowed: [UInt64]
        var prices: [Double]
    }

    let model: LinearModel
    private let options: SolveOptions
    var ascent: PriceAscent
    var network: TransportNetwork
    private var parts: [Part] = []
    private(set) var best: LinearAnswer
    private(set) var bound: Int64 = 0
    private(set) var limit: SourcingOutcome.Limit?
    private(set) var nodes = 0
    private var number = 0
    /// Choices of cells that were tried.
    private var tried: Set<[Int]> = []

    init(_ model: LinearModel, _ options: SolveOptions) {
        self.model = model
        self.options = options
        ascent = PriceAscent(model)
        network = TransportNetwork(model)
        best = LinearAnswer(
            units: Array(repeating: 0, count: model.arcs.count), cost: model.nothingCost,
            cells: Array(repeating: -1, count: model.suppliers.count))
    }

    /// Cost of the best answer, in micros.
    var objective: Int64 { best.cost }

    var solution: SourcingSolution { model.solution(best.units) }

    var scale: Double { Double(Int64(1) << Int64(model.shift)) }

    /// Searches until the gap is closed or a limit is reached.
    mutating func run(
        elapsed: () -> Duration, isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) {
        let timeLimit = options.timeLimit
        func stop() -> Bool {
            if let timeLimit, elapsed() >= timeLimit { return true }
            return isCancelled()
        }
        let everything = model.suppliers.map { supplier in
            (UInt64(1) << UInt64(supplier.cells.count + 1)) - 1
        }
        let start = firstPrices(stop: stop)
        report(progress)
        parts = [Part(bound: 0, number: 0, allowed: everything, prices: start)]
        while let part = popLowest() {
            bound = max(bound, min(part.bound, objective, leafBound))
            if bound >= objective { break }
            if isCloseEnough {
                limit = .gap
                report(progress)
                return
            }
            if stop() {
                limit = .time
                report(progress)
                return
            }
            if let most = options.memoryLimitBytes, memory > most {
                limit = .memory
                report(progress)
                return
            }
            examine(part, stop: stop)
            if nodes % 16 == 1 { report(progress) }
        }
        bound = min(objective, max(bound, leafBound))
        report(progress)
    }

    private var isCloseEnough: Bool {
        let difference = Int128(objective) - Int128(bound)
        return options.gapMillionths > 0
            && difference * 1_000_000 <= Int128(options.gapMillionths) * Int128(objective)
    }

    /// A rough account of the memory in use.
    private var memory: Int {
        let perPart = 8 * (model.suppliers.count + model.want.count) + 128
        return (parts.count + 1) * perPart + tried.count * (8 * model.suppliers.count + 64)
            + model.cellCosts.count * 16 + model.arcs.count * 128
    }

    private func report(_ progress: (SolveProgress) -> Void) {
        progress(
            SolveProgress(
                objective: objective, bound: min(bound, objective), nodes: nodes,
                openNodes: parts.count))
    }

    // MARK: Parts

    private mutating func examine(_ part: Part, stop: () -> Bool) {
        nodes += 1
        var part = part
        let isRoot = nodes == 1
        ascent.start(part.prices)
        var parts = ExactBound.empty
        for round in 0..<3 {
            ascent.climb(
                isRoot ? (round == 0 ? 400 : 200) : 40, allowed: part.allowed,
                target: Double(objective) * scale, factor: isRoot ? 0.1 : 0.05, stop: stop)
            parts = ascent.exact(part.allowed)
            part.bound = max(part.bound, parts.micros(model.shift))
            if part.bound >= objective { return }
            if isRoot || round == 0 { improve(part.allowed, isThorough: isRoot, stop: stop) }
            let isNarrower = narrow(&part.allowed, parts)
            if part.bound >= objective { return }
            if stop() { break }
            if !isNarrower, !isRoot { break }
        }
        part.prices = ascent.prices.array
        if stop() {
            push(part)
            return
        }
        if part.allowed.allSatisfy({ $0.nonzeroBitCount == 1 }) {
            examineLeaf(part, stop: stop)
        } else {
            split(part, parts)
        }
    }

    /// Takes away cells that no better answer can use.
    private func narrow(_ allowed: inout [UInt64], _ bounds: ExactBound) -> Bool {
        var isNarrower = false
        let unit = Int128(1) << Int128(model.shift)
        let limit = Int128(objective - 1) * unit
        for index in model.suppliers.indices {
            for (bit, part) in bounds.parts[index].enumerated()
            where allowed[index] >> UInt64(bit) & 1 != 0 {
                if let part, bounds.scaled - bounds.lowest[index] + part <= limit { continue }
                allowed[index] &= ~(1 << UInt64(bit))
                isNarrower = true
            }
        }
        return isNarrower
    }

    /// Splits where the average is least decided and deciding costs most.
    private mutating func split(_ part: Part, _ bounds: ExactBound) {
        var choice: (supplier: Int, low: UInt64)?
        var highest = -1.0
        for (index, supplier) in model.suppliers.enumerated() {
            let allowed = part.allowed[index]
            guard allowed.nonzeroBitCount > 1 else { continue }
            let (low, share) = cut(index, allowed, supplier)
            let costs = bounds.parts[index]
            var sides = (Int128(1) << 100, Int128(1) << 100)
            for bit in costs.indices where allowed >> UInt64(bit) & 1 != 0 {
                guard let cost = costs[bit] else { continue }
                if low >> UInt64(bit) & 1 != 0 {
                    sides.0 = min(sides.0, cost)
                } else {
                    sides.1 = min(sides.1, cost)
                }
            }
            let difference = Double(sides.0 > sides.1 ? sides.0 - sides.1 : sides.1 - sides.0)
            let room = max(Double(objective - part.bound) * scale, 1)
            let score = (share + 0.02) * (0.1 + min(difference / room, 1))
            if score > highest {
                highest = score
                choice = (index, low)
            }
        }
        guard let choice else { return }
        for side in 0..<2 {
            var child = part
            let kept = side == 0 ? choice.low : ~choice.low
            child.allowed[choice.supplier] &= kept
            number += 1
            child.number = number
            push(child)
        }
    }

    /// Where a supplier's cells divide best: those below, and how undecided the average is.
    private func cut(
        _ index: Int, _ allowed: UInt64, _ supplier: LinearModel.Supplier
    ) -> (low: UInt64, share: Double) {
        var best: (low: UInt64, share: Double) = (0, -1)
        var below = 0.0
        var low: UInt64 = 0
        for bit in 0...supplier.cells.count where allowed >> UInt64(bit) & 1 != 0 {
            low |= 1 << UInt64(bit)
            below += ascent.weights[index][bit]
            guard allowed & ~low != 0 else { break }
            let share = min(below, 1 - below)
            if share > best.share { best = (low, share) }
        }
        return best
    }

    /// Every supplier is held to one cell: the cheapest flow decides.
    private mutating func examineLeaf(_ part: Part, stop: () -> Bool) {
        let cells = part.allowed.map { $0.trailingZeroBitCount - 1 }
        let isSolved = network.solve(cells, stop: stop)
        accept(network.units)
        ascent.start(network.linePrices)
        ascent.climb(0, allowed: part.allowed, target: .infinity, stop: stop)
        var part = part
        part.bound = max(part.bound, ascent.exact(part.allowed).micros(model.shift))
        if part.bound >= objective { return }
        if stop() {
            push(part)
            return
        }
        if isSolved, let scaled = network.scaledCost {
            var rounding: Int128 = 0
            for (index, supplier) in model.suppliers.enumerated() where cells[index] >= 0 {
                rounding += Int128(supplier.roundedOffers) << Int128(model.shift)
            }
            let slack = Int128(objective) << Int128(model.shift) - scaled + rounding
            if !model.suppliers.contains(where: \.hasSurplus), network.isAlone(slack: slack) {
                return
            }
        }
        // The cheapest flow costs a little more than what is proven; that is all that is known.
        leafBound = min(leafBound, part.bound)
    }

    /// Lowest bound of parts that cannot be divided further.
    private var leafBound = Int64.max

    // MARK: Answers

    /// Prices to start with: those of the flow when fixed costs are spread over all units.
    private mutating func firstPrices(stop: () -> Bool) -> [Double] {
        let cells = model.suppliers.map { $0.cells.count - 1 }
        network.solve(cells, stop: stop)
        accept(network.units)
        return network.linePrices
    }

    /// Looks for better answers near what the prices suggest.
    private mutating func improve(_ allowed: [UInt64], isThorough: Bool, stop: () -> Bool) {
        attempt(ascent.choice, stop: stop)
        var rounded: [Int] = []
        for index in model.suppliers.indices {
            var heaviest = 0
            let weights = ascent.weights[index]
            for bit in weights.indices where weights[bit] > weights[heaviest] { heaviest = bit }
            rounded.append(heaviest - 1)
        }
        attempt(rounded, stop: stop)
    }

    private mutating func attempt(_ cells: [Int], stop: () -> Bool) {
        guard tried.insert(cells).inserted else { return }
        network.solve(cells, stop: stop)
        accept(network.units)
    }

    private mutating func accept(_ units: [Int64]) {
        guard let answer = model.answer(units), answer.cost < objective else { return }
        best = answer
    }

    // MARK: The heap

    private func isBefore(_ one: Part, _ other: Part) -> Bool {
        (one.bound, one.number) < (other.bound, other.number)
    }

    private mutating func push(_ part: Part) {
        parts.append(part)
        var child = parts.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(parts[child], parts[parent]) else { return }
            parts.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func popLowest() -> Part? {
        guard let last = parts.popLast() else { return nil }
        guard let first = parts.first else { return last }
        parts[0] = last
        var parent = 0
        while true {
            var lowest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < parts.count && isBefore(parts[child], parts[lowest]) {
                lowest = child
            }
            if lowest == parent { return first }
            parts.swapAt(parent, lowest)
            parent = lowest
        }
    }
}
