/// Proofs that hard rules leave no answer at all.
extension CertificateCheck {
    /// A check that no answer keeps the rules of a problem, none of which is soft.
    ///
    /// If there is an answer, there is one that costs no more than ``mostCost(_:)``. So leaves that
    /// cover every case, each with a sum above that, show that there is none.
    init(ofConflict problem: StatedProblem, _ certificate: StatedCertificate) {
        let most = Self.mostCost(problem)
        self.init(problem, certificate, knownCost: most, known: nil, floor: most + 1)
    }

    /// What the cheapest answer costs at most, if there is one.
    ///
    /// A unit that is given costs no more, with lateness and substitution, than leaving it unmet:
    /// else it would be left unmet, which breaks no rule and buys nothing. Of no offer more is
    /// ordered than ``CertificateReach`` finds any use for.
    static func mostCost(_ problem: StatedProblem) -> Int128 {
        var most = problem.lines.reduce(Int128(0)) { $0 + $1.quantity * $1.unmetCost }
        let builder = CertificateBlocks(problem, knownCost: Int128(1) << 80)
        for block in builder.groups().compactMap(builder.block) {
            for (index, offer) in block.offers.enumerated() {
                var dearest: Int128 = 0
                for tier in offer.tiers {
                    for quantity in [tier.first, tier.last] {
                        let goods = Int128(block.goods(index, quantity, tier))
                        let cost = goods + offer.fixed + offer.unit * Int128(quantity)
                        dearest = max(dearest, cost)
                    }
                }
                // Between the ends, goods that are rounded can lie a micro above the straight line.
                most += dearest + 1
            }
        }
        for supplier in problem.suppliers {
            most += supplier.orderCost + supplier.freight + (supplier.surcharge ?? 0)
        }
        return most
    }
}
