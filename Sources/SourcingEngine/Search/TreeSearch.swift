/// Branch and bound over suppliers and offers: parts of all answers, lowest bound first.
struct TreeSearch: ~Copyable {
    private struct Part {
        var bound: Int64
        var number: Int
        /// Where it stands among the parts with proofs.
        var node = CertificateTree<[SourcingCertificate.Price]>.root
        var domain: SearchDomain
        /// The split that it came from.
        var side: Branching.Side?
        var isDive = false
    }

    private let model: Model
    private let options: SolveOptions
    private let parallel: Parallel
    private var master: Master
    /// What was proven of each part.
    private var proofs = CertificateTree<[SourcingCertificate.Price]>()
    /// Waiting parts, a heap with the lowest bound first.
    private var parts: [Part] = []
    /// The part that a dive goes on with.
    private var next: Part?
    private var number = 0
    private(set) var best: SourcingSolution
    /// Cost of ``best``, or more than any answer costs while none is known.
    private(set) var objective: Int64
    private(set) var hasAnswer: Bool
    /// Whether any answer at all is enough.
    private let stopsAtAnswer: Bool
    private(set) var bound: Int64 = 0
    private(set) var limit: SourcingOutcome.Limit?
    private(set) var nodes = 0
    /// What splits gave, by side: shares of the gap closed.
    private var gains: [Branching.Side: (total: Double, count: Double)] = [:]
    private var everyGain = (total: 0.0, count: 0.0)
    private var lastChoice: PrimalSearch.Choice = []
    /// What the search was begun with.
    private var firstChoice: PrimalSearch.Choice?

    init(_ model: Model, _ options: SolveOptions, stopsAtAnswer: Bool = false) {
        self.model = model
        self.options = options
        master = Master(model, threads: options.threads)
        parallel = Parallel(threads: options.threads)
        best = SourcingSolution()
        self.stopsAtAnswer = stopsAtAnswer
        let nothing = model.costOfNothing
        hasAnswer = nothing != nil
        objective = nothing ?? model.ceiling
    }

    /// Begins with a bound that is known already, and an answer as one plan per component, or
    /// none.
    mutating func begin(with plans: [BlockPlan], bound known: Int64) {
        bound = max(bound, known)
        guard plans.count == model.components.count else { return }
        var choice: PrimalSearch.Choice = []
        for (component, plan) in plans.enumerated() {
            guard let position = master.addWhole(plan, component: component) else { return }
            choice.append(position)
        }
        accept(PrimalSearch(model, master.answers, start: choice))
        firstChoice = choice
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
        guard !model.rules.isImpossible else {
            proofs.close(CertificateTree<[SourcingCertificate.Price]>.root)
            bound = objective
            return
        }
        start(stop: stop)
        report(progress)
        addRoots()
        while let part = takeNext() {
            updateBound(with: part)
            if isClosed {
                if nodes == 0 { prove([part] + parts, stop: stop) }
                break
            }
            if stopsAtAnswer, hasAnswer { return }
            if part.bound >= objective { continue }
            if isCloseEnough {
                limit = .gap
                return
            }
            if stop() {
                limit = .time
                return
            }
            if let most = options.memoryLimitBytes, memory > most {
                limit = .memory
                return
            }
            examine(part, stop: stop)
            updateBound(with: nil)
            if nodes % 16 == 1 { report(progress) }
        }
        bound = objective
        report(progress)
    }

    /// One part per budget level: what is bought stays within it, and the penalties below are paid.
    private mutating func addRoots() {
        var root = SearchDomain(model)
        guard root.propagate(model) else {
            proofs.close(CertificateTree<[SourcingCertificate.Price]>.root)
            return
        }
        let levels = model.rules.levels
        var nodes = [0]
        if levels.count > 1 {
            let starts = levels.dropLast().map { $0.limit + 1 }
            nodes = proofs.split(nodes[0], .purchase, starts: [Int64.min] + starts)
        }
        for level in 0..<max(1, levels.count) {
            root.level = level
            push(Part(bound: bound, number: 0, node: nodes[level], domain: root))
        }
    }

    private var isClosed: Bool { bound >= objective }

    private var isCloseEnough: Bool {
        let difference = Int128(objective) - Int128(bound)
        return options.gapMillionths > 0 && hasAnswer
            && difference * 1_000_000 <= Int128(options.gapMillionths) * Int128(objective)
    }

    /// A rough account of the memory in use.
    private var memory: Int {
        var offers = 0
        for block in model.blocks { offers += block.offerCount }
        let perPart = 64 * (offers + model.suppliers.count) + 256
        return parts.count * perPart + master.pool.count * 1024
            + master.program.rowCount * master.program.rowCount * 8
    }

    private func report(_ progress: (SolveProgress) -> Void) {
        progress(
            SolveProgress(
                objective: objective, bound: bound, nodes: nodes, openNodes: parts.count))
    }

    /// The bound is the lowest of the parts that wait and the one in hand.
    private mutating func updateBound(with part: Part?) {
        var lowest = min(objective, part?.bound ?? objective)
        if let first = parts.first { lowest = min(lowest, first.bound) }
        if let next { lowest = min(lowest, next.bound) }
        bound = max(bound, lowest)
    }

    // MARK: Parts

    /// The part to go on with while diving for answers, else the lowest.
    private mutating func takeNext() -> Part? {
        if let part = next {
            next = nil
            return part
        }
        return popLowest()
    }

    private func isBefore(_ left: Part, _ right: Part) -> Bool {
        left.bound != right.bound ? left.bound < right.bound : left.number > right.number
    }

    private mutating func push(_ part: Part) {
        parts.append(part)
        var child = parts.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(parts[child], parts[parent]) else { break }
            parts.swapAt(child, parent)
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

    private mutating func examine(_ part: Part, stop: () -> Bool) {
        var part = part
        nodes += 1
        let isRoot = nodes == 1
        let result = master.bound(
            part.domain, floor: part.bound, upper: objective, rounds: isRoot ? 200 : 40,
            stop: stop)
        learn(part, result.bound)
        if let (bound, prices) = result.proof {
            let list = prices.certified(model)
            proofs.prove(part.node, bound: bound, count: list.count) { list }
        }
        if nodes % 64 == 0 { proofs.forget(below: self.bound) { $0.count } }
        // Long searches gain little from looking for better answers at every part.
        let isDue = nodes <= 60 || nodes % 3 == 0 || part.isDive
        if isRoot || (isDue && result.bound < objective) {
            improve(thoroughly: isRoot, stop: stop)
        }
        guard result.bound < objective else { return }
        if stop() {
            push(
                Part(
                    bound: result.bound, number: part.number, node: part.node,
                    domain: part.domain))
            return
        }
        guard exclude(from: &part, result, stop: stop) else { return }
        guard let option = chooseSplit(part.domain, result, stop: stop) else {
            if !examineLeaf(part, floor: result.bound, stop: stop) { proveOverspent(part.node) }
            return
        }
        if case .flow = option.subject, examineLeaf(part, floor: result.bound, stop: stop) {
            return
        }
        // Now and then the search dives to where the linear program points, for answers.
        let isDiving = part.isDive || nodes % 25 == 1
        let places = proofs.split(part.node, option.measure, starts: option.starts)
        for (position, child) in option.parts.enumerated() {
            var child = child
            guard child.propagate(model) else {
                proofs.close(places[position])
                continue
            }
            number += 1
            let side = Branching.Side(subject: option.subject, side: position)
            var new = Part(
                bound: result.bound, number: number, node: places[position], domain: child,
                side: side)
            if isDiving, position == option.nearest {
                new.isDive = true
                next = new
            } else {
                push(new)
            }
        }
    }

    /// Leaves out of a part what costs too much under the prices that bound it.
    ///
    /// - Returns: `false` if nothing is left.
    private mutating func exclude(
        from part: inout Part, _ result: Master.Result, stop: () -> Bool
    ) -> Bool {
        guard hasAnswer, !proofs.isHalfFull, let sum = result.sum,
            let (bound, prices) = result.proof, bound < objective
        else { return true }
        let found = master.exclusions(part.domain, prices, sum, limit: objective, stop: stop)
        guard !found.isEmpty else { return true }
        let list = prices.certified(model)
        part.node = proofs.narrow(
            part.node, by: list, without: found.map { $0.certified(model) },
            count: list.count + found.count)
        for exclusion in found { part.domain.exclude(exclusion, model) }
        guard part.domain.propagate(model) else {
            proofs.close(part.node)
            return false
        }
        return true
    }

    /// The most promising way to split; `nil` if there is none.
    ///
    /// What splitting the same thing gave before counts more than how the linear program divides
    /// it now.
    private mutating func chooseSplit(
        _ domain: SearchDomain, _ result: Master.Result, stop: () -> Bool
    ) -> Branching.Option? {
        let options = Branching.options(
            domain, master, cutBlocks: result.cutBlocks, each: 10)
        if options.count > 1 { look(options, stop: stop) }
        var best: Branching.Option?
        var highest = -1.0
        let top = options.first?.score ?? 1
        for option in options {
            var score = 0.2 + option.score / max(top, 1e-12)
            for side in 0..<2 {
                let known = gains[Branching.Side(subject: option.subject, side: side)]
                let past = known ?? everyGain
                score *= (past.total + everyMean) / (past.count + 1) + 1e-4
            }
            if score > highest {
                highest = score
                best = option
            }
        }
        return best
    }

    /// Looks what splits that were never made would give, as far as the columns known say that.
    private mutating func look(_ options: [Branching.Option], stop: () -> Bool) {
        guard !master.isLarge, objective > bound else { return }
        let before = master.program.objective
        let gap = Double(objective - bound) / 1e6
        for option in options.prefix(8) {
            for (side, domain) in option.parts.prefix(2).enumerated() {
                let subject = Branching.Side(subject: option.subject, side: side)
                guard gains[subject] == nil, !stop() else { continue }
                var domain = domain
                var gain = 1.0
                if domain.propagate(model) {
                    gain = min(max((master.promise(of: domain, stop: stop) - before) / gap, 0), 1)
                }
                gains[subject] = (gain, 1)
            }
        }
    }

    private var everyMean: Double {
        everyGain.count > 0 ? everyGain.total / everyGain.count : 0.1
    }

    /// Remembers how much of the gap a split closed on one side.
    private mutating func learn(_ part: Part, _ bound: Int64) {
        guard let side = part.side, objective > part.bound else { return }
        let share = Double(bound - part.bound) / Double(objective - part.bound)
        let gain = min(max(share, 0), 1)
        gains[side, default: (0, 0)].total += gain
        gains[side, default: (0, 0)].count += 1
        everyGain.total += gain
        everyGain.count += 1
    }

    /// Every quantity is fixed: what is left are allocations, component by component.
    ///
    /// - Returns: whether nothing cheaper is left in the part.
    private mutating func examineLeaf(_ part: Part, floor: Int64, stop: () -> Bool) -> Bool {
        var choice: PrimalSearch.Choice = []
        for index in model.components.indices {
            let domain = master.componentDomain(index, part.domain)
            guard let plan = master.addAnswer(index, domain, limit: Int.max, stop: stop) else {
                if stop() {
                    push(
                        Part(
                            bound: floor, number: part.number, node: part.node,
                            domain: part.domain))
                } else {
                    proofs.close(part.node)
                }
                return true
            }
            choice.append(plan)
        }
        let search = PrimalSearch(model, master.answers, start: choice)
        accept(search)
        // Only a budget can forbid what is cheapest, and then flows are split on.
        let isDone = !search.exceeds(level: part.domain.level)
        if isDone { proofs.close(part.node) }
        return isDone
    }

    // MARK: Proof

    /// Evaluates prices of parts that need no search, since nothing can be cheaper than nothing.
    private mutating func prove(_ parts: [Part], stop: () -> Bool) {
        for part in parts {
            let result = master.bound(
                part.domain, floor: part.bound, upper: objective, rounds: 40, stop: stop)
            guard let (bound, prices) = result.proof else { continue }
            let list = prices.certified(model)
            proofs.prove(part.node, bound: bound, count: list.count) { list }
        }
    }

    /// Everything is decided and more is bought than the budget allows: at a price of the whole
    /// difference for each micro beyond it, that costs too much.
    private mutating func proveOverspent(_ node: Int) {
        proofs.prove(node, bound: Int64.max, count: 1) {
            [SourcingCertificate.Price(kind: .budget, amount: Int128(objective + 1) << 40)]
        }
    }

    /// Why no answer costs less than a bound; `nil` if the parts do not show it.
    ///
    /// Where there is no answer, each one would cost ``objective`` or more, which none can.
    func certificate(of bound: Int64) -> SourcingCertificate? {
        guard proofs.bound(limit: objective) >= bound else { return nil }
        return proofs.certificate(of: bound, apart: model.itemsApart) { $0 }
    }

    // MARK: Answers

    /// First plans: nothing, the cheapest alone, and with each supplier alone.
    private mutating func start(stop: () -> Bool) {
        master.addFirstPlans(stop: stop)
        lastChoice = Array(repeating: 0, count: model.components.count)
        var search = PrimalSearch(model, master.answers, start: lastChoice)
        search.descend()
        search.improveSuppliers(stop: stop)
        accept(search)
        if let firstChoice { lastChoice = firstChoice }
    }

    /// Rounds the linear program's solution and improves it and the last answer.
    private mutating func improve(thoroughly: Bool, stop: () -> Bool) {
        var starts = [master.roundedChoice(mixes: true, stop: stop), lastChoice]
        if thoroughly || nodes % 4 == 0 {
            starts.append(master.roundedChoice(mixes: false, stop: stop))
        }
        let tries = parallel.map(starts.count, stop: stop) { index, _, stop in
            var search = PrimalSearch(model, master.answers, start: starts[index])
            search.descend()
            if thoroughly || nodes % 8 == 0 { search.improveSuppliers(stop: stop) }
            return search
        }
        for search in tries { accept(search) }
    }

    /// Keeps an answer if it is legal and cheaper than the best.
    private mutating func accept(_ search: PrimalSearch) {
        guard search.isLegal, search.total < objective || (!hasAnswer && search.total <= objective)
        else { return }
        hasAnswer = true
        objective = search.total
        lastChoice = search.currentChoice
        best = master.solution(of: search.currentChoice)
    }
}
