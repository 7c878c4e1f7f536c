/// A rule that the buyer sets beside the terms of the suppliers.
public struct SourcingRule: Sendable, Hashable {
    /// What a rule asks for.
    public enum Demand: Sendable, Hashable {
        /// Nothing is ordered from the supplier, or nothing of one item from it.
        case forbid(supplier: Int, item: Int?)
        /// Goods of at least this value, in micros, are ordered from the supplier.
        case requireValue(supplier: Int, value: Int64)
        /// At least this many units of the item are ordered from the supplier.
        case requireUnits(supplier: Int, item: Int, units: Int64)
        /// All that is bought costs at most this much, in micros: everything but lateness, what
        /// stays unmet and penalties.
        case budget(value: Int64)
        /// No unit that serves the line is expected later than this many days after its need-by
        /// day, in 10⁻⁶ of a day.
        case onTime(line: Int, dayMillionths: Int64)
    }

    /// The rule's identifier.
    public var id: String
    /// What it asks for.
    public var demand: Demand
    /// What breaking the rule costs, once, in micros; `nil` if it must not be broken.
    public var penalty: Int64?

    /// Creates a rule; without a penalty it is hard.
    public init(id: String, demand: Demand, penalty: Int64? = nil) {
        self.id = id
        self.demand = demand
        self.penalty = penalty
    }

    /// Whether no answer may break the rule.
    public var isHard: Bool { penalty == nil }
}

extension SourcingCosts {
    /// What is bought, in micros: all terms but lateness, unmet and penalties.
    ///
    /// Budgets limit it.
    public var purchase: Int64 {
        get throws(SourcingPricingError) {
            let parts = [
                goods, offers, units, supplierOrders, freight, surcharge, discount, substitution,
                surplus,
            ]
            var sum: Int128 = 0
            for part in parts { sum += Int128(part) }
            return try micros(sum)
        }
    }
}

extension SourcingTranche {
    /// Expected days of arrival after a day, in 10⁻⁶ of a day; early arrivals count as 0.
    public func expectedLateness(needByDay: Int) -> Int128 {
        var weightedDays: Int128 = 0
        for arrival in arrivals {
            let days = max(0, Int128(arrival.days) - Int128(needByDay))
            weightedDays += days * Int128(arrival.probabilityMillionths)
        }
        return weightedDays
    }
}

/// A rule that an answer breaks, and how.
struct BrokenRule {
    /// Position of the rule.
    var rule: Int
    var message: String
}

extension SourcingProblem {
    /// The rules that an answer breaks, hard and soft, ascending.
    ///
    /// - Parameter costs: the answer's costs; penalties are not looked at.
    func brokenRules(
        _ quantities: [Int64], _ allocations: [SourcingSolution.Allocation], _ costs: SourcingCosts
    ) throws(SourcingPricingError) -> [BrokenRule] {
        guard !rules.isEmpty else { return [] }
        let ordered = try OrderTotals(self, quantities)
        let latest = latestArrivals(allocations)
        var broken: [BrokenRule] = []
        for (position, rule) in rules.enumerated() {
            let message: String?
            switch rule.demand {
            case .forbid(let supplier, let item):
                message = forbidBroken(supplier, item, ordered)
            case .requireValue(let supplier, let value):
                let found = ordered.value[supplier]
                message =
                    found >= value
                    ? nil
                    : "goods worth \(amountText(found)) are ordered from supplier "
                        + "\(suppliers[supplier].id), at least \(amountText(value)) are required"
            case .requireUnits(let supplier, let item, let units):
                let found = ordered.units[[supplier, item]] ?? 0
                message =
                    found >= units
                    ? nil
                    : "\(found) units of item \(items[item].id) are ordered from supplier "
                        + "\(suppliers[supplier].id), at least \(units) are required"
            case .budget(let value):
                let found = try costs.purchase
                message =
                    found <= value
                    ? nil
                    : "what is bought costs \(amountText(found)), the budget is "
                        + amountText(value)
            case .onTime(let line, let days):
                let found = latest[line] ?? 0
                message =
                    found <= Int128(days)
                    ? nil
                    : "line \(lines[line].id) is served by units that are expected "
                        + "\(amountText(Int64(clamping: found))) days late, at most "
                        + "\(amountText(days)) are allowed"
            }
            if let message {
                let text = "\(message) (rule \(rule.id))"
                broken.append(BrokenRule(rule: position, message: text))
            }
        }
        return broken
    }

    /// Positions of the soft rules that an answer breaks and pays for, ascending.
    ///
    /// - Throws: ``SourcingPricingError`` as ``cost(of:)`` does.
    public func brokenSoftRules(
        of solution: SourcingSolution
    ) throws(SourcingPricingError) -> [Int] {
        let costs = try cost(of: solution)
        let quantities = try orderedQuantities(of: solution)
        return try brokenRules(quantities, solution.allocations, costs).map(\.rule)
            .filter { !rules[$0].isHard }
    }

    private func forbidBroken(_ supplier: Int, _ item: Int?, _ ordered: OrderTotals) -> String? {
        var units: Int128 = 0
        var what = ""
        if let item {
            units = ordered.units[[supplier, item]] ?? 0
            what = " of item \(items[item].id)"
        } else {
            for (key, count) in ordered.units where key[0] == supplier { units += count }
        }
        guard units > 0 else { return nil }
        return "\(units) units\(what) are ordered from supplier \(suppliers[supplier].id), from "
            + "which none may be"
    }

    /// By line with an on-time rule, the largest expected lateness of what serves it.
    private func latestArrivals(
        _ allocations: [SourcingSolution.Allocation]
    ) -> [Int: Int128] {
        var latest: [Int: Int128] = [:]
        for rule in rules {
            if case .onTime(let line, _) = rule.demand { latest[line] = 0 }
        }
        guard !latest.isEmpty else { return [:] }
        for given in allocations where given.quantity > 0 {
            guard let known = latest[given.line] else { continue }
            let late = offers[given.offer].tranches[given.tranche].expectedLateness(
                needByDay: lines[given.line].needByDay)
            latest[given.line] = max(known, late)
        }
        return latest
    }
}

/// What is ordered, by supplier and by supplier and item.
private struct OrderTotals {
    var value: [Int64]
    var units: [[Int]: Int128] = [:]

    init(_ problem: SourcingProblem, _ quantities: [Int64]) throws(SourcingPricingError) {
        value = Array(repeating: 0, count: problem.suppliers.count)
        for (position, quantity) in quantities.enumerated() where quantity > 0 {
            let offer = problem.offers[position]
            let goods = try offer.goods(quantity: quantity)
            value[offer.supplier] = try micros(Int128(value[offer.supplier]) + Int128(goods))
            units[[offer.supplier, offer.item], default: 0] += Int128(quantity)
        }
    }
}
