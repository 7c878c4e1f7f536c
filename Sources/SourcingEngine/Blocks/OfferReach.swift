/// How much of an offer an optimal answer can need.
///
/// Beyond what the lines want, a unit more is only bought to reach a threshold: the minimum or a
/// break of the offer, a threshold of the supplier's whole order, or a share of the item. A unit
/// bought beyond all of them is surplus, and surplus never pays: its salvage value is at most its
/// price after the highest discount plus its unit cost.
struct OfferReach {
    private let problem: SourcingProblem
    private let hasShares: Bool

    init(_ problem: SourcingProblem, hasShares: Bool) {
        self.problem = problem
        self.hasShares = hasShares
    }

    /// Units that lines, breaks and thresholds can ask for.
    func wanted(
        _ offer: SourcingOffer, demand: Int64, earlierIsBetter: Bool, itemOffers: [Int]
    ) -> Int64 {
        var wanted = demand
        if !earlierIsBetter {
            for tranche in offer.tranches { wanted += tranche.quantity ?? 0 }
        }
        wanted = max(wanted, thresholds(of: offer))
        guard hasShares else { return wanted }
        // Buying more of one supplier makes room for another under its largest share.
        var total: Int64 = 0
        for other in itemOffers {
            let other = problem.offers[other]
            total += max(demand, thresholds(of: other), other.smallestOrder ?? 0)
            total += other.orderMultiple
        }
        var smallestShare: Int64 = 1_000_000
        for share in problem.shares where share.item == offer.item {
            if share.maximumShareMillionths > 0 {
                smallestShare = min(smallestShare, share.maximumShareMillionths)
            }
        }
        let room = Int128(total) * 1_000_000 / Int128(smallestShare)
        return max(wanted, Int64(min(room, Int128(largestQuantity))))
    }

    private func thresholds(of offer: SourcingOffer) -> Int64 {
        let supplier = problem.suppliers[offer.supplier]
        var wanted = offer.priceBreaks.last?.fromQuantity ?? 1
        var values = [supplier.minimumOrderValue]
        if supplier.freight > 0, let free = supplier.freeFreightFrom { values.append(free) }
        for discount in supplier.discounts {
            switch discount.from {
            case .value(let value): values.append(value)
            case .units(let units): wanted = max(wanted, units)
            }
        }
        let price = offer.priceBreaks.map(\.unitPrice).filter { $0 > 0 }.min() ?? 0
        guard price > 0 else { return min(wanted, largestQuantity) }
        for value in values {
            let needed = Int128(value) * Int128(offer.priceQuantity) / Int128(price) + 1
            wanted = max(wanted, Int64(min(needed, Int128(largestQuantity))))
        }
        return min(wanted, largestQuantity)
    }

    /// Largest legal quantity that is not beyond `wanted`, rounded up to the order multiple.
    func highest(_ offer: SourcingOffer, low: Int64, wanted: Int64) -> Int64 {
        let multiple = offer.orderMultiple
        var most = max(low, (wanted + multiple - 1) / multiple * multiple)
        if let limit = offer.maximumQuantity { most = min(most, limit) }
        if let limit = problem.suppliers[offer.supplier].maximumUnits { most = min(most, limit) }
        return most / multiple * multiple
    }
}
