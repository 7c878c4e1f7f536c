/// The rules of `rules.csv`: hard ones must hold, soft ones are paid for once if broken.
extension ResultCheck {
    /// Every rule that the answer breaks, with what was found.
    func brokenRules(
        _ answer: Answer, _ totals: [SupplierTotal?], purchase: Int128
    ) -> [(rule: StatedProblem.Rule, found: String)] {
        problem.rules.compactMap { rule in
            let found: String?
            switch rule.kind {
            case .forbid:
                let units = unitsOrdered(answer, rule.supplier, rule.item)
                found = units > 0 ? "\(units) units are ordered" : nil
            case .requireSupplier:
                let units = unitsOrdered(answer, rule.supplier, rule.item)
                found = units < rule.value ? "\(units) of \(rule.value) units are ordered" : nil
            case .requireValue:
                let goods = rule.supplier.flatMap { totals[$0]?.goods } ?? 0
                found =
                    goods < rule.value
                    ? "goods of \(amountText(goods)) are ordered, not \(amountText(rule.value))"
                    : nil
            case .budget:
                found =
                    purchase > rule.value
                    ? "what is bought costs \(amountText(purchase)), not at most "
                        + amountText(rule.value)
                    : nil
            case .onTime:
                let late = latestDays(answer, rule.line)
                found =
                    late > rule.value
                    ? "units are expected \(amountText(late)) days late, not at most "
                        + amountText(rule.value)
                    : nil
            }
            return found.map { (rule, $0) }
        }
    }

    /// What broken soft rules cost, the other costs being known.
    func penalties(
        _ answer: Answer, _ totals: [SupplierTotal?], purchase: Int128
    ) -> Int128 {
        brokenRules(answer, totals, purchase: purchase).reduce(0) { $0 + ($1.rule.penalty ?? 0) }
    }

    mutating func checkRules(
        _ answer: Answer, _ totals: [SupplierTotal?], purchase: Int128
    ) {
        for broken in brokenRules(answer, totals, purchase: purchase)
        where broken.rule.penalty == nil {
            disagree("rule", "rule \(broken.rule.id) is broken: \(broken.found)")
        }
    }

    private func unitsOrdered(_ answer: Answer, _ supplier: Int?, _ item: Int?) -> Int128 {
        var units: Int128 = 0
        for (offer, quantity) in zip(problem.offers, answer.quantities)
        where offer.supplier == supplier && (item == nil || offer.item == item) {
            units += quantity
        }
        return units
    }

    /// Expected days after the need-by day, in 10⁻⁶, of what comes latest to a line.
    private func latestDays(_ answer: Answer, _ line: Int?) -> Int128 {
        var latest: Int128 = 0
        for given in answer.allocations where given.line == line && given.quantity > 0 {
            let tranche = problem.offers[given.offer].tranches[given.tranche]
            let needBy = problem.lines[given.line].needBy
            latest = max(
                latest,
                tranche.arrivals.reduce(Int128(0)) { sum, arrival in
                    sum + arrival.probability * max(0, arrival.day - needBy)
                })
        }
        return latest
    }
}
