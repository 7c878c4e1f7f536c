/// Answers large rounds: plans of blocks, prices that tie them to suppliers, and answers made of
/// the plans.
struct RoundSearch {
    let problem: SourcingProblem
    let options: SolveOptions
    let tables: RoundTables
    let suppliers: RoundSuppliers
    let terms: [OrderTerms]
    let pricing: ExactPricing
    var plans: PlanTable
    var prices: RoundPrices
    private(set) var bound: Int64 = Int64.min
    private(set) var objective: Int64
    private(set) var choice: [Int32] = []
    private(set) var limit: SourcingOutcome.Limit?

    init?(_ problem: SourcingProblem, _ options: SolveOptions) {
        let parallel = Parallel(threads: options.threads)
        guard let tables = Self.makeTables(problem, parallel) else { return nil }
        self.problem = problem
        self.options = options
        self.tables = tables
        suppliers = RoundSuppliers(problem, tables)
        terms = suppliers.position.map { OrderTerms(problem.suppliers[$0]) }
        pricing = ExactPricing(tables, suppliers, parallel)
        plans = PlanTable(blocks: tables.blockCount)
        prices = RoundPrices(pairs: tables.pairCount, suppliers: suppliers.count)
        objective = Int64.max
    }

    private static func makeTables(
        _ problem: SourcingProblem, _ parallel: Parallel
    ) -> RoundTables? {
        let builder = BlockBuilder(problem)
        let groups = builder.groups()
        let size = 256
        var chunks = [TableChunk](
            repeating: TableChunk(), count: (groups.count + size - 1) / size)
        chunks.withUnsafeMutableBufferPointer { chunks in
            parallel.forEachChunk(of: groups.count, size: size) { range, _ in
                var chunk = TableChunk()
                for group in range { chunk.append(builder.block(of: groups[group])) }
                chunks[range.lowerBound / size] = chunk
            }
        }
        return RoundTables(chunks, problem)
    }

    private var isCloseEnough: Bool {
        guard objective < Int64.max else { return false }
        let difference = Int128(objective) - Int128(bound)
        return difference <= 0
            || difference * 1_000_000 <= Int128(options.gapMillionths) * Int128(objective)
    }

    /// Searches until the gap is closed or a limit is reached.
    mutating func run(
        elapsed: () -> Duration, isCancelled: () -> Bool, progress: (SolveProgress) -> Void
    ) {
        let timeLimit = options.timeLimit
        func stop() -> Bool {
            if let timeLimit, elapsed() >= timeLimit { return true }
            return isCancelled()
        }
        let states = [SupplierState](repeating: .free, count: suppliers.count)
        print("tables", elapsed())
        let first = pricing.firstPlans(nodeLimit: 50)
        _ = plans.merge(first)
        print("first plans", plans.count, elapsed())
        for round in 0..<12 {
            let view = PlanView(plans)
            let ascent = PriceAscent(tables, suppliers, view, prices, states)
            print("  before", ascent.evaluate() / 1e6, elapsed())
            for sweep in 0..<(round == 0 ? 6 : 4) { ascent.sweep()
              if round < 2 { print("  sweep", sweep, ascent.evaluate() / 1e6, elapsed()) } }
            prices = ascent.prices
            let start = (0..<tables.blockCount).map { Int32(ascent.cheapest($0).plan) }
            print("  swept", ascent.evaluate() / 1e6, elapsed())
            guard
                let outcome = pricing.evaluate(
                    ExactPrices(prices, tables, suppliers), states, known: plans, nodeLimit: 2000)
            else { return }
            bound = max(bound, outcome.bound)
            print("round", round, "exact", outcome.bound / 1_000_000, "cut", outcome.cutCount,
                "nodes", outcome.nodes, "new", outcome.batches.reduce(0) { $0 + $1.block.count }, elapsed())
            answer(start, states, stop: stop)
            let moved = plans.merge(outcome.batches)
            choice = choice.map { moved[Int($0)] }
            print("  answer", objective / 1_000_000, Double(objective - bound) / Double(objective) * 100, elapsed())
            progress(SolveProgress(objective: objective, bound: bound, nodes: 1, openNodes: 0))
            if isCloseEnough || stop() { break }
        }
        limit = isCloseEnough ? .gap : .time
    }

    /// Makes an answer from plans and improves it.
    private mutating func answer(_ start: [Int32], _ states: [SupplierState], stop: () -> Bool) {
        var starts = [start]
        if !choice.isEmpty { starts.append(choice) }
        for start in starts {
            var answer = RoundAnswer(tables, suppliers, terms, plans, states, choice: start)
            answer.descend(passes: 4, stop: stop)
            for _ in 0..<3 {
                guard answer.improveSuppliers(stop: stop) else { break }
                answer.descend(passes: 3, stop: stop)
            }
            if !answer.isLegal {
                answer.repair(stop: stop)
                answer.descend(passes: 2, stop: stop)
            }
            guard answer.isLegal, answer.total < objective else { continue }
            objective = answer.total
            choice = answer.choice
        }
    }

    /// The best answer, with who gets what.
    func solution() -> SourcingSolution {
        var solution = SourcingSolution()
        for block in 0..<tables.blockCount {
            let offers = tables.offers(of: block)
            var quantities = [Int64](repeating: 0, count: offers.count)
            for entry in plans.entries(of: Int(choice[block])) {
                quantities[Int(plans.offer[entry]) - offers.lowerBound] = plans.quantity[entry]
            }
            guard quantities.contains(where: { $0 > 0 }),
                let found = pricing.flow(of: block, quantities: quantities, nodeLimit: 5000)
            else { continue }
            append(block, quantities, found.flow, to: &solution)
        }
        solution.orders.sort { $0.offer < $1.offer }
        solution.allocations.sort {
            ($0.line, $0.offer, $0.tranche) < ($1.line, $1.offer, $1.tranche)
        }
        return solution
    }

    private func append(
        _ block: Int, _ quantities: [Int64], _ flow: [Int64], to solution: inout SourcingSolution
    ) {
        let firstLine = tables.lines(of: block).lowerBound
        let offers = tables.offers(of: block)
        let firstArc = Int(tables.arcStart[Int(tables.trancheStart[offers.lowerBound])])
        for (local, place) in offers.enumerated() where quantities[local] > 0 {
            let offer = Int(tables.offer[place])
            solution.orders.append(.init(offer: offer, quantity: quantities[local]))
            for tranche in tables.tranches(of: place) {
                for arc in Int(tables.arcStart[tranche])..<Int(tables.arcStart[tranche + 1])
                where flow[arc - firstArc] > 0 {
                    solution.allocations.append(
                        .init(
                            line: Int(tables.line[firstLine + Int(tables.arcLine[arc])]),
                            offer: offer, tranche: Int(tables.trancheOrigin[tranche]),
                            quantity: flow[arc - firstArc]))
                }
            }
        }
    }
}
