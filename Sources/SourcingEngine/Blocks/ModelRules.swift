/// What is bought may cost this much, at this price for the budgets that it breaks.
struct BudgetLevel: Sendable, Hashable {
    /// Most that is bought, in micros.
    var limit: Int64
    /// Penalties of the soft budgets below.
    var penalty: Int64
}

/// What the buyer's rules mean for the problem as a whole.
struct ModelRules: Sendable {
    /// Whether a hard rule asks for what nobody sells.
    var isImpossible = false
    /// Penalties that every answer pays.
    var constant: Int64 = 0
    /// Ascending; empty if there is no budget, otherwise the last one has all soft penalties.
    var levels: [BudgetLevel] = []
    /// Whether who gets what changes what is bought.
    var budgetCountsFlows = false

    init(_ problem: SourcingProblem) {
        var hard = Int64.max
        var soft: [(value: Int64, penalty: Int64)] = []
        for rule in problem.rules {
            guard case .budget(let value) = rule.demand else { continue }
            if let penalty = rule.penalty {
                soft.append((value, penalty))
            } else {
                hard = min(hard, value)
            }
        }
        soft.sort { ($0.value, $0.penalty) < ($1.value, $1.penalty) }
        var paid: Int64 = 0
        for (value, penalty) in soft where value < hard && penalty > 0 {
            levels.append(BudgetLevel(limit: value, penalty: paid))
            paid += penalty
        }
        guard !levels.isEmpty || hard < Int64.max else { return }
        levels.append(BudgetLevel(limit: hard, penalty: paid))
        budgetCountsFlows =
            problem.items.contains { $0.salvageValue > 0 }
            || problem.substitutes.contains { $0.cost > 0 }
    }

    /// What soft budgets cost if this much is bought; `nil` if a hard one is broken.
    func budgetPenalty(_ purchase: Int64) -> Int64? {
        guard let last = levels.last else { return 0 }
        for level in levels where purchase <= level.limit { return level.penalty }
        return last.limit == Int64.max ? last.penalty : nil
    }

    /// Looks for rules on orders that no block and no supplier can fill.
    mutating func judge(_ problem: SourcingProblem, components: [Block]) {
        var sold: Set<[Int]> = []
        for component in components {
            for position in component.offers {
                let offer = problem.offers[position]
                sold.insert([offer.supplier, offer.item])
                sold.insert([offer.supplier])
            }
        }
        for rule in problem.rules {
            let isSold: Bool
            switch rule.demand {
            case .requireUnits(let supplier, let item, _): isSold = sold.contains([supplier, item])
            case .requireValue(let supplier, let value):
                isSold = value <= 0 || sold.contains([supplier])
            case .forbid, .budget, .onTime: continue
            }
            guard !isSold else { continue }
            if let penalty = rule.penalty { constant += penalty } else { isImpossible = true }
        }
    }
}

/// What the buyer's rules mean for single offers, lines and items.
struct BlockRules: Sendable {
    private var forbiddenSuppliers: Set<Int> = []
    private var forbiddenItems: [Int: Set<Int>] = [:]
    /// By line, the most that hard rules let it be served late, in 10⁻⁶ of a day.
    private(set) var latestDays: [Int: Int128] = [:]
    private var ruledLines: Set<Int> = []
    private(set) var requiredSuppliers: Set<Int> = []
    private(set) var requiredItems: Set<Int> = []
    /// Positions of rules on an item or on a line, ascending.
    private var positionsByItem: [Int: [Int]] = [:]
    private var positionsByLine: [Int: [Int]] = [:]

    init(_ problem: SourcingProblem) {
        for (position, rule) in problem.rules.enumerated() {
            switch rule.demand {
            case .forbid(_, let item?), .requireUnits(_, let item, _):
                positionsByItem[item, default: []].append(position)
            case .onTime(let line, _): positionsByLine[line, default: []].append(position)
            case .forbid, .requireValue, .budget: break
            }
            switch rule.demand {
            case .forbid(let supplier, let item):
                guard rule.isHard else { continue }
                if let item {
                    forbiddenItems[supplier, default: []].insert(item)
                } else {
                    forbiddenSuppliers.insert(supplier)
                }
            case .onTime(let line, let days):
                ruledLines.insert(line)
                guard rule.isHard else { continue }
                latestDays[line] = min(latestDays[line] ?? Int128.max, Int128(days))
            case .requireValue(let supplier, _): requiredSuppliers.insert(supplier)
            case .requireUnits(_, let item, _): requiredItems.insert(item)
            case .budget: break
            }
        }
    }

    /// Positions of the rules on some items and lines, ascending.
    func positions(items: [Int], lines: [Int]) -> [Int] {
        var found: [Int] = []
        if !positionsByItem.isEmpty {
            for item in items { found += positionsByItem[item] ?? [] }
        }
        if !positionsByLine.isEmpty {
            for line in lines { found += positionsByLine[line] ?? [] }
        }
        return found.sorted()
    }

    func forbids(_ offer: SourcingOffer) -> Bool {
        forbiddenSuppliers.contains(offer.supplier)
            || forbiddenItems[offer.supplier]?.contains(offer.item) ?? false
    }

    /// Whether a rule on one of the lines would rather see a later tranche of the offer.
    func preferLater(_ offer: SourcingOffer, lines: [Int], _ problem: SourcingProblem) -> Bool {
        guard !ruledLines.isEmpty, offer.tranches.count > 1 else { return false }
        for line in lines where ruledLines.contains(line) {
            let days = offer.tranches.map {
                $0.expectedLateness(needByDay: problem.lines[line].needByDay)
            }
            for (earlier, later) in zip(days, days.dropFirst()) where later < earlier {
                return true
            }
        }
        return false
    }
}

extension Model {
    /// Without rules no answer worth having costs more than leaving every line unmet.
    mutating func chooseCeiling() {
        guard !problem.rules.isEmpty else {
            ceiling = nothingCost
            breach = max(nothingCost, 1_000_000) * 2
            return
        }
        var most = Int128(nothingCost) + 1
        for rule in problem.rules { most += Int128(rule.penalty ?? 0) }
        for component in components {
            for offer in 0..<component.offerCount {
                for tier in component.tiers(of: offer) {
                    let last = component.tierLast[tier]
                    most += max(0, Int128(component.orderCost(offer, last)))
                }
            }
            // Each unit is served at less than what leaving it unmet costs, and then some.
            for (line, want) in zip(component.lines, component.want) {
                most += Int128(want) * Int128(problem.lines[line].unmetCost)
            }
        }
        for supplier in problem.suppliers {
            most += Int128(supplier.orderCost) + Int128(supplier.freight)
            most += Int128(supplier.minimumOrderSurcharge ?? 0)
        }
        ceiling = Int64(min(most, Int128(Int64.max / 16)))
        let places = Int64(components.count + problem.suppliers.count + 4)
        breach = min(max(2 * min(nothingCost, Int64.max / 64), ceiling), Int64.max / 16 / places)
    }
}

extension Model {
    package init(
        _ problem: SourcingProblem, offersSearchedTogether: Int? = nil,
        rowsSolvedExactly: Int? = nil
    ) {
        self.init(
            problem, offersSearchedTogether: offersSearchedTogether,
            rowsSolvedExactly: rowsSolvedExactly, reach: OfferReach(problem))
    }

    /// The model of a problem in which only some answer's cost limits quantities: looks for such an
    /// answer first.
    package static func prepared(
        _ problem: SourcingProblem, _ options: SolveOptions, elapsed: () -> Duration,
        isCancelled: () -> Bool
    ) -> Model {
        guard OfferReach(problem).isUnlimited else { return Model(problem) }
        let guess = Model(problem, reach: OfferReach(problem, isGuess: true))
        var search = TreeSearch(guess, options, stopsAtAnswer: true)
        search.run(elapsed: elapsed, isCancelled: isCancelled, progress: { _ in })
        let cost = search.hasAnswer ? search.objective : nil
        return Model(problem, reach: OfferReach(problem, answerCost: cost))
    }
}
