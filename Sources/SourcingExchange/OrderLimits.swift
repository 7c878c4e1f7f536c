import SourcingEngine

/// A range of order quantities over which the goods value of an offer is a straight line.
struct OfferBand: Sendable, Hashable {
    /// Lowest and highest number of order multiples.
    var lowestMultiple: Int64
    var highestMultiple: Int64
    /// In micros per price quantity.
    var unitPrice: Int64
    /// Goods value times price quantity, in micros, where the line meets quantity 0.
    var intercept: Int128
}

/// How much of each offer can be worth ordering.
///
/// Some answer of lowest cost orders no more of any offer than this. Units beyond what the lines
/// can take are worth at most what they cost, since a higher salvage value is an input error. So
/// they can be given back, one order multiple at a time, until giving back would lose a price
/// break, a minimum, a threshold of the supplier or a share.
struct OrderLimits {
    private let problem: SourcingProblem
    private let offersByItem: [[Int]]
    private var demandByItem: [Int128]

    init(problem: SourcingProblem, offersByItem: [[Int]]) {
        self.problem = problem
        self.offersByItem = offersByItem
        var wanted = [Int128](repeating: 0, count: problem.items.count)
        for line in problem.lines { wanted[line.item] += Int128(line.quantity) }
        demandByItem = wanted
        for substitute in problem.substitutes {
            demandByItem[substitute.substitute] += wanted[substitute.item]
        }
    }

    /// The bands of every offer; none for an offer that has no legal quantity.
    func bands() -> [[OfferBand]] {
        var limits = problem.offers.indices.map(unsharedLimit)
        widenForShares(&limits)
        return problem.offers.indices.map { bands(of: $0, limit: limits[$0]) }
    }

    private func unsharedLimit(_ index: Int) -> Int128 {
        let offer = problem.offers[index]
        let supplier = problem.suppliers[offer.supplier]
        let multiple = Int128(offer.orderMultiple)
        let lastBreak = offer.priceBreaks.map(\.fromQuantity).max() ?? 1
        let lastPrice = offer.priceBreaks.last?.unitPrice ?? 0
        var value = Int128(supplier.minimumOrderValue)
        if supplier.freight > 0, let free = supplier.freeFreightFrom {
            value = max(value, Int128(free))
        }
        var units: Int128 = 0
        for rule in problem.rules {
            switch rule.demand {
            case .requireValue(offer.supplier, let required):
                value = max(value, Int128(required))
            case .requireUnits(offer.supplier, offer.item, let required):
                units = max(units, Int128(required))
            default: break
            }
        }
        for discount in supplier.discounts {
            switch discount.from {
            case .value(let threshold): value = max(value, Int128(threshold))
            case .units(let threshold): units = max(units, Int128(threshold))
            }
        }
        // Units of the rest can be wanted though earlier tranches are left over.
        let earlier = offer.tranches.reduce(Int128(0)) { $0 + Int128($1.quantity ?? 0) }
        var limit = max(
            demandByItem[offer.item] + earlier, Int128(offer.minimumQuantity), Int128(lastBreak),
            units)
        if value > 0, lastPrice > 0 {
            let needed = value * Int128(offer.priceQuantity) / Int128(lastPrice) + 1
            limit = max(limit, needed + (offer.priceMode == .incremental ? Int128(lastBreak) : 0))
        }
        // One multiple to round up, one because giving it back would fall below a threshold.
        return limit + 2 * multiple
    }

    /// A share can make it necessary to order of one supplier because of another.
    private func widenForShares(_ limits: inout [Int128]) {
        var sharesByItem: [Int: [SourcingShare]] = [:]
        for share in problem.shares { sharesByItem[share.item, default: []].append(share) }
        for (item, shares) in sharesByItem {
            let offers = offersByItem[item]
            var total: Int128 = 0
            for offer in offers {
                total += limits[offer] + Int128(problem.offers[offer].orderMultiple)
            }
            var smallest: Int64 = 1_000_000
            var minimums: Int64 = 0
            for share in shares {
                minimums += share.minimumShareMillionths
                if share.maximumShareMillionths > 0 {
                    smallest = min(smallest, share.maximumShareMillionths)
                }
            }
            if minimums < 1_000_000 { smallest = min(smallest, 1_000_000 - minimums) }
            let widened = total * 1_000_000 / Int128(smallest)
            for offer in offers { limits[offer] = max(limits[offer], widened) }
        }
    }

    private func bands(of index: Int, limit: Int128) -> [OfferBand] {
        let offer = problem.offers[index]
        let supplier = problem.suppliers[offer.supplier]
        let multiple = Int128(offer.orderMultiple)
        var highest = limit
        if let most = offer.maximumQuantity { highest = min(highest, Int128(most)) }
        if let most = supplier.maximumUnits { highest = min(highest, Int128(most)) }
        var result: [OfferBand] = []
        var intercept: Int128 = 0
        var previousPrice = offer.priceBreaks.first?.unitPrice ?? 0
        for (position, priceBreak) in offer.priceBreaks.enumerated() {
            if offer.priceMode == .incremental {
                // The lines of two neighbouring bands meet one unit before the later one begins.
                intercept +=
                    Int128(previousPrice - priceBreak.unitPrice)
                    * Int128(priceBreak.fromQuantity - 1)
                previousPrice = priceBreak.unitPrice
            }
            var last = highest
            if position + 1 < offer.priceBreaks.count {
                last = min(last, Int128(offer.priceBreaks[position + 1].fromQuantity) - 1)
            }
            let first = max(
                Int128(offer.minimumQuantity), Int128(priceBreak.fromQuantity), multiple)
            let lowestMultiple = (first + multiple - 1) / multiple
            let highestMultiple = last / multiple
            guard lowestMultiple <= highestMultiple else { continue }
            result.append(
                OfferBand(
                    lowestMultiple: Int64(clamping: lowestMultiple),
                    highestMultiple: Int64(clamping: highestMultiple),
                    unitPrice: priceBreak.unitPrice, intercept: intercept))
        }
        return result
    }
}
