import SourcingEngine
import Testing

/// What it would cost to serve a line in time, beside what an answer does.
@Suite struct TimelyAnswerTests {
    /// Ten units; a day costs 1 a unit: A asks 20 and comes four days late, B asks 55 in time.
    @Test(arguments: [(0, 25, 10, 0), (1, 10, -15, 1)])
    func theDifferenceIsToldInMoneyAndInAll(
        lateCost: Int64, credit: Int64, inAll: Int64, best: Int
    ) throws {
        var problem = Self.problem(lateCost: lateCost)
        problem.rules.append(
            SourcingRule(
                id: "credit", demand: .onTime(line: 0, dayMillionths: 0),
                penalty: credit * 1_000_000))
        let waiting = SourcingSolution(
            orders: [.init(offer: 0, quantity: 10)],
            allocations: [.init(line: 0, offer: 0, tranche: 0, quantity: 10)])
        var explainer = try SourcingExplainer(problem, waiting)
        let found = explainer.timelyAnswer(forLine: 0, withinDayMillionths: 0)
        let answer = try #require(found)
        #expect(answer.offers == [1] && answer.unmetUnits == 0)
        #expect(answer.purchaseDifference == 35_000_000)
        #expect(answer.costDifference == inAll * 1_000_000)
        // Four days are in time for whoever bears four.
        let other = explainer.timelyAnswer(forLine: 0, withinDayMillionths: 4_000_000)
        let borne = try #require(other)
        #expect(borne.offers == [best])
    }

    private static func problem(lateCost: Int64) -> SourcingProblem {
        func offer(_ id: String, _ supplier: Int, price: Int64, days: Int) -> SourcingOffer {
            SourcingOffer(
                id: id, supplier: supplier, item: 0,
                priceBreaks: [SourcingPriceBreak(fromQuantity: 1, unitPrice: price)],
                tranches: [SourcingTranche(arrivals: [SourcingArrival(days: days)])])
        }
        var problem = SourcingProblem(currency: "EUR")
        problem.suppliers = [SourcingSupplier(id: "A"), SourcingSupplier(id: "B")]
        problem.items = [SourcingItem(id: "I")]
        problem.lines = [
            SourcingLine(
                id: "L", item: 0, quantity: 10, needByDay: 1, lateCost: lateCost * 1_000_000,
                unmetCost: 100_000_000)
        ]
        problem.offers = [
            offer("a", 0, price: 2_000_000, days: 5), offer("b", 1, price: 5_500_000, days: 1),
        ]
        return problem
    }
}
