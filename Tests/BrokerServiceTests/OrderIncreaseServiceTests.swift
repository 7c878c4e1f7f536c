import BrokerService
import FileDrop
import Foundation
import Procurement
import Storage
import SupplierAdapterKit
import TestSupport
import Testing

/// More of a line that has left: who gets it, what stands against it, and that it is asked once.
@Suite struct OrderIncreaseServiceTests {
    /// What is asked for goes to who would be bought for, and is not bought elsewhere meanwhile.
    @Test func whatIsAskedForIsForWhoWaits() throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "100", date: "2026-03-07")
            try house.addSecondCustomer()
            #expect(try house.missing() == [30])
            let report = try house.more(order.number, "140")
            let increase: LineIncrease = try #require(report.increases.first)
            #expect(increase.forStock == 10)
            #expect(
                increase.addition.pegs.map {
                    "\($0.line) \($0.quantity.value) \($0.expectedDate)"
                } == ["O2/1 30 2026-03-07"])
            #expect(try house.missing() == [])
            guard case .nothingNeeded = try house.broker.runRound() else {
                Issue.record("a round buys what is asked for already")
                return
            }
            let line = try house.orders()[0].lines[0]
            #expect(line.progress.ordered == 140 && line.progress.pending == 40)
            #expect(try house.promised("O2/1") == nil)
        }
    }

    @Test func whatIsConfirmedIsPromised() throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "100", date: "2026-03-07")
            try house.addSecondCustomer()
            _ = try house.more(order.number, "140")
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            let report = try house.answerChange(order.number, "B-1", .accepted)
            #expect(report.unitsNeededAgain == 0)
            let line = try house.orders()[0].lines[0]
            #expect(line.progress.accepted == 140 && line.progress.rejected == 0)
            #expect(try house.promised("O2/1") == "2026-03-07")
        }
    }

    /// A refusal leaves the former order, and who was to get the rest is bought for again.
    @Test func whatIsRefusedIsNeededAgain() throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "100", date: "2026-03-07")
            try house.addSecondCustomer()
            _ = try house.more(order.number, "140")
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            let report = try house.answerChange(order.number, "B-1", .rejected)
            #expect(report.unitsNeededAgain == 30)
            #expect(try house.missing() == [30])
            let line = try house.orders()[0].lines[0]
            #expect([line.progress.accepted, line.progress.rejected] == [100, 40])
            #expect(try house.promised("O1/1") == "2026-03-07")
        }
    }

    /// Refused and asked for again it is on order once, and costs once.
    @Test func whatWasRefusedIsAskedForAgain() throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "100", date: "2026-03-07")
            try house.addSecondCustomer()
            house.policy.approval = ApprovalPolicy(
                automaticRoundTotal: try FixedPoint(parsing: "1000"),
                automaticOrderTotal: try FixedPoint(parsing: "280"))
            for (day, document) in [("03", "B-1")] {
                _ = try house.more(order.number, "140")
                house.now = try Timestamp(parsing: "2026-03-\(day)T08:00:00Z")
                try house.answerChange(order.number, document, .rejected)
                #expect(try house.missing() == [30])
                // Whoever refused is asked again once its next file says that there is more.
                house.now = try Timestamp(parsing: "2026-03-\(day)T09:00:00Z")
                try house.takeInFeed(
                    "next-\(day).csv", "S1,a-1,2.\(day),1,1,1,,5,", "S2,a-2,3.00,1,1,1,,1,")
            }
            let more = try house.more(order.number, "140")
            #expect(more.change.sequence == 2 && more.increases.map(\.forStock) == [10])
            #expect(try house.missing() == [])
            let line = try house.orders()[0].lines[0]
            #expect(line.progress.ordered == 140 && line.progress.rejected == 0)
            #expect([line.progress.accepted, line.progress.pending] == [100, 40])
            #expect(try house.orders()[0].total.amount == (try FixedPoint(parsing: "280")))
        }
    }

    /// An answer that waits for a buyer stays one, whatever more is asked for.
    @Test(arguments: [BuyerDecision.Verdict.accept, .refuse])
    func moreOfALineThatWaitsForABuyer(_ verdict: BuyerDecision.Verdict) throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "100", date: "2026-03-30")
            #expect(try house.broker.accounts(of: order)[0].inReview == 100)
            _ = try house.more(order.number, "140")
            let asked = try house.orders()[0]
            #expect(asked.lines[0].progress.pending == 140)
            #expect(try house.broker.accounts(of: asked)[0].inReview == 100)
            _ = try house.broker.decide(
                verdict, line: 1, of: order.number, by: "Ann", reason: "")
            let decided = try house.orders()[0].lines[0].progress
            let isTaken = verdict == .accept
            #expect([decided.accepted, decided.rejected] == (isTaken ? [100, 0] : [0, 100]))
            #expect(decided.pending == 40)
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            try house.answerChange(order.number, "B-1", .rejected)
            let last = try house.orders()[0].lines[0].progress
            #expect([last.accepted, last.rejected] == (isTaken ? [100, 40] : [0, 140]))
        }
    }

    /// The document says how much there is to be, and asking again asks nothing anew.
    @Test func moreIsAskedForOnce() throws {
        try withHouse { house, order throws in
            let first = try house.more(order.number, "140")
            let text = String(decoding: try #require(first.message).bytes, as: UTF8.self)
            #expect(text.contains(",change,140,100,EA,"), "\(text)")
            let again = try house.more(order.number, "140")
            #expect(!again.isNew && again.increases == [])
            #expect(try house.orders()[0].lines[0].progress.ordered == 140)
            #expect(try house.outbox().count == 2)
            // More still is counted from what was asked for, not from what is agreed.
            let further = try house.more(order.number, "150")
            #expect(further.increases.map(\.addition.units) == [10])
            #expect(try house.orders()[0].lines[0].progress.ordered == 150)
        }
    }

    @Test func whatWasCutShortIsAddedOnce() throws {
        try withHouse { house, order throws in
            let wish = LineWish(line: 1, quantity: try FixedPoint(parsing: "140"))
            let report = try house.broker.requestChange(
                of: order.number, [wish], by: "Ann", reason: "more",
                through: BrokenSink(house.sink))
            #expect(report.failure?.code == "file.no-space")
            #expect(try house.orders()[0].lines[0].progress.ordered == 140)
            #expect(try !house.more(order.number, "140").isNew)
            #expect(try house.orders()[0].lines[0].progress.ordered == 140)
            let sent = try house.storage.read { try $0.outboxMessages() }
            #expect(sent.map(\.state) == [.sent, .sent])
        }
    }

    @Test func aDryRunAddsNothing() throws {
        try withHouse { house, order throws in
            let wish = LineWish(line: 1, quantity: try FixedPoint(parsing: "140"))
            let report = try house.broker.requestChange(
                of: order.number, [wish], by: "", reason: "more", through: try house.sink,
                isDryRun: true)
            #expect(report.increases.map(\.forStock) == [40])
            #expect(try house.orders()[0].lines[0].progress.ordered == 100)
        }
    }

    // MARK: - What stands against it

    struct Offer: Sendable {
        /// minimum, multiple, on hand, days, as the feed has them behind the price.
        let terms: String
        let wanted: String
        let word: String?
    }

    private static let offers: [Offer] = [
        Offer(terms: "1,1,,5,", wanted: "101", word: nil),
        Offer(terms: "10,10,,5,", wanted: "140", word: nil),
        Offer(terms: "10,10,,5,", wanted: "145", word: "multiples of 10"),
        // 130 on the shelf, of which 100 are ordered; without a lead time there is no more.
        Offer(terms: "1,1,130,,", wanted: "130", word: nil),
        Offer(terms: "1,1,130,,", wanted: "131", word: "has 30 more"),
        Offer(terms: "1,1,130,5,", wanted: "131", word: nil),
    ]

    @Test(arguments: offers)
    func theRulesOfTheOfferHold(_ offer: Offer) throws {
        try withHouse(first: offer.terms) { house, order throws in
            let error = try house.refusal { _ = try house.more(order.number, offer.wanted) }
            #expect(error?.code == (offer.word == nil ? nil : "change.quantity-more"))
            if let word = offer.word { #expect(error?.message.contains(word) == true) }
            let ordered = offer.word == nil ? Int64(offer.wanted) : 100
            #expect(try house.orders()[0].lines[0].progress.ordered == ordered)
        }
    }

    /// Whoever did not confirm what was ordered has no more, until its next file says otherwise.
    @Test func whoDidNotConfirmIsNotAskedForMore() throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "60", date: "2026-03-07")
            let error = try house.refusal { _ = try house.more(order.number, "140") }
            #expect(error?.code == "change.quantity-more")
            #expect(error?.message.contains("did not confirm") == true)
            house.now = try Timestamp(parsing: "2026-03-03T08:00:00Z")
            try house.takeInFeed("next.csv", "S1,a-1,2.10,1,1,1,,5,", "S2,a-2,3.00,1,1,1,,1,")
            #expect(try house.more(order.number, "140").isNew)
        }
    }

    @Test func aSupplierThatIsBlockedIsNotAskedForMore() throws {
        try withHouse { house, order throws in
            _ = try house.broker.takeInMaster(
                house.master(suppliers: "supplier,name,blocked\nS1,First,yes\nS2,Second,no\n"))
            let error = try house.refusal { _ = try house.more(order.number, "140") }
            #expect(error?.code == "change.quantity-more")
            #expect(error?.message.contains("S1 is blocked") == true)
        }
    }

    /// Goods for so much at most, in the house currency; 100 cost 200.
    @Test(arguments: ["280", "279.99"])
    func aSupplierTakesOrdersOfSoMuchMoney(_ most: String) throws {
        try withHouse { house, order throws in
            _ = try house.broker.takeInMaster(
                house.master(
                    suppliers: "supplier,name,maximum_value\nS1,First,\(most)\nS2,Second,\n"))
            let error = try house.refusal { _ = try house.more(order.number, "140") }
            #expect(error?.code == (most == "280" ? nil : "change.quantity-more"))
            if let error {
                #expect(error.message.contains("orders of 279.99 "), "\(error.message)")
                #expect(error.message.contains("it would be 280"))
            }
        }
    }

    /// The price stays, and the buyer is told what a new order of all of it would cost less by.
    @Test func aCheaperBreakAndADiscountAreTold() throws {
        try withHouse { house, order throws in
            try house.answer(order.number, "A-1", "100", date: "2026-03-07")
            _ = try house.broker.takeInMaster(
                house.master(others: [
                    .discounts: "supplier,from_value,percent\nS1,200,1\nS1,280,2\n"
                ]))
            try house.takeInFeed(
                "breaks.csv", "S1,a-1,2.00,1,1,1,,5,", "S1,a-1,1.80,140,1,1,,5,",
                "S2,a-2,3.00,1,1,1,,1,")
            #expect(try house.more(order.number, "139").hints == [])
            let hints: [IncreaseHint] = try house.more(order.number, "140").hints
            guard case .cheaper(let line, let found, let mode) = hints.first,
                case .discount(let discount) = hints.last
            else {
                Issue.record("\(hints)")
                return
            }
            #expect(hints.count == 2 && line == 1 && mode == .allUnits)
            #expect(found.fromQuantity.wholeUnits == 140)
            #expect(found.price.money.amount == (try FixedPoint(parsing: "1.80")))
            #expect(discount.percent == (try FixedPoint(parsing: "2")))
            #expect(try house.orders()[0].total.amount == (try FixedPoint(parsing: "280")))
        }
    }

    /// 100 cost 200; what may leave without a person is the lower of both limits.
    @Test(arguments: [("281", "280", nil), ("1000", "279.99", "change.approval-needed")])
    func aPersonApprovesWhatIsAboveTheLimit(
        _ round: String, _ order: String, _ code: String?
    ) throws {
        try withHouse { house, issued throws in
            house.policy.approval = ApprovalPolicy(
                automaticRoundTotal: try FixedPoint(parsing: round),
                automaticOrderTotal: try FixedPoint(parsing: order))
            let error = try house.refusal { _ = try house.more(issued.number, "140") }
            #expect(error?.code == code)
            let wish = LineWish(line: 1, quantity: try FixedPoint(parsing: "150"))
            let approved = try house.broker.requestChange(
                of: issued.number, [wish], by: "Ann", reason: "more", isApproved: true,
                through: try house.sink)
            #expect(approved.isNew)
            // Less needs nobody.
            #expect(try house.more(issued.number, "90").isNew)
        }
    }

    /// The day of the line is past: by when more is to arrive has to be said.
    @Test func moreOfALineThatIsOverdueNeedsADate() throws {
        try withHouse { house, order throws in
            house.now = try Timestamp(parsing: "2026-03-20T08:00:00Z")
            let error = try house.refusal { _ = try house.more(order.number, "140") }
            #expect(error?.code == "change.date-past")
            let report = try house.more(order.number, "140", date: "2026-03-25")
            #expect(
                report.increases.map(\.addition.requestedDate.description) == ["2026-03-25"])
        }
    }

    // MARK: - Parts

    private func withHouse(
        first terms: String = "1,1,,5,",
        _ body: (inout TestHouse, PurchaseOrder) throws -> Void
    ) throws {
        try withTemporaryFolder { folder throws in
            var house = try TestHouse(in: folder)
            _ = try house.broker.takeInMaster(house.master())
            let from = terms.split(separator: ",")[0]
            try house.takeInFeed(
                "first.csv", "S1,a-1,2.00,\(from),\(terms)", "S2,a-2,3.00,1,1,1,,1,")
            try house.takeInBackOrders("O1,1,C1,A,100,2026-03-20,urgent,any,no")
            let order = try house.issuedOrder()
            #expect(order.supplier.rawValue == "S1")
            try body(&house, order)
        }
    }
}

extension TestHouse {
    fileprivate func addSecondCustomer() throws {
        try takeInBackOrders(
            "O1,1,C1,A,100,2026-03-20,urgent,any,no", "O2,1,C2,A,30,2026-03-21,standard,any,no")
    }

    fileprivate func more(
        _ order: PurchaseOrderNumber, _ quantity: String, date: String? = nil
    ) throws -> ChangeReport {
        try broker.requestChange(
            of: order,
            [
                LineWish(
                    line: 1, quantity: FixedPoint(parsing: quantity),
                    date: date.map { try CalendarDate(parsing: $0) })
            ], by: "Ann", reason: "more is needed", through: try sink)
    }

    fileprivate func refusal(_ body: () throws -> Void) throws -> ServiceError? {
        do {
            try body()
            return nil
        } catch let error as ServiceError {
            return error
        }
    }

    @discardableResult
    fileprivate func answerChange(
        _ order: PurchaseOrderNumber, _ document: String, _ outcome: AcknowledgmentOutcome
    ) throws -> DeskReport {
        try broker.take([
            DeliveredMessage(
                message: SupplierMessage(
                    kind: .acknowledgment, document: SupplierDocumentID(document), order: order,
                    writtenAt: now, statements: [.answer(LineAnswer(line: 1, outcome: outcome))],
                    change: 1), supplier: nil, place: FilePlace(file: "typed"))
        ])
    }

    fileprivate func promised(_ line: String) throws -> String? {
        _ = try broker.updatePromises()
        let id = try BackOrderLineID(parsing: line)
        return try storage.read { try $0.promises() }.last { $0.line == id }?.promised?.description
    }
}
