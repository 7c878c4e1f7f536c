import SourcingEngine
import Testing

/// Each cost term alone: everything else of the small problem costs 20.00 for 10 units.
@Suite struct CostTermTests {
    private let all = solution([(0, 10)], [(0, 0, 0, 10)])

    private func cost(
        of solution: SourcingSolution, _ change: (inout SourcingProblem) -> Void = { _ in }
    ) throws -> SourcingCosts {
        var problem = problemOfTwoSuppliers()
        change(&problem)
        #expect(problem.validationProblems().isEmpty)
        return try problem.cost(of: solution)
    }

    private func costs(
        _ change: (inout SourcingCosts) -> Void
    ) -> SourcingCosts {
        var costs = SourcingCosts()
        costs.goods = 20_000_000
        change(&costs)
        return costs
    }

    @Test func goods() throws {
        #expect(try cost(of: all) == costs { _ in })
        #expect(try cost(of: all).total == 20_000_000)
    }

    @Test func offerCostIsPaidOncePerOfferUsed() throws {
        #expect(try cost(of: all) { $0.offers[0].offerCost = 7 } == costs { $0.offers = 7 })
        #expect(try cost(of: all) { $0.offers[1].offerCost = 7 } == costs { _ in })
    }

    @Test func unitCostIsPaidPerUnitOrdered() throws {
        #expect(try cost(of: all) { $0.offers[0].unitCost = 7 } == costs { $0.units = 70 })
    }

    @Test func orderCostIsPaidPerSupplierWithAnOrder() throws {
        let found = try cost(of: all) {
            $0.suppliers[0].orderCost = 5
            $0.suppliers[1].orderCost = 9
        }
        #expect(found == costs { $0.supplierOrders = 5 })
    }

    @Test(arguments: [(Int64?.none, Int64(4)), (20_000_001, 4), (20_000_000, 0)])
    func freightIsPaidBelowItsLimit(freeFrom: Int64?, freight: Int64) throws {
        let found = try cost(of: all) {
            $0.suppliers[0].freight = 4
            $0.suppliers[0].freeFreightFrom = freeFrom
        }
        #expect(found == costs { $0.freight = freight })
    }

    @Test(arguments: [(Int64(20_000_000), Int64(0)), (20_000_001, 3)])
    func surchargeIsPaidBelowTheMinimum(minimum: Int64, surcharge: Int64) throws {
        let found = try cost(of: all) {
            $0.suppliers[0].minimumOrderValue = minimum
            $0.suppliers[0].minimumOrderSurcharge = 3
        }
        #expect(found == costs { $0.surcharge = surcharge })
    }

    @Test func discountIsThatOfTheHighestThresholdOnTheWholeOrderRoundedDown() throws {
        let found = try cost(of: all) {
            $0.offers[0].priceBreaks[0].unitPrice = 1_999_999
            $0.suppliers[0].discounts = [
                SourcingDiscount(from: .value(1), percentTenThousandths: 10_000),
                SourcingDiscount(from: .value(19_999_990), percentTenThousandths: 25_000),
                SourcingDiscount(from: .value(19_999_991), percentTenThousandths: 30_000),
            ]
        }
        // 2.5 % of 19,999,990 is 499,999.75.
        #expect(found.discount == -499_999)
    }

    @Test(arguments: [(Int64(10), Int64(-200_000)), (11, 0)])
    func discountByUnitsCountsUnits(from: Int64, discount: Int64) throws {
        let found = try cost(of: all) {
            $0.suppliers[0].discounts = [
                SourcingDiscount(from: .units(from), percentTenThousandths: 10_000)
            ]
        }
        #expect(found == costs { $0.discount = discount })
    }

    @Test func latenessIsPaidPerUnitAndDay() throws {
        let late = solution([(0, 6), (1, 4)], [(0, 0, 0, 6), (0, 1, 0, 4)])
        let found = try cost(of: late)
        #expect(found.lateness == 4 * 2 * 500_000)
    }

    @Test func completeLineIsAsLateAsItsLastTranche() throws {
        let late = solution([(0, 5), (1, 4)], [(0, 0, 0, 5), (0, 1, 0, 4)])
        let found = try cost(of: late) { $0.lines[0].split = .complete }
        #expect(found.lateness == 9 * 2 * 500_000)
        #expect(found.unmet == 9_000_000)
    }

    @Test func substitutionIsPaidPerUnitGivenInstead() throws {
        let found = try cost(of: all) {
            $0.items.append(SourcingItem(id: "I2"))
            $0.offers[0].item = 1
            $0.substitutes = [SourcingSubstitute(item: 0, substitute: 1, cost: 11)]
        }
        #expect(found == costs { $0.substitution = 110 })
    }

    @Test func unmetUnitsCost() throws {
        let found = try cost(of: solution([(0, 10)], [(0, 0, 0, 8)]))
        #expect(found == costs { $0.unmet = 18_000_000 })
    }

    @Test func surplusIsWorthItsSalvageValue() throws {
        let found = try cost(of: solution([(0, 10)], [(0, 0, 0, 8)])) {
            $0.items[0].salvageValue = 1_000_000
        }
        #expect(
            found
                == costs {
                    $0.unmet = 18_000_000
                    $0.surplus = -2_000_000
                })
    }

    @Test func ordersOfSuppliersAddUp() throws {
        var problem = problemOfTwoSuppliers()
        problem.suppliers[0].orderCost = 5
        problem.suppliers[0].freight = 7
        let orders = try problem.supplierOrders(of: all)
        #expect(orders.map(\.supplier) == [0])
        #expect(orders.first?.total == 20_000_012)
    }
}
