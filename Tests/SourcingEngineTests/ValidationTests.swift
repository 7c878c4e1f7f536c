import SourcingEngine
import Testing

@Suite struct ValidationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var code: String
        var kind: SourcingProblemIssue.Kind
        var change: @Sendable (inout SourcingProblem) -> Void
        var testDescription: String { code }
    }

    @Test func soundProblemHasNoIssues() {
        #expect(smallProblem().validationProblems().isEmpty)
        #expect(problemOfTwoSuppliers().validationProblems().isEmpty)
    }

    @Test(arguments: Self.cases)
    func eachContradictionIsFoundAlone(_ one: Case) {
        var problem = problemOfTwoSuppliers()
        one.change(&problem)
        let issues = problem.validationProblems()
        #expect(issues.map(\.code) == [one.code])
        #expect(issues.first?.kind == one.kind)
        #expect(issues.first?.message.isEmpty == false)
    }

    @Test func solvingAnUnsoundProblemThrowsItsIssues() {
        var problem = smallProblem()
        problem.offers[0].orderMultiple = 0
        #expect(throws: SourcingProblemError(issues: problem.validationProblems())) {
            try solved(problem)
        }
    }

    @Test func salvageValueMayEqualTheCheapestWayToBuyAUnit() {
        var problem = smallProblem()
        problem.suppliers[0].discounts = [
            SourcingDiscount(from: .value(0), percentTenThousandths: 100_000)
        ]
        problem.offers[0].unitCost = 100_000
        problem.items[0].salvageValue = 1_900_000
        #expect(problem.validationProblems().isEmpty)
        problem.items[0].salvageValue = 1_900_001
        #expect(problem.validationProblems().map(\.code) == ["item.salvage-above-price"])
    }

    static let cases: [Case] = problemCases + offerCases + ruleCases

    private static let problemCases: [Case] = [
        Case(code: "problem.maximum-suppliers", kind: .problem) { $0.maximumSuppliers = 0 },
        Case(code: "problem.maximum-suppliers-per-line", kind: .problem) {
            $0.maximumSuppliersPerLine = 0
        },
        Case(code: "problem.maximum-suppliers-per-item", kind: .problem) {
            $0.maximumSuppliersPerItem = -1
        },
        Case(code: "problem.amounts-too-large", kind: .problem) {
            $0.lines[0].unmetCost = 900_000_000_000_000
            $0.lines[0].quantity = 1_000
        },
        Case(code: "supplier.duplicate", kind: .supplier) { $0.suppliers[1].id = "S1" },
        Case(code: "supplier.order-cost", kind: .supplier) { $0.suppliers[1].orderCost = -1 },
        Case(code: "supplier.minimum-order-value", kind: .supplier) {
            $0.suppliers[1].minimumOrderValue = -1
        },
        Case(code: "supplier.minimum-order-surcharge", kind: .supplier) {
            $0.suppliers[1].minimumOrderSurcharge = -1
        },
        Case(code: "supplier.freight", kind: .supplier) { $0.suppliers[0].freight = .max },
        Case(code: "supplier.free-freight-from", kind: .supplier) {
            $0.suppliers[0].freeFreightFrom = -1
        },
        Case(code: "supplier.maximum-value", kind: .supplier) {
            $0.suppliers[0].maximumValue = -1
        },
        Case(code: "supplier.maximum-units", kind: .supplier) {
            $0.suppliers[0].maximumUnits = -1
        },
        Case(code: "discount.percent", kind: .discount) {
            $0.suppliers[0].discounts = [discount(.value(1), 1_000_001)]
        },
        Case(code: "discount.threshold", kind: .discount) {
            $0.suppliers[0].discounts = [discount(.units(-1), 10)]
        },
        Case(code: "discount.order", kind: .discount) {
            $0.suppliers[0].discounts = [discount(.value(5), 10), discount(.value(5), 20)]
        },
        Case(code: "discount.percent-order", kind: .discount) {
            $0.suppliers[0].discounts = [discount(.value(5), 10), discount(.value(6), 10)]
        },
        Case(code: "discount.mixed", kind: .discount) {
            $0.suppliers[0].discounts = [discount(.value(5), 10), discount(.units(6), 20)]
        },
        Case(code: "item.duplicate", kind: .item) { $0.items.append(SourcingItem(id: "I1")) },
        Case(code: "item.salvage-value", kind: .item) { $0.items[0].salvageValue = -1 },
        Case(code: "item.salvage-above-price", kind: .item) {
            $0.items[0].salvageValue = 2_000_001
        },
        Case(code: "line.duplicate", kind: .line) { $0.lines.append($0.lines[0]) },
        Case(code: "line.unknown-item", kind: .line) { $0.lines[0].item = 7 },
        Case(code: "line.quantity", kind: .line) { $0.lines[0].quantity = 0 },
        Case(code: "line.need-by", kind: .line) { $0.lines[0].needByDay = 2_000_000 },
        Case(code: "line.late-cost", kind: .line) { $0.lines[0].lateCost = -1 },
        Case(code: "line.unmet-cost", kind: .line) { $0.lines[0].unmetCost = -1 },
        Case(code: "substitute.unknown-item", kind: .substitute) {
            $0.substitutes = [SourcingSubstitute(item: 0, substitute: 3)]
        },
        Case(code: "substitute.same-item", kind: .substitute) {
            $0.substitutes = [SourcingSubstitute(item: 0, substitute: 0)]
        },
        Case(code: "share.unknown-reference", kind: .share) {
            $0.shares = [SourcingShare(supplier: 9, item: 0)]
        },
        Case(code: "share.duplicate", kind: .share) {
            $0.shares = [
                SourcingShare(supplier: 0, item: 0), SourcingShare(supplier: 0, item: 0),
            ]
        },
        Case(code: "share.range", kind: .share) {
            $0.shares = [
                SourcingShare(
                    supplier: 0, item: 0, minimumShareMillionths: 600_000,
                    maximumShareMillionths: 500_000)
            ]
        },
    ]

    private static let ruleCases: [Case] = [
        Case(code: "rule.duplicate", kind: .rule) {
            $0.rules = [
                .init(id: "R", demand: .budget(value: 1)),
                .init(id: "R", demand: .budget(value: 2)),
            ]
        },
        Case(code: "rule.penalty", kind: .rule) {
            $0.rules = [.init(id: "R", demand: .budget(value: 1), penalty: -1)]
        },
        Case(code: "rule.value", kind: .rule) {
            $0.rules = [.init(id: "R", demand: .budget(value: -1))]
        },
        Case(code: "rule.value", kind: .rule) {
            $0.rules = [.init(id: "R", demand: .requireUnits(supplier: 0, item: 0, units: 0))]
        },
        Case(code: "rule.value", kind: .rule) {
            $0.rules = [.init(id: "R", demand: .onTime(line: 0, dayMillionths: -1))]
        },
        Case(code: "rule.unknown-reference", kind: .rule) {
            $0.rules = [.init(id: "R", demand: .forbid(supplier: 0, item: 4))]
        },
        Case(code: "rule.unknown-reference", kind: .rule) {
            $0.rules = [.init(id: "R", demand: .onTime(line: 1, dayMillionths: 0))]
        },
        Case(code: "problem.amounts-too-large", kind: .problem) {
            $0.rules = (0...100).map {
                .init(
                    id: "R\($0)", demand: .budget(value: 1), penalty: 1_000_000_000_000_000)
            }
        },
    ]

    private static let offerCases: [Case] = [
        Case(code: "offer.duplicate", kind: .offer) { $0.offers[1].id = "O1" },
        Case(code: "offer.unknown-supplier", kind: .offer) { $0.offers[1].supplier = 5 },
        Case(code: "offer.unknown-item", kind: .offer) { $0.offers[1].item = 5 },
        Case(code: "offer.order-multiple", kind: .offer) { $0.offers[0].orderMultiple = 0 },
        Case(code: "offer.maximum-quantity", kind: .offer) {
            $0.offers[0].maximumQuantity = -1
        },
        Case(code: "offer.price-quantity", kind: .offer) { $0.offers[0].priceQuantity = 0 },
        Case(code: "offer.offer-cost", kind: .offer) { $0.offers[0].offerCost = -1 },
        Case(code: "offer.unit-cost", kind: .offer) { $0.offers[0].unitCost = -1 },
        Case(code: "offer.no-price", kind: .offer) { $0.offers[0].priceBreaks = [] },
        Case(code: "offer.no-arrival", kind: .offer) { $0.offers[0].tranches = [] },
        Case(code: "price-break.above-minimum", kind: .priceBreak) {
            $0.offers[0].priceBreaks[0].fromQuantity = 2
        },
        Case(code: "price-break.order", kind: .priceBreak) {
            $0.offers[0].priceBreaks.append($0.offers[0].priceBreaks[0])
        },
        Case(code: "price-break.unit-price", kind: .priceBreak) {
            $0.offers[0].priceBreaks[0].unitPrice = -1
        },
        Case(code: "tranche.no-quantity", kind: .tranche) {
            $0.offers[0].tranches.append($0.offers[0].tranches[0])
        },
        Case(code: "tranche.quantity", kind: .tranche) { $0.offers[0].tranches[0].quantity = -1 },
        Case(code: "tranche.distribution", kind: .tranche) {
            $0.offers[0].tranches[0].arrivals[0].probabilityMillionths = 999_999
        },
        Case(code: "tranche.days", kind: .tranche) {
            $0.offers[0].tranches[0].arrivals[0].days = 5_000_000
        },
        Case(code: "tranche.order", kind: .tranche) {
            $0.offers[0].tranches = [
                SourcingTranche(quantity: 4, arrivals: [SourcingArrival(days: 8)]),
                SourcingTranche(arrivals: [SourcingArrival(days: 7)]),
            ]
        },
    ]

    private static func discount(
        _ from: SourcingDiscount.Threshold, _ percent: Int64
    ) -> SourcingDiscount {
        SourcingDiscount(from: from, percentTenThousandths: percent)
    }
}
