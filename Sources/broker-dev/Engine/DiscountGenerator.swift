package import SourcingEngine

/// Makes rounds in which every supplier discounts its whole order.
///
/// These are the capacitated total quantity discount problems of Goossens, Maas, Spieksma and
/// van de Klundert, 2007, and of Manerba and Mansini, 2012.
package enum DiscountGenerator {
    package static func make(
        suppliers: Int, products: Int, intervals: Int, seed: UInt64
    ) -> SourcingProblem {
        var random = SeededRandom(seed: seed)
        var problem = SourcingProblem(currency: "EUR")
        var demand: [Int64] = []
        for product in 0..<products {
            problem.items.append(SourcingItem(id: "P\(product + 1)"))
            let quantity = random.whole(10...100)
            demand.append(quantity)
            problem.lines.append(
                SourcingLine(
                    id: "L\(product + 1)", item: product, quantity: quantity, needByDay: 0,
                    unmetCost: 1_000_000_000))
        }
        var available = [Int64](repeating: 0, count: suppliers)
        for supplier in 0..<suppliers {
            problem.suppliers.append(SourcingSupplier(id: "S\(supplier + 1)"))
            for product in 0..<products where random.chance(50) {
                let most = max(1, demand[product] * random.whole(10...60) / 100)
                var offer = SourcingOffer(
                    id: "O\(supplier + 1)-\(product + 1)", supplier: supplier, item: product,
                    priceBreaks: [
                        SourcingPriceBreak(
                            fromQuantity: 1, unitPrice: random.whole(50...150) * 1_000_000)
                    ],
                    tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 0)])])
                offer.maximumQuantity = most
                available[supplier] += most
                problem.offers.append(offer)
            }
        }
        for supplier in 0..<suppliers {
            var threshold = available[supplier] * random.whole(5...15) / 100
            var percent = random.whole(1...5)
            for _ in 1..<intervals {
                problem.suppliers[supplier].discounts.append(
                    SourcingDiscount(
                        from: .units(max(1, threshold)),
                        percentTenThousandths: percent * 10_000))
                threshold += max(1, available[supplier] * random.whole(5...20) / 100)
                percent += random.whole(1...5)
            }
        }
        return problem
    }

    /// Problems of the shape that is published: a supplier has 1 to 15 units of a product, and
    /// what is wanted lies between what the largest supplier has and what all have.
    ///
    /// The rule is that of the capacitated traveling purchaser (Laporte, Riera-Ledesma and
    /// Salazar-González, 2003), which Manerba and Mansini took over.
    ///
    /// - Parameter scarcity: percent of the way from the largest supplier to all of them.
    package static func makePublished(
        suppliers: Int, products: Int, intervals: Int, scarcity: Int64, seed: UInt64
    ) -> SourcingProblem {
        var random = SeededRandom(seed: seed)
        var problem = SourcingProblem(currency: "EUR")
        for supplier in 0..<suppliers {
            problem.suppliers.append(SourcingSupplier(id: "S\(supplier + 1)"))
        }
        var available = [Int64](repeating: 0, count: suppliers)
        for product in 0..<products {
            problem.items.append(SourcingItem(id: "P\(product + 1)"))
            var (largest, total): (Int64, Int64) = (0, 0)
            for supplier in 0..<suppliers where random.chance(50) {
                var offer = SourcingOffer(
                    id: "O\(supplier + 1)-\(product + 1)", supplier: supplier, item: product,
                    priceBreaks: [
                        SourcingPriceBreak(
                            fromQuantity: 1, unitPrice: random.whole(1000...5000) * 10_000)
                    ],
                    tranches: [SourcingTranche(arrivals: [SourcingArrival(days: 0)])])
                let most = random.whole(1...15)
                offer.maximumQuantity = most
                available[supplier] += most
                largest = max(largest, most)
                total += most
                problem.offers.append(offer)
            }
            guard total > 0 else { continue }
            let wanted = ((100 - scarcity) * largest + scarcity * total + 99) / 100
            problem.lines.append(
                SourcingLine(
                    id: "L\(product + 1)", item: product, quantity: wanted, needByDay: 0,
                    unmetCost: 1_000_000_000))
        }
        for supplier in 0..<suppliers {
            let shares = (1..<intervals).map { _ in random.whole(5...90) }.sorted()
            var percent: Int64 = 0
            var last: Int64 = 0
            for share in shares {
                percent += random.whole(1...5)
                last = max(last + 1, available[supplier] * share / 100)
                problem.suppliers[supplier].discounts.append(
                    SourcingDiscount(
                        from: .units(last), percentTenThousandths: percent * 10_000))
            }
        }
        return problem
    }
}
