import Procurement
import Testing

/// A day before the order was placed, in what a supplier says: taken, and not believed.
@Suite struct DayBeforeOrderTests {
    /// The order is of 2026-03-04.
    @Test(arguments: [("2026-03-03", true), ("2026-03-04", false)])
    func anAnswerWithADayBeforeTheOrderWaitsForABuyer(day: String, isImpossible: Bool) throws {
        let account = try account([acknowledgment(.accepted, arrives: day)])
        #expect(account.inReview == (isImpossible ? 100 : 0))
        #expect(account.progress.accepted == (isImpossible ? 0 : 100))
        let objections: [LineAccount.Objection] =
            isImpossible ? [.beforeOrder(try date(day))] : []
        #expect(account.parts.flatMap(\.objections) == objections)
        #expect(account.firstConfirmedDate == (isImpossible ? nil : try date(day)))
    }

    /// Accepted, it comes without a date; refused, it does not come.
    @Test(arguments: [
        (BuyerDecision.Verdict.accept, [100, 0]), (.refuse, [0, 100]),
    ])
    func aBuyerDecidesAboutTheQuantityAlone(
        _ verdict: BuyerDecision.Verdict, _ expected: [Int64]
    ) throws {
        let account = try account(
            [acknowledgment(.accepted, arrives: "2025-03-09")],
            [BuyerDecision(document: SupplierDocumentID("A-1"), line: 1, verdict: verdict)])
        #expect([account.progress.accepted, account.progress.rejected] == expected)
        #expect(account.confirmedDate == nil)
    }

    /// A back-ordered part with such a day is no part without one: somebody has to look at it.
    @Test func aBackOrderedPartWaitsForABuyerToo() throws {
        #expect(try account([acknowledgment(.backOrdered, arrives: "2025-03-09")]).inReview == 100)
    }

    /// A day of leaving that cannot be casts doubt on the answer, not on the day of arrival.
    @Test func aDayOfLeavingLeavesTheDayOfArrival() throws {
        let account = try account([
            acknowledgment(.accepted, arrives: "2026-03-20", leaves: "2025-03-18")
        ])
        #expect(account.inReview == 100)
        #expect(try account.firstConfirmedDate == date("2026-03-20"))
    }

    /// What is refused is refused, whatever the day.
    @Test func aRefusalNeedsNobody() throws {
        let account = try account([acknowledgment(.rejected, arrives: "2025-03-09")])
        #expect(account.progress.rejected == 100)
        #expect(account.inReview == 0)
    }

    /// A later answer with a day that can be takes its place, in whichever order they come.
    @Test(arguments: [false, true])
    func aLaterAnswerTakesItsPlace(isReversed: Bool) throws {
        let messages = try [
            acknowledgment(.accepted, arrives: "2025-03-09"),
            acknowledgment(.accepted, arrives: "2026-03-20", number: "A-2", at: 2),
        ]
        let account = try account(isReversed ? messages.reversed() : messages)
        #expect(account.progress.accepted == 100)
        #expect(try account.confirmedDate == date("2026-03-20"))
    }

    /// The day of leaving and of arrival, the day that is counted on, and the one that is not.
    private static let notices: [(String, String?, String?, String?)] = [
        ("2026-03-03", nil, nil, "2026-03-03"), ("2026-03-05", "2025-03-09", nil, "2025-03-09"),
        ("2026-03-03", "2026-03-09", "2026-03-09", "2026-03-03"),
        ("2026-03-05", "2026-03-09", "2026-03-09", nil),
    ]

    /// Goods that left have left; only the day is not counted on.
    @Test(arguments: notices)
    func goodsOfAShipNoticeCountWithoutTheDay(
        _ shipped: String, _ arrives: String?, _ counted: String?, _ doubted: String?
    ) throws {
        let notice = try SupplierMessage(
            kind: .shipNotice, document: SupplierDocumentID("S-1"),
            order: PurchaseOrderNumber("PO-1"), writtenAt: .moment(1),
            statements: [
                .shipped(
                    ShippedPart(
                        line: 1, quantity: FixedPoint(parsing: "40"), shippedOn: date(shipped),
                        arrivalDate: Stated(arrives.map { try date($0) })))
            ])
        let account = try account([notice])
        #expect(account.progress.accepted == 40)
        #expect(try account.shipments.map(\.arrivalDate) == [counted.map { try date($0) }])
        #expect(try account.shipments.map(\.dayBeforeOrder) == [doubted.map { try date($0) }])
    }

    // MARK: - Parts

    private func account(
        _ messages: [SupplierMessage], _ decisions: [BuyerDecision] = []
    ) throws -> LineAccount {
        try SampleOrder.issued(units: 100).accounts(
            messages: messages, decisions: decisions, tolerance: AnswerTolerance(lateDays: 99))[0]
    }

    private func acknowledgment(
        _ outcome: AcknowledgmentOutcome, arrives: String, leaves: String? = nil,
        number: String = "A-1", at moment: Int64 = 1
    ) throws -> SupplierMessage {
        try SupplierMessage(
            kind: .acknowledgment, document: SupplierDocumentID(number),
            order: PurchaseOrderNumber("PO-1"), writtenAt: .moment(moment),
            statements: [
                .answer(
                    LineAnswer(
                        line: 1, outcome: outcome, arrivalDate: .stated(date(arrives)),
                        shipDate: Stated(leaves.map { try date($0) })))
            ])
    }
}
