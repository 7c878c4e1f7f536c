/// Rules that a plan may break at a penalty.
///
/// While nothing is decided about such a rule, the relaxation pays its penalty by parts. A rule on
/// when a line is served costs each unit that breaks it the penalty divided by what the line wants,
/// and an item that should not be bought costs each of its offers a share: whoever breaks the rule
/// pays at most the penalty, and all of it where nothing of the line keeps the rule.
extension BlockKernel {
    /// What is decided of a soft rule.
    private enum Decision {
        static let open: Int64 = 0
        static let kept: Int64 = 1
        static let paid: Int64 = 2
    }

    mutating func loadSoftRules() {
        softRules = tables.softRules(of: block)
        hasLateRules = false
        softRounding = 0
        for (local, rule) in softRules.enumerated() {
            softCharge[local] = 0
            guard !tables.softCountsOrders[rule] else { continue }
            hasLateRules = true
            let arc = Int(tables.softTerm[tables.softTerms(of: rule).lowerBound])
            let want = flow.want[flow.arcLine[arc]]
            softCharge[local] = penalty(rule) / want
            softRounding += want
        }
    }

    /// In ticks.
    @inline(__always)
    private func penalty(_ rule: Int) -> Int64 { tables.softPenalty[rule] << Int64(shift) }

    @inline(__always)
    private func coefficients(_ rule: Int) -> UnsafeMutablePointer<Int64> {
        tables.softTerm.pointer + tables.softTerms(of: rule).lowerBound
    }

    /// Narrows quantities by rules that are kept, and pays for those that are broken for certain;
    /// `false` if nothing is left.
    mutating func propagateSoftRules() -> Bool {
        for (local, rule) in softRules.enumerated() where tables.softCountsOrders[rule] {
            if nodes.soft[local] == Decision.kept {
                let isPossible = propagate(coefficients(rule), limit: tables.softLimit[rule])
                if !isPossible { return false }
            } else if nodes.soft[local] == Decision.open,
                leastSum(coefficients(rule)) > Int128(tables.softLimit[rule])
            {
                nodes.soft[local] = Decision.paid
            }
        }
        return true
    }

    /// Adds shares of penalties to what offers cost.
    ///
    /// - Returns: penalties that are paid, in ticks.
    func chargeSoftRules() -> Int64 {
        var total: Int64 = 0
        for (local, rule) in softRules.enumerated() {
            if nodes.soft[local] == Decision.paid { total += penalty(rule) }
            guard nodes.soft[local] == Decision.open, tables.softCountsOrders[rule],
                tables.softLimit[rule] == 0
            else { continue }
            // None of the offers must be used, or the rule would be paid for.
            let coefficients = coefficients(rule)
            var open: Int64 = 0
            for offer in 0..<offerCount
            where coefficients[offer] > 0 && nodes.low[offer] <= nodes.high[offer] { open += 1 }
            softCharge[local] = penalty(rule) / max(open, 1)
            for offer in 0..<offerCount where coefficients[offer] > 0 {
                charge[offer] += softCharge[local]
            }
        }
        return total
    }

    /// Makes arcs dearer that break open rules, and closes those that break kept ones.
    func loadLateArcs() {
        if !hasLineRules {
            for arc in 0..<arcCount { flow.cost[arc] = flow.gain[arc] << Int64(shift) }
        }
        for (local, rule) in softRules.enumerated() where !tables.softCountsOrders[rule] {
            let decision = nodes.soft[local]
            if decision == Decision.paid { continue }
            for term in tables.softTerms(of: rule) {
                let arc = Int(tables.softTerm[term])
                flow.cost[arc] =
                    decision == Decision.kept ? 0 : min(0, flow.cost[arc] + softCharge[local])
            }
        }
    }

    /// Penalties of the candidate and the flow in hand, in micros.
    func penaltyOfCandidate() -> Int64 {
        var total: Int64 = 0
        for rule in softRules where isBroken(rule) { total += tables.softPenalty[rule] }
        return total
    }

    private func isBroken(_ rule: Int) -> Bool {
        if tables.softCountsOrders[rule] {
            return sum(coefficients(rule)) > Int128(tables.softLimit[rule])
        }
        for term in tables.softTerms(of: rule) where flow.flow[Int(tables.softTerm[term])] > 0 {
            return true
        }
        return false
    }

    /// What the candidate comes to in a linear rule.
    func sum(_ coefficients: UnsafeMutablePointer<Int64>) -> Int128 {
        var sum: Int128 = 0
        for offer in 0..<offerCount where candidate[offer] > 0 {
            sum += Int128(coefficients[offer]) * Int128(candidate[offer])
        }
        return sum
    }

    /// A rule that must be kept and is not, −1 if there is none.
    func brokenKeptRule() -> Int {
        for (local, rule) in softRules.enumerated()
        where nodes.soft[local] == Decision.kept && isBroken(rule) { return rule }
        return -1
    }

    mutating func branchOnKept(_ rule: Int, _ relaxed: Int64) -> Bool {
        guard tables.softCountsOrders[rule] else { return false }
        return branchOnRow(coefficients(rule), relaxed)
    }

    /// The open rule that the candidate breaks and whose penalty the relaxation misses most.
    func worstSoftRule() -> (local: Int, gap: Int64)? {
        var worst: (local: Int, gap: Int64)?
        for (local, rule) in softRules.enumerated()
        where nodes.soft[local] == Decision.open && isBroken(rule) {
            let gap = penalty(rule) - paid(rule, local).amount
            if gap > 0, gap > worst?.gap ?? 0 { worst = (local, gap) }
        }
        return worst
    }

    /// What the relaxation pays for an open rule, and by how many units or offers.
    private func paid(_ rule: Int, _ local: Int) -> (amount: Int64, times: Int64) {
        var times: Int64 = 0
        if tables.softCountsOrders[rule] {
            guard tables.softLimit[rule] == 0 else { return (0, 0) }
            let coefficients = coefficients(rule)
            for offer in 0..<offerCount where coefficients[offer] > 0 && candidate[offer] > 0 {
                times += 1
            }
        } else {
            for term in tables.softTerms(of: rule) {
                times += flow.flow[Int(tables.softTerm[term])]
            }
        }
        return (softCharge[local] * times, times)
    }

    /// Either the rule is kept, or its penalty is paid and it does not matter any more.
    mutating func branchOnSoftRule(_ local: Int, _ relaxed: Int64) {
        let rule = softRules.lowerBound + local
        let isMostlyPaid = paid(rule, local).amount > penalty(rule) / 2
        for decision in isMostlyPaid
            ? [Decision.kept, Decision.paid] : [Decision.paid, Decision.kept]
        {
            nodes.soft[local] = decision
            nodes.push(bound: relaxed)
        }
    }
}
