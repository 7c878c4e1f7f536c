import Procurement
import Testing

/// The parts of an offer that a test may spoil; everything else is sound.
private struct OfferParts {
    var minimum = "1"
    var multiple = "1"
    var maximum: String?
    var breaks = [("1", "2.50")]
    var basis = "1"
    var onHand: String?
    var offerCost = "0"
    var unitCost = "0"
    var from: String?
    var through: String?
    /// What the last break has that the others do not.
    var oddity = Oddity.none

    enum Oddity { case none, currency, basis, unit }

    func offer() throws -> Offer {
        func quantity(_ text: String) throws -> Quantity {
            Quantity(value: try number(text), unit: .each)
        }
        var priceBreaks = try breaks.map { start, price in
            try PriceBreak(
                fromQuantity: quantity(start),
                price: UnitPrice(money: money(price), per: quantity(basis)))
        }
        if let last = priceBreaks.popLast() { priceBreaks.append(try spoiled(last)) }
        return try Offer(
            id: OfferID("o-17"), feed: FeedName("feed"), supplier: SupplierID("S"),
            supplierPart: SupplierPart("P"), item: ItemID("I"), priceMode: .allUnits,
            priceBreaks: priceBreaks,
            orderRules: OrderRules(
                minimumQuantity: quantity(minimum), orderMultiple: quantity(multiple),
                maximumQuantity: Stated(maximum.map(quantity))),
            leadTime: .notStated,
            availability: Availability(
                onHand: Stated(onHand.map(quantity)),
                leadTimeFromStock: LeadTime(days: 2, counting: .workingDays)),
            offerCost: number(offerCost), unitCost: number(unitCost),
            validity: Validity(from: from.map(date), through: through.map(date)), isStale: false)
    }

    private func spoiled(_ last: PriceBreak) throws -> PriceBreak {
        switch oddity {
        case .none: last
        case .currency:
            try PriceBreak(
                fromQuantity: last.fromQuantity,
                price: UnitPrice(money: money("1", "USD"), per: last.price.per))
        case .basis:
            try PriceBreak(
                fromQuantity: last.fromQuantity,
                price: UnitPrice(money: last.price.money, per: pieces(100)))
        case .unit:
            try PriceBreak(
                fromQuantity: Quantity(units: 1, unit: UnitOfMeasure("BX")), price: last.price)
        }
    }
}

@Suite struct OfferTests {
    @Test(
        arguments: [
            (nil, nil, "usable"), ("2026-03-04", "2026-03-04", "usable"),
            ("2026-03-05", nil, "not yet"), (nil, "2026-03-03", "expired"),
            ("2026-03-01", "2026-03-31", "usable"),
        ] as [(String?, String?, String)])
    func anOfferIsUsableWhileItIsValid(from: String?, through: String?, expected: String) throws {
        let offer = try OfferParts(from: from, through: through).offer()
        let found =
            switch offer.usability(on: try date("2026-03-04")) {
            case .usable: "usable"
            case .notYetValid(from: let day): day == offer.validity.from ? "not yet" : "wrong day"
            case .expired(through: let day): day == offer.validity.through ? "expired" : "wrong day"
            case .noLegalQuantity, .invalid: "unexpected"
            }
        #expect(found == expected)
    }

    @Test func validityIncludesBothEnds() throws {
        let validity = Validity(from: try date("2026-03-04"), through: try date("2026-03-06"))
        let days = try (3...7).map { validity.contains(try date("2026-03-0\($0)")) }
        #expect(days == [false, true, true, true, false])
        #expect(Validity.always.contains(.earliest) && Validity.always.contains(.latest))
    }

    @Test func anOfferWithoutALegalQuantityIsUnusableButSound() throws {
        let offer = try OfferParts(minimum: "7", multiple: "5", maximum: "9").offer()
        #expect(offer.problems == [])
        #expect(offer.usability(on: try date("2026-03-04")) == .noLegalQuantity)
    }

    @Test(
        arguments: [
            ("1", "1", nil, 1), ("7", "5", nil, 10), ("7", "5", "10", 10), ("7", "5", "9", nil),
            ("10", "5", "10", 10), ("3", "3", "3", 3), ("1", "100", "99", nil),
            ("1", "1", "0", nil),
            ("0.5", "1", nil, nil), ("1", "0.5", nil, nil), ("1", "0", nil, nil),
            ("0", "5", nil, 5),
            ("9223372036854", "9223372036853", nil, nil), ("1", "1", "0.9", nil),
        ] as [(String, String, String?, Int64?)])
    func theSmallestLegalQuantityIsTheFirstMultiple(
        minimum: String, multiple: String, maximum: String?, expected: Int64?
    ) throws {
        let offer = try OfferParts(minimum: minimum, multiple: multiple, maximum: maximum).offer()
        #expect(offer.orderRules.smallestLegalQuantity == expected)
    }

    /// All rules up to 6 against all quantities up to 14.
    @Test func legalQuantitiesAreTheMultiplesBetweenTheLimits() throws {
        for minimum in 1...6 {
            for multiple in 1...6 {
                for maximum in [nil] + (0...12).map(Optional.init) {
                    let rules = try OfferParts(
                        minimum: "\(minimum)", multiple: "\(multiple)",
                        maximum: maximum.map { "\($0)" }
                    ).offer().orderRules
                    let expected = (0...14).filter {
                        $0 % multiple == 0 && $0 >= minimum && $0 <= maximum ?? .max
                    }
                    #expect((0...14).filter { rules.isLegal(units: Int64($0)) } == expected)
                    if maximum != nil {
                        #expect(rules.smallestLegalQuantity == expected.first.map(Int64.init))
                    }
                }
            }
        }
    }

    // MARK: Contradictions

    @Test func aSoundOfferHasNoProblems() throws {
        let parts = OfferParts(
            minimum: "10", multiple: "5", maximum: "500",
            breaks: [("1", "3"), ("100", "2.5"), ("250", "2")], basis: "1000", onHand: "0",
            offerCost: "5", unitCost: "0.1", from: "2026-01-01", through: "2026-12-31")
        #expect(try parts.offer().problems == [])
    }

    @Test(arguments: [
        (
            OfferParts(minimum: "0", breaks: [("0", "1")]),
            ["quantity-not-positive", "quantity-not-positive"]
        ),
        (OfferParts(minimum: "-1"), ["quantity-not-positive", "first-break-above-minimum"]),
        (OfferParts(multiple: "0"), ["quantity-not-positive"]),
        (OfferParts(multiple: "1.5"), ["quantity-not-whole"]),
        (OfferParts(minimum: "1.5"), ["quantity-not-whole"]),
        (OfferParts(maximum: "9.5"), ["quantity-not-whole"]),
        (OfferParts(maximum: "-1"), ["quantity-negative"]),
        (OfferParts(onHand: "-1"), ["quantity-negative"]),
        (OfferParts(onHand: "0.1"), ["quantity-not-whole"]),
        (OfferParts(basis: "0.5"), ["quantity-not-whole"]),
        (OfferParts(breaks: []), ["price-missing"]),
        (OfferParts(breaks: [("2", "1")]), ["first-break-above-minimum"]),
        (OfferParts(breaks: [("1", "2"), ("1", "1")]), ["price-breaks-not-ascending"]),
        (
            OfferParts(breaks: [("1", "3"), ("9", "2"), ("5", "1")]),
            ["price-breaks-not-ascending"]
        ),
        (OfferParts(offerCost: "-1"), ["cost-negative"]),
        (OfferParts(unitCost: "-0.000001"), ["cost-negative"]),
        (OfferParts(from: "2026-03-05", through: "2026-03-04"), ["validity-reversed"]),
        (OfferParts(breaks: [("1", "2"), ("5", "1")], oddity: .currency), ["currency-mixed"]),
        (OfferParts(breaks: [("1", "2"), ("5", "1")], oddity: .basis), ["price-basis-mixed"]),
        (OfferParts(oddity: .unit), ["unit-mixed"]),
    ])
    fileprivate func everyContradictionIsNamed(parts: OfferParts, codes: [String]) throws {
        let offer = try parts.offer()
        let problems = offer.problems
        #expect(problems.map(\.code) == codes.map { "offer.\($0)" })
        #expect(problems.allSatisfy { $0.message.contains("(o-17)") && !$0.help.isEmpty })
        #expect(offer.usability(on: try date("2026-03-04")) == .invalid(problems))
    }
}

@Suite struct SupplierEligibilityTests {
    /// Each case: the rules as "ITEM SUPPLIER STATUS", and who of S, T and U may sell I.
    @Test(arguments: [
        ([], "STU"),
        (["I S blocked"], "TU"),
        (["I S approved"], "S"),
        (["I S approved", "I T approved"], "ST"),
        (["I S approved", "I S blocked"], ""),
        (["I S approved", "I T blocked"], "S"),
        (["J S approved"], "STU"),
        (["J S blocked", "J T approved"], "STU"),
        (["I S blocked", "I T blocked", "I U blocked"], ""),
        (["I S approved", "I S approved"], "S"),
    ])
    func blockedWinsAndApprovalExcludesOthers(rules: [String], allowed: String) throws {
        let parsed = try rules.map { text in
            let parts = text.split(separator: " ").map(String.init)
            return try ItemSupplierRule(
                item: ItemID(parts[0]), supplier: SupplierID(parts[1]),
                status: parts[2] == "approved" ? .approved : .blocked)
        }
        for eligibility in [SupplierEligibility(parsed), SupplierEligibility(parsed.reversed())] {
            let found = try ["S", "T", "U"].filter {
                try eligibility.isAllowed(item: ItemID("I"), supplier: SupplierID($0))
            }
            #expect(found.joined() == allowed)
        }
    }
}
