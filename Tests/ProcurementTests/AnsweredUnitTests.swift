import Procurement
import Testing

/// AnsweredUnit: suppliers answer in units of their own, and ten cases are no ten pieces.
@Suite struct AnsweredUnitTests {
    /// A line of some units, in packs of twelve or in pieces.
    private func line(packs: Int64?) throws -> PurchaseOrderLine {
        let unit = try UnitOfMeasure(packs == nil ? "EA" : "XPK")
        return try PurchaseOrderLine(
            number: 1, item: ItemID("I-1"), supplierPart: SupplierPart("P-1"),
            description: "part", quantity: Quantity(units: packs ?? 120, unit: unit),
            baseQuantity: Quantity(units: (packs ?? 10) * 12, unit: .each),
            requestedDate: CalendarDate(parsing: "2026-04-01"),
            price: UnitPrice(
                money: Money(amount: FixedPoint(parsing: "2.50"), currency: Currency("EUR")),
                per: Quantity(units: 1, unit: unit)),
            pegs: [], rounding: .lineHalfUp)
    }

    private func account(
        _ line: PurchaseOrderLine, _ answers: [LineAnswer],
        verdict: BuyerDecision.Verdict? = nil
    ) throws -> LineAccount {
        let message = try SupplierMessage(
            kind: .acknowledgment, document: SupplierDocumentID("A-1"),
            order: PurchaseOrderNumber("PO-1"), writtenAt: Timestamp(millisecondsSince1970: 0),
            statements: answers.map { .answer($0) })
        let decision = try verdict.map {
            BuyerDecision(document: try SupplierDocumentID("A-1"), line: 1, verdict: $0)
        }
        return try LineAccount(
            of: line, messages: [message], decisions: decision.map { [$0] } ?? [],
            tolerance: AnswerTolerance())
    }

    private func answer(
        _ units: Int64, _ unit: String, _ outcome: AcknowledgmentOutcome = .accepted,
        price: String? = nil
    ) throws -> LineAnswer {
        LineAnswer(
            line: 1, outcome: outcome,
            quantity: .stated(FixedPoint(micros: units * FixedPoint.scale)),
            price: Stated(try price.map { try FixedPoint(parsing: $0) }), unit: unit)
    }

    private func sums(_ account: LineAccount) -> [Int64] {
        [
            account.progress.accepted, account.progress.rejected, account.progress.pending,
            account.inReview,
        ]
    }

    /// Ten cases for 120 pieces wait for a buyer, who sees why; who accepts takes all of the line.
    @Test func anUnknownUnitWaitsForABuyer() throws {
        let line = try line(packs: nil)
        let waiting = try account(line, [answer(10, "CA")])
        #expect(sums(waiting) == [0, 0, 120, 120])
        #expect(
            waiting.parts.first?.objections == [
                .unit(
                    ordered: try UnitOfMeasure("EA"),
                    answered: FixedPoint(micros: 10 * FixedPoint.scale), in: "CA")
            ])
        #expect(sums(try account(line, [answer(10, "CA")], verdict: .accept)) == [120, 0, 0, 0])
        #expect(sums(try account(line, [answer(10, "CA")], verdict: .refuse)) == [0, 120, 0, 0])
    }

    /// Nor is anything refused of which nobody knows how much it is; parts in cases are one.
    @Test func whatIsRefusedInAnUnknownUnitStaysOpen() throws {
        let line = try line(packs: nil)
        #expect(sums(try account(line, [answer(10, "CA", .rejected)])) == [0, 0, 120, 0])
        #expect(
            sums(try account(line, [answer(4, "CA"), answer(6, "CA"), answer(20, "EA")]))
                == [20, 0, 100, 100])
    }

    @Test(arguments: ["EA", "PCE", "PC", "C62", "ea", ""])
    func codesOfPiecesMeanPieces(unit: String) throws {
        #expect(sums(try account(line(packs: nil), [answer(90, unit)])) == [90, 30, 0, 0])
    }

    /// A line in packs of twelve, answered in pieces, by the item's own conversion.
    @Test func basePiecesOfPacksAreConverted() throws {
        let line = try line(packs: 10)
        #expect(sums(try account(line, [answer(120, "EA")])) == [120, 0, 0, 0])
        #expect(sums(try account(line, [answer(60, "PCE")])) == [60, 60, 0, 0])
        #expect(sums(try account(line, [answer(5, "PK")])) == [60, 60, 0, 0])
        // The price of the line is for a pack: 2.50, so a twelfth of it for a piece.
        #expect(sums(try account(line, [answer(120, "EA", price: "0.20")])) == [120, 0, 0, 0])
        #expect(sums(try account(line, [answer(120, "EA", price: "0.21")])) == [0, 0, 120, 120])
    }

    /// What left in an unknown unit is no fact that could be added up.
    @Test func aNoticeInAnUnknownUnitIsRefused() throws {
        func notice(_ unit: String) throws -> SupplierMessage {
            try SupplierMessage(
                kind: .shipNotice, document: SupplierDocumentID("S-1"),
                order: PurchaseOrderNumber("PO-1"), writtenAt: Timestamp(millisecondsSince1970: 0),
                statements: [
                    .shipped(
                        ShippedPart(
                            line: 1, quantity: FixedPoint(micros: 10 * FixedPoint.scale),
                            shippedOn: try CalendarDate(parsing: "2026-03-01"), unit: unit))
                ])
        }
        let line = try line(packs: 10)
        for (unit, units) in [("XPK", 120), ("EA", 10), ("", 120)] as [(String, Int64)] {
            let account = try LineAccount(
                of: line, messages: [notice(unit)], decisions: [], tolerance: AnswerTolerance())
            #expect(account.shipments.map(\.units) == [units])
        }
        let error = #expect(throws: ValueError.self) {
            try LineAccount(
                of: line, messages: [notice("CA")], decisions: [], tolerance: AnswerTolerance())
        }
        #expect(error?.code == "message.unit-unknown")
    }
}
