/// Another way of looking at a problem: the same lines and offers under other wishes.
///
/// Limits and rules only come on top of those of the problem, so that every answer to a scenario
/// is one to the problem as well.
public struct SourcingScenario: Sendable, Hashable {
    /// How days of lateness count.
    public enum Lateness: Sendable, Hashable {
        /// As the lines state.
        case asStated
        /// Hardly at all: days only decide between answers that cost the same.
        case hardly
        /// More than money: a day late costs as much as a whole unit that stays unmet, of the
        /// line where that is dearest, and staying unmet is worse than every day on offer.
        case aboveAll
    }

    /// What the scenario is called.
    public var name: String
    /// How days of lateness count.
    public var lateness: Lateness
    /// At most this many suppliers per line, per item, in all, as far as the problem
    /// does not allow fewer; `nil` is no limit.
    public var maximumSuppliersPerLine: Int?
    /// See ``maximumSuppliersPerLine``.
    public var maximumSuppliersPerItem: Int?
    /// See ``maximumSuppliersPerLine``.
    public var maximumSuppliers: Int?
    /// As few suppliers as can deliver what the problem's own answer delivers.
    public var wantsFewestSuppliers: Bool
    /// Rules beside those of the problem, with positions in the problem.
    public var rules: [SourcingRule]

    /// Creates a scenario that changes nothing but what is given.
    public init(
        name: String, lateness: Lateness = .asStated, maximumSuppliersPerLine: Int? = nil,
        maximumSuppliersPerItem: Int? = nil, maximumSuppliers: Int? = nil,
        wantsFewestSuppliers: Bool = false, rules: [SourcingRule] = []
    ) {
        self.name = name
        self.lateness = lateness
        self.maximumSuppliersPerLine = maximumSuppliersPerLine
        self.maximumSuppliersPerItem = maximumSuppliersPerItem
        self.maximumSuppliers = maximumSuppliers
        self.wantsFewestSuppliers = wantsFewestSuppliers
        self.rules = rules
    }

    /// The problem as it is.
    public static let stated = SourcingScenario(name: "stated")
    /// Money alone.
    public static let cheapest = SourcingScenario(name: "cheapest", lateness: .hardly)
    /// Days before money.
    public static let fastest = SourcingScenario(name: "fastest", lateness: .aboveAll)
    /// As few suppliers as deliver as much.
    public static let fewestSuppliers = SourcingScenario(
        name: "fewest-suppliers", wantsFewestSuppliers: true)

    /// Nothing that serves these lines may be expected late.
    public static func onTime(lines: [Int]) -> SourcingScenario {
        SourcingScenario(
            name: "on-time",
            rules: lines.map { line in
                SourcingRule(
                    id: "on time \(line)", demand: .onTime(line: line, dayMillionths: 0))
            })
    }

    /// The problem under the scenario's wishes; the number of suppliers is found by solving.
    public func applied(to problem: SourcingProblem) -> SourcingProblem {
        var changed = problem
        switch lateness {
        case .asStated: break
        case .hardly: changed.weighLateness(1)
        case .aboveAll: changed.weighLateness(problem.dearestDay)
        }
        func tighter(_ own: Int?, _ stated: Int?) -> Int? {
            [own, stated].compactMap(\.self).min()
        }
        changed.maximumSuppliersPerLine = tighter(
            maximumSuppliersPerLine, problem.maximumSuppliersPerLine)
        changed.maximumSuppliersPerItem = tighter(
            maximumSuppliersPerItem, problem.maximumSuppliersPerItem)
        changed.maximumSuppliers = tighter(maximumSuppliers, problem.maximumSuppliers)
        changed.rules += rules
        return changed
    }
}

extension SourcingProblem {
    /// By line, a day more than the latest that an offer could be for it, 0 without offers.
    ///
    /// As many days a unit counts as late that stays unmet, so that nothing is faster for not
    /// being bought.
    func daysOfUnmet() -> [Int64] {
        var latestByItem = [Int?](repeating: nil, count: items.count)
        for offer in offers where offer.smallestOrder != nil {
            let day = offer.tranches.flatMap(\.arrivals).map(\.days).max() ?? 0
            latestByItem[offer.item] = max(latestByItem[offer.item] ?? day, day)
        }
        var servedBy = items.indices.map { [$0] }
        for substitute in substitutes { servedBy[substitute.item].append(substitute.substitute) }
        return lines.map { line in
            let latest = servedBy[line.item].compactMap { latestByItem[$0] }.max()
            return latest.map { Int64(max(0, $0 - line.needByDay) + 1) } ?? 0
        }
    }

    /// Makes a day cost the same for every unit, and unmet units as many days as are possible.
    mutating func weighLateness(_ dayCost: Int64) {
        for (index, days) in daysOfUnmet().enumerated() {
            lines[index].lateCost = dayCost
            lines[index].unmetCost += dayCost * days
        }
    }

    /// The dearest unit to leave unmet, as far as days at that price can be counted, in micros.
    var dearestDay: Int64 {
        let dearest = lines.map(\.unmetCost).max() ?? 0
        var unitDays: Int128 = 1
        var unmet: Int128 = 0
        var mostDays: Int128 = 1
        for (line, days) in zip(lines, daysOfUnmet()) {
            unitDays += Int128(line.quantity) * Int128(days)
            unmet += Int128(line.quantity) * Int128(line.unmetCost)
            mostDays = max(mostDays, Int128(days))
        }
        let countable = min(
            max(0, largestTotal - unmet) / unitDays,
            Int128(largestAmount - dearest) / mostDays)
        return Int64(clamping: max(1, min(Int128(max(dearest, 1)), countable)))
    }

    /// Late unit-days with what stays unmet counted too, in 10⁻⁶ of a day.
    func weighedDays(
        of solution: SourcingSolution
    ) throws(SourcingPricingError) -> Int128 {
        var sum = try lateUnitDays(of: solution)
        var unmet = lines.map(\.quantity)
        for given in solution.allocations { unmet[given.line] -= given.quantity }
        for (units, days) in zip(unmet, daysOfUnmet()) {
            sum += Int128(units) * Int128(days) * 1_000_000
        }
        return sum
    }
}
