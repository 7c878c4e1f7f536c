package import SourcingEngine

/// Makes rounds in which every supplier sells every item: capacitated facility location in the
/// plane, as Cornuéjols, Sridharan and Thizy (1991) draw it, with orders of several kinds.
package enum CrowdedGenerator {
    /// What makes orders other than linear.
    package enum Orders: String, CaseIterable, Sendable {
        case any, single, lots, minimums, costs, breaks
    }

    /// - Parameter ratio: what all suppliers have, as a multiple of what is wanted.
    package static func make(
        suppliers: Int, lines: Int, ratio: Int64, orders: Orders, seed: UInt64
    ) -> SourcingProblem {
        var random = SeededRandom(seed: seed)
        var problem = SourcingProblem(currency: "EUR")
        var places: [(x: Double, y: Double)] = []
        for _ in 0..<(suppliers + lines) { places.append((random.unit(), random.unit())) }
        let demands = (0..<lines).map { _ in random.whole(5...35) }
        let sizes = (0..<suppliers).map { _ in random.whole(10...160) }
        let wanted = demands.reduce(0, +) * ratio
        let all = sizes.reduce(0, +)
        for supplier in 0..<suppliers {
            let root = Double(sizes[supplier]).squareRoot()
            let cost = Double(random.whole(0...90)) + Double(random.whole(100...110)) * root
            var terms = SourcingSupplier(id: "S\(supplier + 1)")
            terms.orderCost = Int64(cost * 100) * 10_000
            terms.maximumUnits = max(1, sizes[supplier] * wanted / all)
            problem.suppliers.append(terms)
        }
        for line in 0..<lines {
            problem.items.append(SourcingItem(id: "I\(line + 1)"))
            problem.lines.append(
                SourcingLine(
                    id: "L\(line + 1)", item: line, quantity: demands[line], needByDay: 0,
                    unmetCost: 1_000_000_000, split: orders == .single ? .single : .any))
            for supplier in 0..<suppliers {
                let (x, y) = (
                    places[supplier].x - places[suppliers + line].x,
                    places[supplier].y - places[suppliers + line].y
                )
                let price = Int64((x * x + y * y).squareRoot() * 100_000) * 100
                var offer = SourcingOffer(
                    id: "O\(supplier + 1)-\(line + 1)", supplier: supplier, item: line,
                    priceBreaks: [SourcingPriceBreak(fromQuantity: 1, unitPrice: price)],
                    tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 0)])])
                change(&offer, orders, price, &random)
                problem.offers.append(offer)
            }
        }
        return problem
    }

    private static func change(
        _ offer: inout SourcingOffer, _ orders: Orders, _ price: Int64,
        _ random: inout SeededRandom
    ) {
        switch orders {
        case .any, .single: break
        case .lots: offer.orderMultiple = random.chance(50) ? 2 : 5
        case .minimums: offer.minimumQuantity = random.whole(2...6)
        case .costs: offer.offerCost = random.whole(2...8) * 1_000_000
        case .breaks:
            offer.priceBreaks += [
                SourcingPriceBreak(fromQuantity: 10, unitPrice: price * 95 / 100),
                SourcingPriceBreak(fromQuantity: 25, unitPrice: price * 90 / 100),
            ]
        }
    }
}
