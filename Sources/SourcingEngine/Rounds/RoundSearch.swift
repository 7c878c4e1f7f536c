/// Answers large rounds: plans of blocks, prices that tie them to suppliers, and answers made of
/// the plans.
struct RoundSearch {
    let problem: SourcingProblem
    let options: SolveOptions
    let tables: RoundTables
    let suppliers: RoundSuppliers
    let terms: [OrderTerms]
    /// By supplier: open where rules ask for an order, else free.
    private let states: [SupplierState]
    let pricing: ExactPricing
    var plans: PlanTable
    /// The prices that gave the best bound of the whole.
    private(set) var prices: RoundPrices
    /// No answer costs less than nothing: surplus is worth at most what it costs.
    private(set) var bound: Int64 = 0
    private(set) var objective: Int64
    private(set) var choice: [Int32] = []
    /// Answers that prices led to, dearest first.
    private var others: [(cost: Int64, choice: [Int32])] = []
    private var parts: [RoundPart] = []
    /// What was proven of each part.
    private(set) var proofs = CertificateTree<ExactPrices>()
    /// Whether bounds of parts are no bounds of the whole any more.
    private var isSplit = false
    /// Nodes that the search of one block may take.
    private var nodeLimit = Self.quickNodes
    /// Whether the best answer is worth measuring a gap by.
    private var isPolished = false
    /// Whether the last exact evaluation left some block unproven.
    private var isCut = false
    /// Where their number is limited, suppliers by what the last prices say that they save.
    private var ranking: [Int] = []
    private(set) var limit: SourcingOutcome.Limit?

    init?(_ problem: SourcingProblem, _ options: SolveOptions) {
        let parallel = Parallel(threads: options.threads)
        guard !problem.rules.contains(where: \.isBudget),
            let tables = Self.makeTables(problem, parallel), Self.counts(problem, tables)
        else { return nil }
        self.problem = problem
        self.options = options
        self.tables = tables
        suppliers = RoundSuppliers(problem, tables)
        let rules = SupplierRules.compile(problem)
        for supplier in rules.indices
        where rules[supplier].penalty(units: 0, goods: 0) > 0 || rules[supplier].requiredValue > 0 {
            guard suppliers.position.contains(supplier) else { return nil }
        }
        states = suppliers.position.map { rules[$0].requiredValue > 0 ? .free.ordering : .free }
        terms = suppliers.position.map { OrderTerms(problem.suppliers[$0], rules[$0]) }
        pricing = ExactPricing(tables, suppliers, parallel)
        plans = PlanTable(blocks: tables.blockCount)
        prices = RoundPrices(pairs: tables.pairCount, suppliers: suppliers.count)
        objective = Int64.max
    }

    static func makeTables(
        _ problem: SourcingProblem, _ parallel: Parallel
    ) -> RoundTables? {
        let builder = BlockBuilder(problem, OfferReach(problem))
        let groups = builder.groups()
        var all = TableChunk()
        let size = 256
        // Stretch by stretch: pieces of a large round need not stand beside each other.
        for first in stride(from: 0, to: groups.count, by: 128 * size) {
            let count = min(groups.count - first, 128 * size)
            var chunks = [TableChunk](repeating: TableChunk(), count: (count + size - 1) / size)
            chunks.withUnsafeMutableBufferPointer { chunks in
                parallel.forEachChunk(of: count, size: size) { range, _ in
                    var chunk = TableChunk()
                    for group in range { chunk.append(builder.block(of: groups[first + group])) }
                    chunks[range.lowerBound / size] = chunk
                }
            }
            for chunk in chunks { all.append(chunk) }
            // What stretches hold is much alike.
            if first == 0, count < groups.count {
                all.reserve(times: 1.02 * Double(groups.count) / Double(count))
            }
        }
        return RoundTables(&all, problem)
    }

    /// Whether blocks and suppliers alone can count the rules of the buyer.
    private static func counts(_ problem: SourcingProblem, _ tables: RoundTables) -> Bool {
        var sold: Set<[Int]> = []
        if problem.rules.contains(where: \.demand.asksForOrders) {
            for place in 0..<tables.offerCount {
                let offer = problem.offers[Int(tables.offer[place])]
                sold.insert([offer.supplier, offer.item])
            }
        }
        return problem.rules.allSatisfy { rule in
            switch rule.demand {
            case .forbid, .onTime, .requireValue: true
            case .requireUnits(let supplier, let item, _):
                // Otherwise no block knows of it.
                rule.penalty == 0 || sold.contains([supplier, item])
            case .budget: false
            }
        }
    }

    private var isCloseEnough: Bool { isCloseEnough(objective) }

    /// Whether more memory is in use than allowed, by a rough account.
    private var isOverMemory: Bool {
        guard let most = options.memoryLimitBytes else { return false }
        let perPart = 16 * tables.pairCount + 16 * suppliers.count
        let used =
            tables.byteCount + plans.byteCount + (parts.count + 2) * perPart + proofs.byteCount
        return used > most
    }

    /// Whether no more is asked for, or allowed.
    private func isDone(stop: () -> Bool) -> Bool { isCloseEnough || isOverMemory || stop() }

    private func isCloseEnough(_ objective: Int64) -> Bool {
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
        let first = pricing.firstPlans(stop: stop)
        plans = plans.merged(with: first).plans
        // Rules may ask of a block what no plan was found for.
        guard (0..<tables.blockCount).allSatisfy({ !plans.plans(of: $0).isEmpty }) else { return }
        answerNothing()
        var root = RoundPart(
            bound: Int64.min, states: states,
            prices: RoundPrices(pairs: tables.pairCount, suppliers: suppliers.count))
        let report = { (search: RoundSearch) in
            guard search.hasAnswer else { return }
            progress(
                SolveProgress(
                    objective: search.objective, bound: search.bound, nodes: 1, openNodes: 0))
        }
        converge(&root, rounds: 12, stop: stop, report: report)
        if isCut, !isDone(stop: stop) {
            nodeLimit = Self.thoroughNodes
            converge(&root, rounds: 6, stop: stop, report: report)
        }
        enrichAnswers(root, stop: stop, report: report)
        splitParts(root, stop: stop, progress)
        if bound < objective {
            limit = isCloseEnough ? .gap : isOverMemory ? .memory : .time
        }
    }

    /// Splits parts as long as that raises the bound or finds better answers.
    private mutating func splitParts(
        _ root: RoundPart, stop: () -> Bool, _ progress: (SolveProgress) -> Void
    ) {
        isSplit = true
        parts = [root]
        var nodes = 1
        var sinceBetter = 0
        // What is small is searched by parts of blocks next, which gets further.
        let patience = tables.blockCount <= Self.mostBlocksByParts ? 60 : 30
        while sinceBetter < patience, !isDone(stop: stop), let part = takeLowest() {
            let before = objective - bound
            bound = max(bound, min(objective, part.bound))
            if part.bound >= objective { continue }
            guard split(part, number: nodes, stop: stop) else { return }
            nodes += 1
            // A hundredth of the gap counts as better.
            sinceBetter = objective - bound < before - before / 100 ? 0 : sinceBetter + 1
            if nodes % 64 == 0 { proofs.forget(below: bound) { $0.size } }
            if hasAnswer {
                progress(
                    SolveProgress(
                        objective: objective, bound: bound, nodes: nodes, openNodes: parts.count))
            }
            if parts.isEmpty { bound = objective }
        }
    }

    /// The answer that orders nothing where rules allow that: every block's first plan.
    private mutating func answerNothing() {
        choice = (0..<tables.blockCount).map { Int32(plans.plans(of: $0).lowerBound) }
        keep(answer(choice))
    }

    /// Whether an answer was found that keeps to every hard rule.
    var hasAnswer: Bool { objective < Int64.max }

    /// A cost that the bound cannot pass, or hardly, as long as there is no answer.
    private var target: Double {
        hasAnswer ? Double(objective) : 1.1 * Double(bound) + 1_000_000
    }

    /// Blocks up to which a round is searched by parts of blocks when sweeps get no further.
    static let mostBlocksByParts = 1500
    /// Nodes that a block's search may take at first, and when that proves too few.
    private static let quickNodes = 400
    private static let thoroughNodes = 20_000
    /// Blocks up to which every round of prices also improves the best answer so far.
    private static let fewBlocks = 3000
    /// Answers of a small round that are enriched.
    private static let answersKept = 4
    /// Suppliers up to which blocks are forced one by one.
    private static let fewSuppliers = 500

    private mutating func takeLowest() -> RoundPart? {
        guard
            let lowest = parts.indices.min(by: {
                (parts[$0].bound, $1) < (parts[$1].bound, $0)
            })
        else { return nil }
        parts.swapAt(lowest, parts.count - 1)
        return parts.popLast()
    }

    /// Improves prices and plans in turn until the exact bound meets what the plans promise.
    ///
    /// - Parameter rounds: how often, at most.
    private mutating func converge(
        _ part: inout RoundPart, rounds: Int, isAnswering: Bool = true, stop: () -> Bool,
        report: (RoundSearch) -> Void = { _ in }
    ) {
        let isRoot = !isSplit
        for round in 0..<rounds {
            // Prices that know few plans are not worth a polished answer of a large round.
            let isFirst =
                round == 0 && isRoot && !isPolished && tables.blockCount > Self.fewBlocks
            let ascent = ascent(part)
            for _ in 0..<(round == 0 ? 4 : 2) { ascent.sweep() }
            let promise =
                isPolished ? step(ascent, stop: stop) : ascent.evaluate()
            part.prices = ascent.prices
            // The exact bound cannot pass what the plans known promise.
            let gap = target - Double(part.bound)
            if !isRoot, promise < Double(part.bound) + 0.02 * gap { return }
            let start = ascent.cheapestPlans()
            if isLimited { ranking = ascent.suppliersBySaving() }
            let exact = ExactPrices(part.prices, tables, suppliers)
            guard
                let outcome = pricing.evaluate(
                    exact, part, known: ascent.plans,
                    effort: isFirst ? .hasty : .thorough(nodes: nodeLimit), stop: stop)
            else {
                part.bound = Int64.max
                proofs.prove(part.node, bound: part.bound, count: exact.size) { exact }
                return
            }
            proofs.prove(part.node, bound: outcome.bound, count: exact.size) { exact }
            isCut = outcome.cutCount > 0
            if isRoot, outcome.bound > part.bound { prices = part.prices }
            if outcome.bound > part.bound {
                part.sum = RoundSum(prices: exact, total: outcome.total)
                part.bound = outcome.bound
            }
            if isRoot { bound = max(bound, part.bound) }
            if part.bound >= objective { return }
            if isAnswering {
                answer(start, part.states, isQuick: isFirst, stop: stop)
                isPolished = !isFirst
            }
            if !outcome.batches.isEmpty {
                add(outcome.batches)
            }
            report(self)
            if part.bound >= objective || isDone(stop: stop) { return }
            let left = promise - Double(part.bound)
            if outcome.batches.isEmpty { return }
            // What is measured by an answer in haste, says little.
            if isPolished, left < 0.02 * (target - Double(part.bound)) { return }
        }
    }

    /// Whether there may be fewer suppliers than there are.
    private var isLimited: Bool { suppliers.maximumSuppliers < suppliers.count }

    private func ascent(_ part: RoundPart) -> PriceAscent {
        let allowed = plans.without(plans.plans(breaking: part.limits, tables), tables)
        return PriceAscent(
            tables, suppliers, allowed, part.prices, part.states, pricing.parallel)
    }

    /// Moves all prices together where sweeps leave a gap worth it.
    ///
    /// - Returns: what the prices promise, in micros.
    private func step(_ ascent: PriceAscent, stop: () -> Bool) -> Double {
        let promise = ascent.evaluate()
        let target = max(target, promise)
        guard target - promise > 1e-4 * target else { return promise }
        let count = min(3000, max(50, 40_000_000 / max(1, plans.count)))
        return PriceSteps(ascent).run(
            count, target: target, patience: 20, stop: stop)
    }

    /// Adds plans; all answers kept then name the same plans as before.
    ///
    /// - Returns: by old plan, where it stands now.
    @discardableResult
    private mutating func add(_ batches: [PlanBatch]) -> [Int32] {
        let (plans, moved) = plans.merged(with: batches)
        self.plans = plans
        choice = choice.map { moved[Int($0)] }
        for index in others.indices {
            others[index].choice = others[index].choice.map { moved[Int($0)] }
        }
        return moved
    }

    /// Splits a part where that promises most.
    ///
    /// - Returns: `false` if nothing is left to split.
    private mutating func split(_ part: RoundPart, number: Int, stop: () -> Bool) -> Bool {
        var part = part
        exclude(from: &part)
        let ascent = ascent(part)
        ascent.sweep()
        let splits = RoundSplits(
            tables: tables, suppliers: suppliers, parallel: pricing.parallel, part: part,
            ascent: ascent, plans: plans, gap: max(1, target - Double(part.bound)))
        guard let best = splits.best(suppliers: 12, stop: stop) else { return false }
        let nodes: [Int]
        switch best {
        case .supplier(let supplier):
            nodes = proofs.split(
                part.node, .units(supplier: suppliers.position[supplier]), starts: [0, 1])
        case .order(let supplier, let threshold):
            let position = suppliers.position[supplier]
            nodes = proofs.split(
                part.node,
                threshold.isValue ? .value(supplier: position) : .units(supplier: position),
                starts: [0, threshold.from])
        case .offer(let offer, let threshold):
            nodes = proofs.split(
                part.node, .quantity(offer: Int(tables.offer[offer])), starts: [0, threshold])
        }
        for (side, child) in part.children(best, tables, suppliers).enumerated() {
            var child = child
            child.node = nodes[side]
            converge(&child, rounds: 3, isAnswering: number % 4 == 0, stop: stop)
            if child.bound < objective { parts.append(child) }
        }
        return true
    }

    /// Leaves out of a part the orders of suppliers that cost too much under its prices.
    private mutating func exclude(from part: inout RoundPart) {
        guard tables.blockCount <= Self.fewBlocks, hasAnswer, !proofs.isHalfFull,
            let sum = part.sum
        else { return }
        let found = suppliers.exclusions(
            part.states, sum, limit: objective, shift: tables.shift)
        guard !found.without.isEmpty else { return }
        part.states = found.states
        part.node = proofs.narrow(
            part.node, by: sum.prices, without: found.without,
            count: sum.prices.size + found.without.count)
        part.sum = nil
    }

    /// Makes an answer from plans and improves it.
    private mutating func answer(
        _ start: [Int32], _ states: [SupplierState], isQuick: Bool, stop: () -> Bool
    ) {
        var starts = [start]
        if tables.blockCount <= Self.fewBlocks { starts.append(choice) }
        for (index, start) in starts.enumerated() {
            var answer = RoundAnswer(
                tables, suppliers, terms, plans, index == 0 ? states : self.states, choice: start)
            answer.descend(passes: isQuick ? 1 : 4, stop: stop)
            if isQuick {
                if !answer.isLegal { answer.repair(stop: stop) }
            } else {
                polish(&answer, stop: stop)
            }
            keep(answer)
            remember(answer)
        }
    }

    /// Remembers answers of a small round that are unlike each other.
    private mutating func remember(_ answer: RoundAnswer) {
        guard tables.blockCount <= Self.fewBlocks, !isSplit, answer.isLegal else { return }
        if others.contains(where: { $0.cost == answer.total }) { return }
        others.append((answer.total, answer.choice))
        others.sort { $0.cost > $1.cost }
        if others.count > Self.answersKept { others.removeFirst() }
    }

    private func polish(_ answer: inout RoundAnswer, stop: () -> Bool) {
        for _ in 0..<3 {
            if answer.isLegal, isCloseEnough(answer.total) { return }
            var isBetter = answer.improveSuppliers(stop: stop)
            if answer.exchange(stop: stop) { isBetter = true }
            guard isBetter else { break }
            answer.descend(passes: 3, stop: stop)
        }
        if !answer.isLegal {
            answer.repair(stop: stop)
            answer.descend(passes: 2, stop: stop)
            // What is cheaper beside a price on broken limits may break them again.
            if !answer.isLegal { answer.repair(stop: stop) }
        }
        guard isLimited, answer.isLegal, !isCloseEnough(answer.total) else { return }
        answer.exchangeSuppliers(ranking, stop: stop)
    }

    /// Enriches the best answer, and in a small round others that other prices led to: where they
    /// end is not in the order in which they begin.
    private mutating func enrichAnswers(
        _ part: RoundPart, stop: () -> Bool, report: (RoundSearch) -> Void
    ) {
        guard !choice.isEmpty else { return }
        var wave = [choice] + others.reversed().map(\.choice).filter { $0 != choice }
        others = []
        for _ in 0..<8 {
            if wave.isEmpty || isDone(stop: stop) { return }
            let before = objective
            wave = addVariants(part, of: wave, stop: stop)
            // Side by side; what one finds does not help the others before the next time.
            let found = pricing.parallel.map(wave.count, stop: stop) { index, _, stop in
                improved(wave[index], stop: stop)
            }
            wave = []
            for answer in found {
                guard let answer else { continue }
                keep(answer)
                wave.append(answer.choice)
            }
            report(self)
            // From here on splitting parts closes more of the gap.
            guard before < Int64.max, (before - objective) * 10 > before - bound else { return }
        }
    }

    /// Adds plans that fill the orders of suppliers whose limits bind.
    ///
    /// - Returns: the answers that have such suppliers, in the plans as they are then named.
    private mutating func addVariants(
        _ part: RoundPart, of answers: [[Int32]], stop: () -> Bool
    ) -> [[Int32]] {
        let prices = ExactPrices(part.prices, tables, suppliers)
        var answers = answers
        var kept: [Int] = []
        for index in answers.indices {
            let answer = self.answer(answers[index])
            // Where a limit has a price, some block would rather take more or less than it does.
            let room = (0..<suppliers.count).map { supplier in
                let value = suppliers.pairs[supplier].first.map { part.prices.value[Int($0)] } ?? 0
                let isPriced = value != 0 || part.prices.unit[supplier] != 0
                return isPriced || answer.isTight(supplier) ? answer.room(at: supplier) : nil
            }
            guard room.contains(where: { $0 != nil }) else { continue }
            kept.append(index)
            let moved = add(
                pricing.variants(of: answers[index], plans, prices, room: room, stop: stop))
            answers = answers.map { $0.map { moved[Int($0)] } }
        }
        return kept.map { answers[$0] }
    }

    private func answer(_ choice: [Int32]) -> RoundAnswer {
        RoundAnswer(tables, suppliers, terms, plans, states, choice: choice)
    }

    /// A better answer that begins with a choice of plans; `nil` if none is found.
    private func improved(_ choice: [Int32], stop: () -> Bool) -> RoundAnswer? {
        let answer = self.answer(choice)
        var next = answer
        next.descend(passes: 3, stop: stop)
        polish(&next, stop: stop)
        if suppliers.count <= Self.fewSuppliers, next.kick(each: 20, stop: stop) {
            polish(&next, stop: stop)
        }
        if tables.blockCount <= Self.fewBlocks, next.kickSuppliers(stop: stop) {
            polish(&next, stop: stop)
        }
        guard next.isLegal, next.total < answer.total || !answer.isLegal else { return nil }
        return next
    }

    /// Keeps an answer if it is the best so far.
    private mutating func keep(_ answer: RoundAnswer) {
        guard answer.isLegal, answer.total < objective else { return }
        objective = answer.total
        choice = answer.choice
    }
}
