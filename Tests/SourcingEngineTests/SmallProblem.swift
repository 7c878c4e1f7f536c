import SourcingEngine

/// One item, one line of 10 units wanted on day 10, one supplier with one offer at 2.00.
func smallProblem() -> SourcingProblem {
    var problem = SourcingProblem(currency: "EUR")
    problem.suppliers = [SourcingSupplier(id: "S1")]
    problem.items = [SourcingItem(id: "I1")]
    problem.lines = [
        SourcingLine(
            id: "L1", item: 0, quantity: 10, needByDay: 10, lateCost: 500_000,
            unmetCost: 9_000_000)
    ]
    problem.offers = [smallOffer("O1", supplier: 0, item: 0, price: 2_000_000, days: 8)]
    return problem
}

/// An offer with one price and one day of arrival.
func smallOffer(
    _ id: String, supplier: Int, item: Int, price: Int64, days: Int
) -> SourcingOffer {
    SourcingOffer(
        id: id, supplier: supplier, item: item,
        priceBreaks: [SourcingPriceBreak(fromQuantity: 1, unitPrice: price)],
        tranches: [SourcingTranche(arrivals: [SourcingArrival(days: days)])])
}

/// The small problem with a second supplier, whose offer costs 3.00 and arrives on day 12.
func problemOfTwoSuppliers() -> SourcingProblem {
    var problem = smallProblem()
    problem.suppliers.append(SourcingSupplier(id: "S2"))
    problem.offers.append(smallOffer("O2", supplier: 1, item: 0, price: 3_000_000, days: 12))
    return problem
}

/// A solution from (offer, quantity) and (line, offer, tranche, quantity).
func solution(
    _ orders: [(Int, Int64)], _ allocations: [(Int, Int, Int, Int64)]
) -> SourcingSolution {
    SourcingSolution(
        orders: orders.map { SourcingSolution.Order(offer: $0.0, quantity: $0.1) },
        allocations: allocations.map {
            SourcingSolution.Allocation(
                line: $0.0, offer: $0.1, tranche: $0.2, quantity: $0.3)
        })
}

/// Solves to the end without a clock.
func solved(_ problem: SourcingProblem) throws -> SourcingOutcome {
    try SourcingEngine.solve(
        problem, options: SolveOptions(gapMillionths: 0), elapsed: { .zero })
}
