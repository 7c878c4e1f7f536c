import OrderDesk
import Procurement
import SourcingEngine
import Storage

/// What a round takes for granted of a credit for waiting.
///
/// Amounts are in the house currency, as decimal strings.
package struct AssumedCredit: Codable, Sendable, Hashable {
    /// What waiting costs from a delay on.
    package struct Step: Codable, Sendable, Hashable {
        /// Days of expected lateness from which it is granted: more than one day less.
        package var fromDays: Int
        /// The credit in all, not what it is more than the step before.
        package var amount: String
        package var rule: String
    }

    package var line: String
    /// By rising delay, those that an offer could reach.
    package var steps: [Step]
    /// What the credit may come to: that of the last step.
    package var amount: String
    /// What the round counts on by letting the line wait, "0" if nothing; absent where the budget
    /// does not cover it, and in rounds of the time before it was told.
    package var planned: String?
    /// Whether the budget covers it.
    ///
    /// Where it does not, the line counts as if there were no rule.
    package var isCovered: Bool
    /// What the line's lateness costs per unit and day in the round.
    package var lateCost: String
    /// What it costs without a credit.
    package var statedLateCost: String
}

/// The credits that a round may count on: no more than what is left of the budget.
struct RoundCredits {
    private let policy: CreditPolicy
    private let budget: CreditBudget
    private let linesByID: [BackOrderLineID: BackOrderLine]
    /// Micros that no line of the round counts on yet.
    private var left: Int64
    private(set) var rows: [AssumedCredit] = []

    init(budget: CreditBudget, lines: [BackOrderLine]) {
        policy = budget.policy
        self.budget = budget
        linesByID = Dictionary(
            lines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        left = budget.left.micros
    }

    /// Adds what waiting costs to the lines that may get a credit.
    ///
    /// Lines whose days of lateness cost most in all come first. A credit is a soft rule on the
    /// line's lateness with the credit as its penalty, each further step with what it is more.
    /// The engine looks at expected lateness, and pays once for the line, as the credit does.
    mutating func add(to problem: inout SourcingProblem, _ requirements: [Requirement]) {
        let offersByItem = Dictionary(grouping: problem.offers, by: \.item)
        let ranked = problem.lines.indices.sorted { first, second in
            func rank(_ line: Int) -> Int128 {
                -Int128(problem.lines[line].lateCost) * Int128(problem.lines[line].quantity)
            }
            return (rank(first), first) < (rank(second), second)
        }
        for line in ranked {
            // One credit a delay: who had one, or has one set aside, is counted on for no other.
            guard let order = linesByID[requirements[line].line],
                budget.credits(of: order.id).isEmpty, budget.setAside(for: order.id) == nil
            else { continue }
            let items =
                [problem.lines[line].item]
                + problem.substitutes.filter { $0.item == problem.lines[line].item }
                .map(\.substitute)
            let offers = items.flatMap { offersByItem[$0] ?? [] }
            let days = problem.lines[line].needByDay
            let lateness = Set(
                offers.flatMap(\.tranches).map { $0.expectedLateness(needByDay: days) })
            add(order, at: line, lateness, to: &problem)
        }
        rows.sort { $0.line < $1.line }
    }

    /// - Parameter lateness: what offers for the line could be late, in 10⁻⁶ of a day.
    private mutating func add(
        _ order: BackOrderLine, at line: Int, _ lateness: Set<Int128>,
        to problem: inout SourcingProblem
    ) {
        let steps = policy.steps(for: order, currency: budget.currency).filter { step in
            lateness.contains { $0 > step.limit }
        }
        guard let first = steps.first, let most = steps.last?.amount else { return }
        let stated = problem.lines[line].lateCost
        let isCovered = most.micros <= left
        if isCovered {
            left -= most.micros
            var before: Int64 = 0
            for step in steps {
                problem.rules.append(
                    SourcingRule(
                        id: "credit of \(order.id) from day \(step.fromDays)",
                        demand: .onTime(line: line, dayMillionths: Int64(clamping: step.limit)),
                        penalty: step.amount.micros - before))
                before = step.amount.micros
            }
            // A line has one price of a day. Where something could be late without a credit, that
            // is the full one; so no lateness is cheaper than it is.
            if !lateness.contains(where: { $0 > 0 && $0 <= first.limit }) {
                let share = Int128(stated) * Int128(policy.lateCostMillionths)
                problem.lines[line].lateCost = Int64((share + 999_999) / 1_000_000)
            }
        }
        rows.append(
            AssumedCredit(
                line: order.id.description,
                steps: steps.map {
                    AssumedCredit.Step(
                        fromDays: $0.fromDays, amount: $0.amount.description, rule: $0.rule)
                },
                amount: most.description, isCovered: isCovered,
                lateCost: FixedPoint(micros: problem.lines[line].lateCost).description,
                statedLateCost: FixedPoint(micros: stated).description))
    }
}

extension [AssumedCredit] {
    /// With what the award makes of each: a line that waits long enough is counted to get one.
    func planned(_ solution: SourcingSolution, of problem: SourcingProblem) -> [AssumedCredit] {
        if isEmpty { return self }
        var lateness: [String: Int128] = [:]
        for allocation in solution.allocations where allocation.quantity > 0 {
            let line = problem.lines[allocation.line]
            let tranche = problem.offers[allocation.offer].tranches[allocation.tranche]
            lateness[line.id] = Swift.max(
                lateness[line.id] ?? 0, tranche.expectedLateness(needByDay: line.needByDay))
        }
        return map { credit in
            guard credit.isCovered else { return credit }
            let late = lateness[credit.line] ?? 0
            var planned = credit
            planned.planned = credit.steps.last { late > $0.limit }?.amount ?? "0"
            return planned
        }
    }
}

extension AssumedCredit.Step {
    /// The most lateness without it, in 10⁻⁶ of a day: a day less than it is granted from.
    package var limit: Int128 { Int128(fromDays - 1) * 1_000_000 }
}

extension CreditTerms {
    /// The most lateness without it, in 10⁻⁶ of a day: a day less than it is granted from.
    fileprivate var limit: Int128 { Int128(fromDays - 1) * 1_000_000 }
}

extension Broker {
    /// What a round counted on and can no longer have; empty when nothing.
    ///
    /// What it set aside itself is its own, until it is offered.
    func creditChanges(
        since document: RoundDocument, in storage: any StorageReading
    ) throws -> [String] {
        let covered = (document.credits ?? []).filter(\.isCovered)
        if covered.isEmpty { return [] }
        let budget = try creditBudget(in: storage, isForRound: true)
        var changes: [String] = []
        for credit in covered {
            let line = try BackOrderLineID(parsing: credit.line)
            if !budget.credits(of: line).isEmpty {
                changes.append("back order \(line) was offered its credit")
            } else if let other = budget.setAside(for: line) {
                changes.append("round \(other.round) set a credit aside for back order \(line)")
            }
        }
        let sum = try document.plannedCredits().reduce(Int128(0)) {
            $0 + Int128($1.amount.micros)
        }
        if sum > Int128(budget.left.micros) {
            let counted = FixedPoint(micros: Int64(clamping: sum))
            changes.append(
                "budget for credits has \(budget.left) left, and the round counts on \(counted)")
        }
        return changes
    }
}
