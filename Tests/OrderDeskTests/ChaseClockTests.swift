import OrderDesk
import Procurement
import Testing

/// When a supplier is chased, by a simulated calendar: Monday 2026-03-02, weekends off.
@Suite struct ChaseClockTests {
    private static let monday = "2026-03-02"

    private func date(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text) }

    private func calendar() throws -> WorkCalendar {
        try WorkCalendar(
            name: "standard",
            workingWeekdays: [.monday, .tuesday, .wednesday, .thursday, .friday],
            holidays: [date("2026-03-04")], cutOff: nil)
    }

    private func order() throws -> PurchaseOrder {
        let address = Address(name: "", lines: [], city: "", postalCode: "", country: "")
        let units = try Quantity(units: 100, unit: .each)
        return try PurchaseOrder(
            number: PurchaseOrderNumber("PO-1"), round: RoundNumber(value: 1),
            supplier: SupplierID("S-1"), buyer: address, shipTo: address, contact: .none,
            currency: Currency("EUR"), paymentTerms: "", incoterm: "", orderDate: date(Self.monday),
            lines: [
                PurchaseOrderLine(
                    number: 1, item: ItemID("A"), supplierPart: SupplierPart("a"), description: "",
                    quantity: units, baseQuantity: units, requestedDate: date("2026-03-20"),
                    price: UnitPrice(
                        money: Money(amount: FixedPoint(parsing: "1"), currency: Currency("EUR")),
                        per: Quantity(units: 1, unit: .each)), pegs: [], rounding: .lineHalfUp)
            ], state: .issued, revision: 0)
    }

    private func steps(
        _ messages: [SupplierMessage], heard: String? = nil
    ) throws -> [String] {
        let order = try order()
        let accounts = try order.accounts(
            messages: messages, decisions: [], tolerance: AnswerTolerance())
        let after = try order.events(toReach: accounts, because: "answered").reduce(order) {
            try $0.applying($1)
        }
        return ChaseClock.followUps(
            for: after, accounts: accounts, issuedOn: try date(Self.monday),
            lastHeard: try heard.map { [1: try date($0)] } ?? [:], calendar: try calendar(),
            policy: ChasePolicy()
        ).map { "\($0.reason.rawValue) \($0.attempt) \($0.due) \($0.action.rawValue)" }
    }

    private func message(
        _ statement: SupplierMessage.Statement, _ kind: SupplierMessage.Kind = .acknowledgment
    ) throws -> SupplierMessage {
        try SupplierMessage(
            kind: kind, document: SupplierDocumentID("D-\(kind.rawValue)"),
            order: PurchaseOrderNumber("PO-1"), writtenAt: .earliest, statements: [statement])
    }

    private func accepted(
        _ day: String?, outcome: AcknowledgmentOutcome = .accepted
    ) throws -> SupplierMessage {
        try message(
            .answer(
                LineAnswer(
                    line: 1, outcome: outcome,
                    arrivalDate: Stated(day.map { try CalendarDate(parsing: $0) }))))
    }

    /// Two working days, the supplier's holiday and weekend left out; then firmer.
    @Test func aSilentSupplierIsRemindedThenTheBuyerThenTheLineIsProposedForOthers() throws {
        #expect(
            try steps([]) == [
                "not-acknowledged 1 2026-03-05 remind-supplier",
                "not-acknowledged 2 2026-03-09 tell-buyer",
                "not-acknowledged 3 2026-03-11 propose-resourcing",
            ])
    }

    @Test func anAnswerWithoutADateIsAskedForOne() throws {
        #expect(
            try steps([accepted(nil, outcome: .undated)], heard: "2026-03-05").prefix(1) == [
                "no-date 1 2026-03-09 remind-supplier"
            ])
    }

    @Test func aConfirmedLineIsAskedForItsShipNoticeAndThenForTheGoods() throws {
        #expect(
            try steps([accepted("2026-03-16")], heard: "2026-03-03") == [
                "overdue 1 2026-03-17 remind-supplier", "overdue 2 2026-03-19 tell-buyer",
                "overdue 3 2026-03-23 propose-resourcing",
                "ship-notice-due 1 2026-03-13 remind-supplier",
            ])
    }

    @Test func whatHasLeftIsNotAskedWhetherItLeft() throws {
        let shipped = try message(
            .shipped(
                ShippedPart(
                    line: 1, quantity: FixedPoint(parsing: "100"), shippedOn: date("2026-03-12"))),
            .shipNotice)
        #expect(
            try steps([accepted("2026-03-16"), shipped]).allSatisfy { $0.hasPrefix("overdue") })
    }

    /// odoo/odoo#59676: the reminder stops once anything was received.
    @Test func aPartialReceiptDoesNotEndTheChase() throws {
        let part = try message(
            .received(
                ReceivedPart(
                    line: 1, quantity: FixedPoint(parsing: "60"), receivedOn: date("2026-03-16"))),
            .receipt)
        let steps = try steps([accepted("2026-03-16"), part], heard: "2026-03-16")
        #expect(steps.contains("silent-after-part 1 2026-03-19 remind-supplier"))
        #expect(steps.contains("overdue 1 2026-03-17 remind-supplier"))
        let all = try message(
            .received(
                ReceivedPart(
                    line: 1, quantity: FixedPoint(parsing: "100"), receivedOn: date("2026-03-16"))),
            .receipt)
        #expect(try self.steps([accepted("2026-03-16"), all]) == [])
    }
}
