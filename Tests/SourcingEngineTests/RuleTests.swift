import SourcingEngine
import Testing

/// Each rule of the problem, broken alone.
@Suite struct RuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var code: String
        var change: @Sendable (inout SourcingProblem) -> Void = { _ in }
        var orders: [(Int, Int64)]
        var allocations: [(Int, Int, Int, Int64)]
        var testDescription: String { code }
    }

    @Test func soundSolutionBreaksNothing() throws {
        let found = try problemOfTwoSuppliers().violations(
            of: solution([(0, 6), (1, 4)], [(0, 0, 0, 6), (0, 1, 0, 4)]))
        #expect(found.isEmpty)
    }

    @Test(arguments: Self.cases)
    func eachRuleIsFoundBrokenAlone(_ one: Case) throws {
        var problem = problemOfTwoSuppliers()
        one.change(&problem)
        #expect(problem.validationProblems().isEmpty)
        let found = try problem.violations(of: solution(one.orders, one.allocations))
        #expect(found.map(\.code) == [one.code])
    }

    /// The engine's answer never breaks the rule either.
    @Test(arguments: Self.cases)
    func engineKeepsEachRule(_ one: Case) throws {
        var problem = problemOfTwoSuppliers()
        one.change(&problem)
        let outcome = try solved(problem)
        #expect(try problem.violations(of: outcome.solution).isEmpty)
        #expect(outcome.status == .optimal)
    }

    @Test func unknownReferencesAreRefused() {
        #expect(throws: SourcingPricingError.self) {
            try smallProblem().violations(of: solution([(3, 1)], []))
        }
        #expect(throws: SourcingPricingError.self) {
            try smallProblem().cost(of: solution([(0, 1)], [(0, 0, 4, 1)]))
        }
    }

    @Test func shareMayMissItsMarkByLessThanOneMultiple() throws {
        var problem = problemOfTwoSuppliers()
        problem.offers[0].orderMultiple = 5
        problem.shares = [SourcingShare(supplier: 0, item: 0, maximumShareMillionths: 500_000)]
        // 10 of 11 units: 10 < 5.5 + 5 holds; 15 of 16 units: 15 < 8 + 5 does not.
        #expect(try problem.violations(of: solution([(0, 10), (1, 1)], [])).isEmpty)
        #expect(
            try problem.violations(of: solution([(0, 15), (1, 1)], [])).map(\.code)
                == ["share.broken"])
    }

    static let cases: [Case] = [
        Case(
            code: "offer.quantity", change: { $0.offers[0].minimumQuantity = 5 },
            orders: [(0, 4)], allocations: []),
        Case(
            code: "offer.quantity", change: { $0.offers[0].orderMultiple = 3 },
            orders: [(0, 4)], allocations: []),
        Case(
            code: "offer.quantity", change: { $0.offers[0].maximumQuantity = 3 },
            orders: [(0, 4)], allocations: []),
        Case(
            code: "offer.overallocated",
            change: {
                $0.offers[0].tranches = [
                    SourcingTranche(quantity: 3, arrivals: [SourcingArrival(days: 2)]),
                    SourcingTranche(quantity: 4, arrivals: [SourcingArrival(days: 9)]),
                ]
            }, orders: [(0, 4)], allocations: [(0, 0, 0, 3), (0, 0, 1, 2)]),
        Case(
            code: "offer.tranche-exceeded", change: { $0.offers[0].tranches = stockThenFactory },
            orders: [(0, 8)], allocations: [(0, 0, 0, 4)]),
        Case(
            code: "offer.tranche-exceeded", change: { $0.offers[0].tranches = stockThenFactory },
            orders: [(0, 8)], allocations: [(0, 0, 1, 6)]),
        Case(
            code: "line.overserved", orders: [(0, 6), (1, 6)],
            allocations: [(0, 0, 0, 6), (0, 1, 0, 6)]),
        Case(
            code: "line.split", change: { $0.lines[0].split = .single },
            orders: [(0, 6), (1, 4)], allocations: [(0, 0, 0, 6), (0, 1, 0, 4)]),
        Case(
            code: "line.maximum-suppliers", change: { $0.maximumSuppliersPerLine = 1 },
            orders: [(0, 6), (1, 4)], allocations: [(0, 0, 0, 6), (0, 1, 0, 4)]),
        Case(
            code: "item.maximum-suppliers", change: { $0.maximumSuppliersPerItem = 1 },
            orders: [(0, 6), (1, 4)], allocations: []),
        Case(
            code: "problem.maximum-suppliers", change: { $0.maximumSuppliers = 1 },
            orders: [(0, 6), (1, 4)], allocations: []),
        Case(
            code: "line.wrong-item",
            change: {
                $0.items.append(SourcingItem(id: "I2"))
                $0.offers[1].item = 1
            }, orders: [(1, 4)], allocations: [(0, 1, 0, 4)]),
        Case(
            code: "supplier.maximum-units", change: { $0.suppliers[0].maximumUnits = 7 },
            orders: [(0, 8)], allocations: []),
        Case(
            code: "supplier.maximum-value",
            change: { $0.suppliers[0].maximumValue = 15_999_999 },
            orders: [(0, 8)], allocations: []),
        Case(
            code: "supplier.minimum-order-value",
            change: { $0.suppliers[0].minimumOrderValue = 16_000_001 },
            orders: [(0, 8)], allocations: []),
        Case(
            code: "share.broken",
            change: {
                $0.shares = [
                    SourcingShare(supplier: 1, item: 0, minimumShareMillionths: 300_000)
                ]
            }, orders: [(0, 8), (1, 1)], allocations: []),
    ]

    private static let stockThenFactory = [
        SourcingTranche(quantity: 3, arrivals: [SourcingArrival(days: 2)]),
        SourcingTranche(arrivals: [SourcingArrival(days: 9)]),
    ]
}
