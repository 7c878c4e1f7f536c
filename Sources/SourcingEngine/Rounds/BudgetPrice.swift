/// A price on every micro that budgets count, in 2⁻¹⁶.
///
/// Let an answer buy for p and pay s for lateness, what stays unmet and penalties. At a price β of
/// a budget B, every answer within it costs
///
/// ```
/// p + s ≥ (1 + β)·(p + s / (1 + β)) − β·B
/// ```
///
/// so what is proven of the round in which all but purchases counts 1 / (1 + β) proves something of
/// the round with the budget, and nothing else has to know of budgets.
struct BudgetPrice: Hashable {
    /// β in 2⁻¹⁶, not negative.
    var steps: Int64

    static let one: Int64 = 1 << digits
    private static let digits = 16

    private var scale: Int128 { Int128(Self.one + steps) }

    /// The round in which all but purchases counts less; its own budgets are left out.
    func weighed(_ problem: SourcingProblem) -> SourcingProblem {
        var weighed = problem
        func less(_ amount: Int64) -> Int64 {
            Int64(Int128(amount) * Int128(Self.one) / scale)
        }
        for line in weighed.lines.indices {
            weighed.lines[line].lateCost = less(weighed.lines[line].lateCost)
            weighed.lines[line].unmetCost = less(weighed.lines[line].unmetCost)
        }
        weighed.rules.removeAll(where: \.isBudget)
        for rule in weighed.rules.indices {
            weighed.rules[rule].penalty = weighed.rules[rule].penalty.map(less)
        }
        return weighed
    }

    /// What a bound on the weighed round proves of answers within a budget, in micros.
    ///
    /// Lateness is rounded once per unit in both rounds: half a micro in the one, half a micro
    /// times 1 + β in the other. Prices of a certificate are rounded too.
    func bound(_ weighed: Int64, budget: Int64, _ problem: SourcingProblem) -> Int64 {
        guard steps > 0 else { return weighed }
        var units: Int128 = 0
        for line in problem.lines { units += Int128(line.quantity) }
        let rounding = (Int128(Self.one) + scale) * units / (2 * Int128(Self.one)) + 1
        let priced = (scale * Int128(weighed) - Int128(steps) * Int128(budget))
        let found = priced / Int128(Self.one) - 1 - rounding - priceRounding(problem)
        return Int64(clamping: found)
    }

    /// A price of goods value is rounded by less than 2⁻⁴⁰.
    private func priceRounding(_ problem: SourcingProblem) -> Int128 {
        var most: Int128 = 0
        for offer in problem.offers {
            let price =
                Int128(offer.priceBreaks.first?.unitPrice ?? 0) / Int128(offer.priceQuantity)
            most += (price + 1) * Int128(offer.maximumQuantity ?? 1_000_000)
        }
        return most >> 40 + 1
    }

    /// A certificate of the weighed round as one of answers within the budget; `nil` if some price
    /// would leave 128 bits.
    func certified(
        _ weighed: SourcingCertificate, budget: Int64, _ problem: SourcingProblem
    ) -> SourcingCertificate? {
        var made = weighed
        made.bound = max(0, bound(weighed.bound, budget: budget, problem))
        guard steps > 0 else { return made }
        let price = SourcingCertificate.Price(
            kind: .budget, amount: Int128(steps) << (40 - Self.digits))
        for set in made.prices.indices {
            for index in made.prices[set].indices {
                let (scaled, isBeyond) = made.prices[set][index].amount
                    .multipliedReportingOverflow(by: scale)
                if isBeyond { return nil }
                // Rounded to below: what is paid for use must not be negative.
                made.prices[set][index].amount = scaled >> Self.digits
            }
            made.prices[set].append(price)
        }
        return made
    }
}

extension SourcingRule {
    var isBudget: Bool {
        if case .budget = demand { true } else { false }
    }
}
