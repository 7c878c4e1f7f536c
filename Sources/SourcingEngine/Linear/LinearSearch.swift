/// Branch and bound over the cells of suppliers' orders, lowest bound first.
struct LinearSearch: ~Copyable {
    /// A part of all answers: a set of cells for each supplier.
    struct Part: Sendable {
        var bound: Int64
        var number: Int
        var allowed: [UInt64]
        var prices: [Double]
        /// Where its proof is kept.
        var node = CertificateTree<[Int64]>.root
        /// The split that it came from.
        var split: (supplier: Int, side: Int, share: Double)?
    }

    let model: LinearModel
    private let options: SolveOptions
    var ascent: LinePriceAscent
    var network: TransportNetwork
    private var parts: [Part] = []
    private(set) var best: LinearAnswer
    private(set) var bound: Int64 = 0
    private(set) var limit: SourcingOutcome.Limit?
    private(set) var nodes = 0
    private var number = 0
    private var gains: [(total: Double, count: Double)]
    private var everyGain = (total: 0.0, count: 0.0)
    /// What is proven of each part, by whole prices of the lines.
    private(set) var proofs = CertificateTree<[Int64]>()
    /// Choices of cells that were tried.
    private var tried: Set<[Int]> = []
    /// Makes flows legal where rules of lines forbid them.
    private let assignment: LineAssignment?
    /// The best answer to the problem where the model is only below it.
    private(set) var legal: (solution: SourcingSolution, cost: Int64)?
    /// Cost of the cheapest flow known, legal or not: bounds end there.
    private var lowestFlow = Int64.max

    init(_ model: LinearModel, _ options: SolveOptions) {
        self.model = model
        self.options = options
        ascent = LinePriceAscent(model)
        network = TransportNetwork(model)
        assignment = LineAssignment(model)
        gains = Array(repeating: (0, 0), count: 2 * model.suppliers.count)
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
            ((UInt64(1) << UInt64(supplier.cells.count + 1)) - 1) & (supplier.mayClose ? ~0 : ~1)
        }
        let start = firstPrices(stop: stop)
        report(progress)
        parts = [Part(bound: 0, number: 0, allowed: everything, prices: start)]
        while let part = popLowest() {
            updateBound(with: part)
            if bound >= objective { break }
            if model.isRelaxed || model.isOnlyBound,
                bound >= lowestFlow || nodes >= Self.mostRelaxedNodes
            {
                report(progress)
                return
            }
            if part.bound >= objective { continue }
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

    /// Parts after which little is left to learn from flows that may break rules of lines.
    private static let mostRelaxedNodes = 2000

    /// The bound is the lowest of the parts that wait, the one in hand, and the leaves.
    private mutating func updateBound(with part: Part) {
        var lowest = min(objective, part.bound, leafBound)
        if let first = parts.first { lowest = min(lowest, first.bound) }
        bound = max(bound, lowest)
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
            + model.cellCosts.count * 16 + model.arcs.count * 128 + proofs.byteCount
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
        let before = part.bound
        ascent.start(part.prices)
        var parts = ExactBound.empty
        for round in 0..<(isRoot ? 3 : 1) {
            let target = Double(objective) * scale
            if isRoot, round == 0 {
                ascent.climbRoughly(100, allowed: part.allowed, target: target, stop: stop)
            }
            ascent.climb(
                isRoot ? 100 : 30, allowed: part.allowed, target: target,
                precision: nodes <= 30 ? 0.02 : 0.1, stop: stop)
            parts = prove(&part)
            let prices = ascent.wholePrices
            if part.bound >= objective {
                learn(part, before: before)
                return
            }
            if isRoot || nodes <= 20 || nodes % 5 == 0 { improve(isThorough: isRoot, stop: stop) }
            let isNarrower = narrow(&part.allowed, parts)
            if isNarrower {
                part.node = proofs.narrow(part.node, by: prices, count: prices.count)
            }
            if part.bound >= objective { return }
            if stop() { break }
            if !isNarrower, !isRoot { break }
        }
        learn(part, before: before)
        part.prices = ascent.prices.array
        if stop() {
            push(part)
            return
        }
        if part.allowed.allSatisfy({ $0.nonzeroBitCount == 1 }) {
            examineLeaf(part, stop: stop)
        } else {
            split(part)
        }
    }

    /// What the best prices prove of a part.
    @discardableResult
    private mutating func prove(_ part: inout Part) -> ExactBound {
        let found = ascent.exact(part.allowed)
        let bound = found.micros(model.shift)
        proofs.prove(part.node, bound: bound, count: model.want.count) { ascent.wholePrices }
        part.bound = max(part.bound, bound)
        return found
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
    private mutating func split(_ part: Part) {
        var choice: (supplier: Int, cut: LinearCut)?
        var highest = -1.0
        for (index, supplier) in model.suppliers.enumerated() {
            let allowed = part.allowed[index]
            guard allowed.nonzeroBitCount > 1,
                let cut = LinearCut.best(of: supplier, allowed, ascent.weights[index])
            else { continue }
            let gains = (gain(index, 0, cut.share), gain(index, 1, 1 - cut.share))
            let score = max(gains.0, 1e-4) * max(gains.1, 1e-4)
            if score > highest {
                highest = score
                choice = (index, cut)
            }
        }
        guard let choice else { return }
        let position = model.suppliers[choice.supplier].position
        let nodes = proofs.split(
            part.node, choice.cut.measure(supplier: position),
            starts: [Int64.min, choice.cut.from])
        for side in 0..<2 {
            var child = part
            let kept = side == 0 ? choice.cut.low : ~choice.cut.low
            child.allowed[choice.supplier] &= kept
            child.node = nodes[side]
            let forbidden = side == 0 ? 1 - choice.cut.share : choice.cut.share
            child.split = (choice.supplier, side, forbidden)
            number += 1
            child.number = number
            push(child)
        }
    }

    /// What splitting a supplier's cells raised the bound by so far, as a part of the gap, for
    /// each part of the mix that a side forbids.
    private func gain(_ supplier: Int, _ side: Int, _ kept: Double) -> Double {
        let known = gains[2 * supplier + side]
        let usual = everyGain.count > 0 ? everyGain.total / everyGain.count : 0.5
        let forbidden = 1 - kept
        return forbidden * (known.total + 2 * usual) / (known.count + 2)
    }

    /// Remembers by how much a split raised the bound.
    private mutating func learn(_ part: Part, before: Int64) {
        guard let split = part.split, objective > before else { return }
        // What is promised is nearer to the truth than what was reached in a few steps.
        let reached = max(Double(part.bound), ascent.estimate / scale)
        let raised = min(max(reached - Double(before), 0) / Double(objective - before), 1)
        let gain = raised / max(split.share, 0.05)
        gains[2 * split.supplier + split.side].total += gain
        gains[2 * split.supplier + split.side].count += 1
        everyGain.total += gain
        everyGain.count += 1
    }

    /// Every supplier is held to one cell: the cheapest flow decides.
    private mutating func examineLeaf(_ part: Part, stop: () -> Bool) {
        let cells = part.allowed.map { $0.trailingZeroBitCount - 1 }
        if model.suppliers.contains(where: \.usesValue) {
            ascent.climb(
                200, allowed: part.allowed, target: Double(objective) * scale, precision: 0.001,
                stop: stop)
            attempt(cells, stop: stop)
        }
        var part = part
        prove(&part)
        let isSolved = network.solve(cells, stop: stop)
        accept(network.units)
        ascent.start(network.linePrices)
        prove(&part)
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
            if !model.isRelaxed, !model.isOnlyBound, !model.suppliers.contains(where: \.hasSurplus),
                network.isAlone(slack: slack)
            {
                proofs.prove(part.node, bound: objective, count: model.want.count) {
                    ascent.wholePrices
                }
                return
            }
        }
        // The cheapest flow costs a little more than what is proven; that is all that is known.
        leafBound = min(leafBound, part.bound)
    }

    /// Lowest bound of parts that cannot be divided further.
    private var leafBound = Int64.max

    // MARK: Answers

    /// Prices to start with: those of flows in which every supplier's cell follows from what it
    /// gave in the flow before.
    private mutating func firstPrices(stop: () -> Bool) -> [Double] {
        var cells = model.suppliers.map { $0.cells.count / 2 }
        for (index, supplier) in model.suppliers.enumerated() where supplier.cells.isEmpty {
            cells[index] = -1
        }
        var prices: [Double] = []
        for _ in 0..<4 where !stop() {
            network.solveFreely(cells, stop: stop)
            accept(network.units)
            prices = network.linePrices
            let units = network.supplierUnits
            var next = cells
            for (index, supplier) in model.suppliers.enumerated() where cells[index] >= 0 {
                next[index] =
                    supplier.cells.firstIndex { units[index] <= $0.unitsHigh } ?? cells[index]
            }
            if next == cells { break }
            cells = next
        }
        return prices.isEmpty ? Array(repeating: 0, count: model.want.count) : prices
    }

    /// Looks for better answers near what the prices suggest.
    private mutating func improve(isThorough: Bool, stop: () -> Bool) {
        let before = objective
        if isThorough { attempt(ascent.choice, stop: stop) }
        for threshold in isThorough ? [0.5, 0.3, 0.15, 0.05] : [0.5, 0.15] {
            attempt(rounded(openFrom: threshold), stop: stop)
        }
        if isThorough || objective < before || nodes % 50 == 0 {
            descend(tries: isThorough ? 100 : 40, stop: stop)
        }
    }

    /// By supplier: the cell that weighs most in the mix, an order from a certain weight on.
    private func rounded(openFrom threshold: Double) -> [Int] {
        ascent.weights.map { weights in
            guard weights.count > 1, 1 - weights[0] >= threshold else { return -1 }
            var heaviest = 1
            for bit in 1..<weights.count where weights[bit] > weights[heaviest] { heaviest = bit }
            return heaviest - 1
        }
    }

    /// Exchanges cells of the best answer for others that the mix knows, one by one.
    private mutating func descend(tries: Int, stop: () -> Bool) {
        let undecided = model.suppliers.indices.filter {
            (ascent.weights[$0].max() ?? 1) < 0.99
        }
        let order = undecided.sorted { one, other in
            let (left, right) = (ascent.weights[one].max() ?? 0, ascent.weights[other].max() ?? 0)
            return (left, one) < (right, other)
        }
        var left = tries
        var isImproved = true
        while isImproved {
            isImproved = false
            for index in order {
                for bit in ascent.weights[index].indices {
                    var cells = best.cells
                    if cells[index] == bit - 1 || ascent.weights[index][bit] < 0.01 { continue }
                    cells[index] = bit - 1
                    let before = objective
                    guard left > 0, !stop() else { return }
                    left -= 1
                    attempt(cells, stop: stop)
                    if objective < before { isImproved = true }
                }
            }
        }
    }

    private mutating func attempt(_ cells: [Int], stop: () -> Bool) {
        guard tried.insert(cells).inserted else { return }
        guard model.suppliers.contains(where: \.usesValue) else {
            network.solve(cells, stop: stop)
            accept(network.units)
            return
        }
        attemptByValue(cells, stop: stop)
    }

    /// Flows know units only: limits on units are moved until goods values fit their cells.
    private mutating func attemptByValue(_ cells: [Int], stop: () -> Bool) {
        let prices = ascent.valuePrices(cells)
        var limits: [ClosedRange<Int64>] = []
        for (index, supplier) in model.suppliers.enumerated() {
            let cell = cells[index] < 0 ? nil : supplier.cells[cells[index]]
            limits.append((cell?.unitsLow ?? 0)...(cell?.unitsHigh ?? 0))
        }
        for _ in 0..<8 where !stop() {
            network.solve(cells, valuePrices: prices, unitLimits: limits, stop: stop)
            let units = network.units
            accept(units)
            var isChanged = false
            for (index, supplier) in model.suppliers.enumerated() where cells[index] >= 0 {
                let cell = supplier.cells[cells[index]]
                let (count, value) = model.order(of: index, units)
                guard count > 0, value > 0 else { continue }
                // Units that the missing or excess value is worth on average.
                func worth(_ value: Int64, _ total: Int64) -> Int64 {
                    Int64((Int128(value) * Int128(count) + Int128(total) - 1) / Int128(total))
                }
                var (low, high) = (limits[index].lowerBound, limits[index].upperBound)
                if value < cell.valueLow {
                    low = min(count + worth(cell.valueLow - value, value), high)
                } else if value > cell.valueHigh {
                    high = max(count - worth(value - cell.valueHigh, value), low)
                }
                isChanged = isChanged || low...high != limits[index]
                limits[index] = low...high
            }
            if !isChanged { return }
        }
    }

    private mutating func accept(_ units: [Int64]) {
        var units = units
        if model.isOnlyBound {
            guard let flow = model.answer(units, keepsLineRules: false) else { return }
            if flow.cost < objective { best = flow }
            if let assignment, flow.cost < legal?.cost ?? Int64.max {
                acceptLegal(assignment.solution(near: units))
            }
            return
        }
        if model.isRelaxed {
            guard let flow = model.answer(units, keepsLineRules: false) else { return }
            lowestFlow = min(lowestFlow, flow.cost)
            // What a flow costs is nearly always less than what its legal neighbors do.
            guard flow.cost < objective else { return }
            if let assignment { units = assignment.assigned(units) }
        }
        guard let answer = model.answer(units), answer.cost < objective else { return }
        best = answer
    }

    /// Keeps an answer to the problem itself where the model is only below it.
    private mutating func acceptLegal(_ solution: SourcingSolution) {
        do {
            let cost = try model.problem.cost(of: solution).total
            guard cost < legal?.cost ?? Int64.max,
                try model.problem.violations(of: solution).isEmpty
            else { return }
            legal = (solution, cost)
        } catch {
            // An amount beyond 64 bits is no answer.
            return
        }
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
