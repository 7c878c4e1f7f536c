/// The best prices of a part, and what they come to.
struct RoundSum {
    var prices: ExactPrices
    /// No answer in the part costs less, in 2⁻⁴⁰ micros.
    var total: Int128
}

extension RoundSuppliers {
    /// Orders of suppliers with which nothing in a part costs less than a limit, and what is then
    /// left of each supplier's state.
    func exclusions(
        _ states: [SupplierState], _ sum: RoundSum, limit: Int64, shift: Int
    ) -> (states: [SupplierState], without: [SourcingCertificate.Exclusion]) {
        var left = states
        var without: [SourcingCertificate.Exclusion] = []
        for supplier in 0..<count {
            guard let own = minimum(supplier, sum.prices, state: states[supplier], shift: shift)
            else { continue }
            let most = (Int128(limit) << Int128(RoundPrices.digits)) - sum.total + own
            for split in splits(supplier) {
                let (below, above) = left[supplier].sides(split, self)
                for (side, rest, isAbove) in [(above, below, true), (below, above, false)] {
                    guard side != left[supplier], rest != left[supplier],
                        let least = minimum(supplier, sum.prices, state: side, shift: shift),
                        least >= most
                    else { continue }
                    left[supplier] = rest
                    without.append(
                        SourcingCertificate.Exclusion(
                            measure: measure(split), from: from(split), isAbove: isAbove))
                    break
                }
            }
        }
        return (left, without)
    }

    private func splits(_ supplier: Int) -> [RoundSplit] {
        let all = cells[supplier]
        guard all.count > 1, all.count <= SupplierState.mostCells else {
            return [.supplier(supplier)]
        }
        return [.supplier(supplier)]
            + OrderThreshold.inside(all).map { .order(supplier, $0) }
    }

    private func measure(_ split: RoundSplit) -> SourcingCertificate.Measure {
        switch split {
        case .supplier(let supplier): .units(supplier: position[supplier])
        case .order(let supplier, let threshold):
            threshold.isValue
                ? .value(supplier: position[supplier]) : .units(supplier: position[supplier])
        case .offer: preconditionFailure("Offers are no suppliers.")
        }
    }

    private func from(_ split: RoundSplit) -> Int64 {
        guard case .order(_, let threshold) = split else { return 1 }
        return threshold.from
    }
}

extension SupplierState {
    /// What a split leaves on either side.
    func sides(
        _ split: RoundSplit, _ suppliers: RoundSuppliers
    ) -> (below: SupplierState, above: SupplierState) {
        guard case .order(let supplier, let threshold) = split else { return (.closed, ordering) }
        let cells = suppliers.cells[supplier]
        return (
            keeping(cells.count) { !threshold.isReached(by: cells[$0]) },
            ordering.keeping(cells.count) { threshold.isReached(by: cells[$0]) }
        )
    }
}
