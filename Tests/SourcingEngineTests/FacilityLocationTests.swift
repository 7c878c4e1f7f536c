import SourcingEngine
import Testing

/// Capacitated facility location, a classic whose answers are known: suppliers are sites with a
/// fixed cost and a capacity, items are customers, the price is the cost of serving.
@Suite struct FacilityLocationTests {
    struct Site {
        var capacity: Int64
        var fixedCost: Int64
    }

    private func problem(
        _ sites: [Site], demands: [Int64], unitCosts: [[Int64]]
    ) -> SourcingProblem {
        var problem = SourcingProblem(currency: "EUR")
        for (index, site) in sites.enumerated() {
            var supplier = SourcingSupplier(id: "site-\(index)")
            supplier.maximumUnits = site.capacity
            supplier.orderCost = site.fixedCost
            problem.suppliers.append(supplier)
        }
        for (customer, demand) in demands.enumerated() {
            problem.items.append(SourcingItem(id: "customer-\(customer)"))
            problem.lines.append(
                SourcingLine(
                    id: "line-\(customer)", item: customer, quantity: demand, needByDay: 0,
                    unmetCost: 1_000_000))
            for site in sites.indices {
                problem.offers.append(
                    smallOffer(
                        "offer-\(site)-\(customer)", supplier: site, item: customer,
                        price: unitCosts[site][customer], days: 0))
            }
        }
        return problem
    }

    @Test func oneCheapSiteServesEverybodyWhenItHasRoom() throws {
        let sites = [
            Site(capacity: 100, fixedCost: 50_000), Site(capacity: 100, fixedCost: 60_000),
        ]
        let outcome = try solved(
            problem(sites, demands: [10, 20], unitCosts: [[100, 100], [100, 100]]))
        #expect(outcome.objective == 50_000 + 30 * 100)
        #expect(outcome.status == .optimal)
    }

    @Test func scarceCapacitySplitsACustomer() throws {
        let sites = [
            Site(capacity: 25, fixedCost: 1_000), Site(capacity: 25, fixedCost: 1_000),
        ]
        let outcome = try solved(
            problem(sites, demands: [20, 20], unitCosts: [[10, 20], [30, 40]]))
        // Site 0 gives its 25 units, site 1 the other 15; all differences are equal.
        #expect(outcome.objective == 2_000 + 20 * 10 + 5 * 20 + 15 * 40)
        #expect(outcome.status == .optimal)
        let orders = try problem(
            sites, demands: [20, 20], unitCosts: [[10, 20], [30, 40]]
        ).supplierOrders(of: outcome.solution)
        #expect(orders.map(\.units) == [25, 15])
    }

    /// Every set of open sites, each priced by the cheapest transport among them.
    @Test func generatedInstancesMatchEnumerationOfTheOpenSites() throws {
        for seed in UInt64(1)...6 {
            var random = RandomProblems(seed: seed)
            let sites = (0..<4).map { _ in
                Site(capacity: random.long(20...60), fixedCost: random.long(500...4000))
            }
            let demands = (0..<6).map { _ in random.long(3...15) }
            let costs = sites.map { _ in demands.map { _ in random.long(10...90) } }
            let whole = problem(sites, demands: demands, unitCosts: costs)
            var best = Int64.max
            for open in 0..<16 {
                var part = whole
                var fixed: Int64 = 0
                for site in sites.indices {
                    part.suppliers[site].orderCost = 0
                    if open & (1 << site) == 0 {
                        part.suppliers[site].maximumUnits = 0
                    } else {
                        fixed += sites[site].fixedCost
                    }
                }
                best = min(best, fixed + (try solved(part)).objective)
            }
            let outcome = try solved(whole)
            #expect(outcome.objective == best, "seed \(seed)")
            #expect(outcome.status == .optimal, "seed \(seed)")
        }
    }
}
