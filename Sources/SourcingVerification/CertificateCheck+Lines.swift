/// Leaves and narrowings under prices of lines, whose sums go by supplier.
extension CertificateCheck {
    /// Leaves out the cells of suppliers' orders with which no answer costs less than a bound.
    mutating func narrow(
        _ number: Int, _ set: Int, _ bound: Int128, _ domain: inout CertificateDomain,
        _ outcome: inout Outcome
    ) {
        guard isFitting(number, set, &outcome) else { return }
        guard let orders, !certificate.prices[set].demand.isEmpty else {
            exclude(number, set, bound, &domain, &outcome)
            return
        }
        var sum = CheckedSum()
        let sums = orders.sums(certificate.prices[set].demand, domain, &sum)
        guard let total = sums.total(&sum), !sum.isBeyond else {
            if sum.isBeyond {
                outcome.problems.append("the numbers of node \(number) leave 128 bits")
            } else {
                domain.isEmpty = true
            }
            return
        }
        for (supplier, parts) in sums.parts.enumerated() {
            let others = sum.sum(total, -(sums.lowest[supplier] ?? 0))
            for (cell, part) in parts.enumerated() {
                guard let part else { continue }
                let least = sum.sum(sum.sum(others, part), CheckedSum.one - 1)
                if !sum.isBeyond, least >> 40 >= bound { domain.leaveOut(supplier, cell) }
            }
        }
    }

    /// Whether prices of lines, if there are any, fit the problem.
    func isFitting(_ number: Int, _ set: Int?, _ outcome: inout Outcome) -> Bool {
        guard let set, let offer = orders?.unequal, !certificate.prices[set].demand.isEmpty
        else { return true }
        outcome.problems.append(
            "node \(number) has prices of lines, but offer \(problem.offers[offer].id) "
                + "comes in parts, or has price breaks where goods values matter")
        return false
    }

    /// The sum of a leaf by suppliers, and the known cost where no other answer is as cheap.
    func sum(
        _ paid: [Int: Int128], _ orders: CertificateOrders, _ domain: CertificateDomain,
        _ claimed: Int128?
    ) -> LeafSum {
        var total = CheckedSum()
        let sums = orders.sums(paid, domain, &total)
        let sum = sums.total(&total)
        let rounded = total.sum(sum ?? 0, CheckedSum.one - 1)
        let slack = total.sum(knownCost << 40, -(sum ?? 0))
        guard !total.isBeyond else { return LeafSum(isBeyond: true) }
        guard sum != nil else { return LeafSum() }
        var leaf = LeafSum(bound: rounded >> 40)
        if let bound = leaf.bound, let claimed, bound < claimed, slack >= 0, let known {
            var tie = CertificateUniqueness(
                problem, orders, paid, domain, known, slack: slack)
            if tie.holds(sums.parts) { leaf.bound = knownCost }
        }
        return leaf
    }
}
