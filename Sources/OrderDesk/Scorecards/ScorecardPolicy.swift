package import Procurement

/// What a figure of a supplier does to a round.
package struct ScorecardRule: Sendable, Hashable {
    package enum Effect: Sendable, Hashable {
        /// The supplier takes no part.
        case exclude
        /// An order to it counts so much more in the comparison, in the house currency.
        case surcharge(FixedPoint)
    }

    package let name: String
    package let figure: ScorecardFigure
    /// A value worse than this one brings the effect.
    package let limit: FixedPoint
    package let effect: Effect

    package init(name: String, figure: ScorecardFigure, limit: FixedPoint, effect: Effect) {
        self.name = name
        self.figure = figure
        self.limit = limit
        self.effect = effect
    }

    /// Whether a value is worse than the rule bears.
    package func isBroken(by value: FixedPoint) -> Bool {
        figure.isWorseWhenLower ? value < limit : value > limit
    }
}

/// How suppliers are measured, and what follows from it: nothing, unless there are rules.
package struct ScorecardPolicy: Sendable, Hashable {
    /// On how many lines, receipts or offers a figure must rest to be used.
    package var minimumSample: Int
    /// How many days back orders count that were placed since.
    package var days: Int
    /// By name.
    package var rules: [ScorecardRule]

    package init(minimumSample: Int = 5, days: Int = 365, rules: [ScorecardRule] = []) {
        self.minimumSample = minimumSample
        self.days = days
        self.rules = rules
    }

    /// What the rules say of a supplier; a figure that rests on too little breaks none.
    package func verdicts(on card: SupplierScorecard) -> [ScorecardVerdict] {
        rules.compactMap { rule in
            let measure = card[rule.figure]
            guard measure.standing(minimumSample: minimumSample) == .measured,
                let value = measure.value, rule.isBroken(by: value)
            else { return nil }
            return ScorecardVerdict(
                supplier: card.supplier, rule: rule, value: value, sample: measure.sample)
        }
    }
}

/// A rule that a supplier's record breaks.
package struct ScorecardVerdict: Sendable, Hashable {
    package let supplier: SupplierID
    package let rule: ScorecardRule
    package let value: FixedPoint
    package let sample: Int

    package init(supplier: SupplierID, rule: ScorecardRule, value: FixedPoint, sample: Int) {
        self.supplier = supplier
        self.rule = rule
        self.value = value
        self.sample = sample
    }

    /// What it does and why, for people.
    package func sentence(currency: String) -> String {
        let what: String
        switch rule.effect {
        case .exclude: what = "Supplier \(supplier) takes no part"
        case .surcharge(let amount):
            what =
                "An order to supplier \(supplier) counts "
                + "\(amount.formatted(fractionDigits: 2)) \(currency) more"
        }
        let noun = rule.figure.sampleNoun + (sample == 1 ? "" : "s")
        return "\(what): its \(rule.figure.rawValue) is \(value) in \(sample) \(noun), worse than "
            + "the \(rule.limit) of supplier_rule.\(rule.name)."
    }
}
