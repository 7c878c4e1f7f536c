import Procurement
import Testing

/// What messages of suppliers amount to, whatever order they come in.
@Suite struct LineAccountTests {
    // MARK: Single answers

    /// Of 100 ordered at 2.50 for 2026-04-01.
    @Test(
        arguments: [
            ([.init(line: 1, outcome: .accepted)], [100, 0, 0]),
            ([.init(line: 1, outcome: .accepted, quantity: .units(60))], [60, 40, 0]),
            ([.init(line: 1, outcome: .quantityChanged, quantity: .units(60))], [60, 40, 0]),
            (
                [
                    .init(line: 1, outcome: .accepted, quantity: .units(60)),
                    .init(line: 1, outcome: .backOrdered),
                ], [60, 0, 40]
            ),
            (
                [
                    .init(line: 1, outcome: .accepted, quantity: .units(60)),
                    .init(line: 1, outcome: .rejected, quantity: .units(40)),
                ], [60, 40, 0]
            ),
            ([.init(line: 1, outcome: .partlyShipped, quantity: .units(60))], [60, 0, 40]),
            ([.init(line: 1, outcome: .rejected)], [0, 100, 0]),
            ([.init(line: 1, outcome: .withdrawn)], [0, 100, 0]),
            ([.init(line: 1, outcome: .held)], [0, 0, 100]),
            ([.init(line: 1, outcome: .unknown)], [0, 0, 100]),
            ([.init(line: 1, outcome: .undated)], [100, 0, 0]),
            ([.init(line: 1, outcome: .accepted, quantity: .units(120))], [100, 0, 0]),
            ([.init(line: 1, outcome: .priceChanged, price: .number("2.50"))], [100, 0, 0]),
            ([.init(line: 1, outcome: .priceChanged, price: .number("2.49"))], [100, 0, 0]),
            ([.init(line: 1, outcome: .priceChanged, price: .number("2.500001"))], [0, 0, 100]),
            ([.init(line: 1, outcome: .accepted, price: .number("3"))], [0, 0, 100]),
            (
                [.init(line: 1, outcome: .dateChanged, arrivalDate: .day("2026-04-01"))],
                [100, 0, 0]
            ),
            (
                [.init(line: 1, outcome: .dateChanged, arrivalDate: .day("2026-03-20"))],
                [100, 0, 0]
            ),
            (
                [.init(line: 1, outcome: .dateChanged, arrivalDate: .day("2026-04-02"))],
                [0, 0, 100]
            ),
            ([.init(line: 1, outcome: .accepted, shipDate: .day("2026-04-02"))], [0, 0, 100]),
            (
                [
                    .init(
                        line: 1, outcome: .accepted, quantity: .units(30),
                        arrivalDate: .day("2026-03-28")),
                    .init(line: 1, outcome: .accepted, arrivalDate: .day("2026-04-09")),
                ], [30, 0, 70]
            ),
            ([.init(line: 1, outcome: .substituted)], [0, 0, 100]),
        ] as [([LineAnswer], [Int64])])
    func oneAnswerIsTakenForWhatItConfirms(answers: [LineAnswer], expected: [Int64]) throws {
        let account = try account(of: [message("A-1", answers: answers)])
        let progress = account.progress
        #expect([progress.accepted, progress.rejected, progress.pending] == expected)
    }

    @Test func aWorseAnswerWaitsForABuyerUnlessItIsTolerated() throws {
        let dear = try message(
            "A-1",
            answers: [
                LineAnswer(
                    line: 1, outcome: .changed, arrivalDate: .day("2026-04-04"),
                    price: .number("2.55"))
            ])
        let strict = try account(of: [dear])
        #expect(strict.inReview == 100)
        #expect(
            try strict.parts[0].objections == [
                .price(ordered: number("2.5"), answered: number("2.55")), .late(days: 3),
            ])
        let easy = AnswerTolerance(priceMillionths: 20_000, lateDays: 3)
        #expect(try account(of: [dear], tolerance: easy).progress.accepted == 100)
        let decided = (BuyerDecision.Verdict.accept, BuyerDecision.Verdict.refuse)
        #expect(try account(of: [dear], verdict: decided.0).progress.accepted == 100)
        let refused = try account(of: [dear], verdict: decided.1)
        #expect(refused.progress.rejected == 100)
        #expect(refused.inReview == 0)
    }

    /// Confirmed without a date: neither dropped nor given a date that nobody named
    /// (metasfresh/metasfresh#4579).
    @Test func anUndatedConfirmationIsKeptAsConfirmedAndUndated() throws {
        let account = try account(of: [
            message("A-1", answers: [LineAnswer(line: 1, outcome: .undated)])
        ])
        #expect(account.progress.accepted == 100)
        #expect(account.confirmedDate == nil)
        #expect(account.parts.map(\.units) == [100])
    }

    /// amzn/selling-partner-api-models#5108.
    @Test func anAnswerCanBeRevisedFromPartialToRejectedAndBack() throws {
        let partial = try message(
            "A-1", at: 1, answers: [.init(line: 1, outcome: .accepted, quantity: .units(60))])
        let rejected = try message(
            "A-2", at: 2, answers: [.init(line: 1, outcome: .rejected)])
        let whole = try message("A-3", at: 3, answers: [.init(line: 1, outcome: .accepted)])
        var order = try order()
        for (messages, expected) in [
            ([partial], LineProgress.unchecked(60, 40, 0)),
            ([partial, rejected], .unchecked(0, 100, 0)),
            ([partial, rejected, whole], .unchecked(100, 0, 0)),
        ] {
            order = try order.reaching(messages)
            #expect(order.lines[0].progress == expected)
        }
        #expect(order.state == .acknowledged)
    }

    /// anskaffelser/ehf-postaward-g2#225: a part now, a part later.
    @Test func aLineIsAnsweredInParts() throws {
        let account = try account(
            of: [
                message(
                    "A-1",
                    answers: [
                        LineAnswer(
                            line: 1, outcome: .accepted, quantity: .units(70),
                            arrivalDate: .day("2026-04-09")),
                        LineAnswer(
                            line: 1, outcome: .accepted, quantity: .units(30),
                            arrivalDate: .day("2026-03-28")),
                    ])
            ], tolerance: AnswerTolerance(lateDays: 30))
        #expect(account.parts.map(\.units) == [30, 70])
        #expect(account.confirmedDate == .some(try date("2026-04-09")))
    }

    /// OCA/purchase-workflow#2338: the original date is lost when the date moves.
    @Test func originalConfirmedAndActualDatesAreAllKept() throws {
        let easy = AnswerTolerance(lateDays: 30)
        let messages = try [
            message(
                "A-1", at: 1,
                answers: [.init(line: 1, outcome: .accepted, arrivalDate: .day("2026-04-03"))]),
            message(
                "A-2", at: 2,
                answers: [.init(line: 1, outcome: .dateChanged, arrivalDate: .day("2026-04-11"))]),
            receipt("R-1", units: 100, on: "2026-04-12"),
        ]
        let account = try account(of: messages, tolerance: easy)
        #expect(account.parts.map(\.requestedDate) == [try date("2026-04-01")])
        #expect(account.firstConfirmedDate == .some(try date("2026-04-03")))
        #expect(account.confirmedDate == .some(try date("2026-04-11")))
        #expect(account.receivedDate == .some(try date("2026-04-12")))
    }

    // MARK: Goods

    @Test func goodsThatComeFillTheOrderWhateverWasAnswered() throws {
        let short = try message(
            "A-1", answers: [.init(line: 1, outcome: .accepted, quantity: .units(60))])
        let over = try account(of: [short, receipt("R-1", units: 130, on: "2026-04-02")])
        #expect(over.progress == .unchecked(100, 0, 0, received: 100))
        #expect(over.surplus == 30)
        let shipped = try account(of: [
            SupplierMessage(
                kind: .shipNotice, document: SupplierDocumentID("D-1"),
                order: PurchaseOrderNumber("PO-1"), writtenAt: .moment(5),
                statements: [
                    .shipped(
                        ShippedPart(
                            line: 1, quantity: number("40"), shippedOn: date("2026-03-30")))
                ])
        ])
        #expect(shipped.progress == .unchecked(40, 0, 60))
    }

    @Test func damagedGoodsAreNeededAgainUntilTheyAreReplaced() throws {
        let answer = try message("A-1", answers: [.init(line: 1, outcome: .accepted)])
        let damaged = try receipt("R-1", units: 100, damaged: 5, on: "2026-04-02")
        #expect(
            try account(of: [answer, damaged]).progress == .unchecked(95, 5, 0, received: 95))
        let replaced = try receipt("R-2", units: 5, on: "2026-04-12")
        #expect(
            try account(of: [answer, damaged, replaced]).progress
                == .unchecked(100, 0, 0, received: 100))
    }

    @Test func whatComesAfterALineWasGivenUpIsTakenAndTheRestStaysGivenUp() throws {
        let closed = try order().applying(.lineClosed(line: 1, reason: "too late"))
        let after = try closed.reaching([receipt("R-1", units: 30, on: "2026-05-02")])
        #expect(after.lines[0].progress == .unchecked(30, 70, 0, received: 30))
        #expect(after.lines[0].state == .closed)
        let answered = try closed.reaching([
            message("A-9", answers: [.init(line: 1, outcome: .accepted)])
        ])
        #expect(answered == closed)
    }

    @Test(arguments: [("0.5", "message.quantity-not-whole"), ("-1", "message.quantity-negative")])
    func aQuantityThatIsNoneIsRefused(quantity: String, expected: String) throws {
        let wrong = try message(
            "A-1", answers: [.init(line: 1, outcome: .accepted, quantity: .number(quantity))])
        #expect(throws: ValueError.self) { try account(of: [wrong]) }
        let code = code { () throws(ValueError) in
            try LineAccount(
                of: Self.line, messages: [wrong], decisions: [], tolerance: AnswerTolerance())
        }
        #expect(code == expected)
    }

    // MARK: Properties

    /// microsoft/BCApps#11585, OCA/edi#1195: repeated and late messages.
    @Test(arguments: 0..<60)
    func anyShuffleWithDuplicatesEndsInTheSameState(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let start = try SampleOrder.issued(units: 12, 5)
            let messages = try (0..<(1 + generator.pick(7))).map {
                try Self.randomMessage($0, &generator)
            }
            let expected = try start.reaching(messages)
            for _ in 0..<4 {
                var copies = messages + messages.filter { _ in generator.chance(1, in: 2) }
                copies.shuffle(using: &generator)
                var known: [SupplierMessage] = []
                var order = start
                for message in copies {
                    known.append(message)
                    let before = order
                    order = try order.reaching(known)
                    if known.dropLast().contains(message) { #expect(order == before) }
                    for line in order.lines {
                        let progress = line.progress
                        #expect(
                            progress.ordered
                                == progress.accepted + progress.rejected + progress.pending)
                    }
                }
                #expect(order.lines == expected.lines, "seed \(seed)")
                #expect(order.state == expected.state, "seed \(seed)")
            }
        }
    }

    private static func randomMessage(
        _ index: Int, _ generator: inout SeededGenerator
    ) throws -> SupplierMessage {
        let line = 1 + generator.pick(2)
        let quantity = FixedPoint(micros: Int64(generator.pick(14)) * FixedPoint.scale)
        let outcome = AcknowledgmentOutcome.allCases[
            generator.pick(AcknowledgmentOutcome.allCases.count)]
        let kind = generator.pick(4)
        let day = try date("2026-04-01").adding(days: generator.pick(3) - 1)
        let answers = (0...generator.pick(2)).map { position in
            SupplierMessage.Statement.answer(
                LineAnswer(
                    line: position == 0 ? line : 1, outcome: outcome, quantity: .stated(quantity),
                    arrivalDate: generator.chance(1, in: 2) ? .stated(day) : .notStated))
        }
        return try SupplierMessage(
            kind: kind == 0 ? .receipt : kind == 1 ? .shipNotice : .acknowledgment,
            document: SupplierDocumentID("D-\(index)"), order: PurchaseOrderNumber("PO-1"),
            writtenAt: .moment(Int64(generator.pick(4))),
            statements: kind == 0
                ? [.received(ReceivedPart(line: line, quantity: quantity, receivedOn: day))]
                : kind == 1
                    ? [.shipped(ShippedPart(line: line, quantity: quantity, shippedOn: day))]
                    : answers)
    }

    // MARK: Parts

    private static let line: PurchaseOrderLine = {
        do { return try SampleOrder.line(1, units: 100) } catch {
            preconditionFailure("A sample line must be sound: \(error)")
        }
    }()

    private func order() throws -> PurchaseOrder {
        try SampleOrder.order(lines: [Self.line], state: .issued)
    }

    private func account(
        of messages: [SupplierMessage], tolerance: AnswerTolerance = AnswerTolerance(),
        verdict: BuyerDecision.Verdict? = nil
    ) throws -> LineAccount {
        let decisions = try verdict.map {
            BuyerDecision(document: try SupplierDocumentID("A-1"), line: 1, verdict: $0)
        }
        return try LineAccount(
            of: Self.line, messages: messages, decisions: decisions.map { [$0] } ?? [],
            tolerance: tolerance)
    }

    private func message(
        _ document: String, at moment: Int64 = 1, answers: [LineAnswer]
    ) throws -> SupplierMessage {
        try SupplierMessage(
            kind: .acknowledgment, document: SupplierDocumentID(document),
            order: PurchaseOrderNumber("PO-1"), writtenAt: .moment(moment),
            statements: answers.map { .answer($0) })
    }

    private func receipt(
        _ document: String, units: Int64, damaged: Int64 = 0, on day: String
    ) throws -> SupplierMessage {
        try SupplierMessage(
            kind: .receipt, document: SupplierDocumentID(document),
            order: PurchaseOrderNumber("PO-1"), writtenAt: .moment(9),
            statements: [
                .received(
                    ReceivedPart(
                        line: 1, quantity: FixedPoint(micros: units * FixedPoint.scale),
                        damaged: FixedPoint(micros: damaged * FixedPoint.scale),
                        receivedOn: date(day)))
            ])
    }
}

extension PurchaseOrder {
    /// The order once it is where these messages say it is.
    fileprivate func reaching(_ messages: [SupplierMessage]) throws -> PurchaseOrder {
        let accounts = try accounts(
            messages: messages, decisions: [], tolerance: AnswerTolerance())
        let after = try applying(events(toReach: accounts, because: "answered anew"))
        for (line, account) in zip(after.lines, accounts) {
            #expect(line.progress == account.progress)
        }
        return after
    }
}

extension LineProgress {
    fileprivate static func unchecked(
        _ accepted: Int64, _ rejected: Int64, _ pending: Int64, received: Int64 = 0
    ) -> LineProgress {
        do {
            return try LineProgress(
                ordered: accepted + rejected + pending, accepted: accepted, rejected: rejected,
                pending: pending, received: received)
        } catch {
            preconditionFailure("A sample progress must add up: \(error)")
        }
    }
}

extension Timestamp {
    static func moment(_ hours: Int64) -> Timestamp {
        Timestamp(millisecondsSince1970: 1_772_000_000_000 + hours * 3_600_000)
    }
}

extension Stated<FixedPoint> {
    static func units(_ count: Int64) -> Self {
        .stated(FixedPoint(micros: count * FixedPoint.scale))
    }

    static func number(_ text: String) -> Self {
        do { return .stated(try FixedPoint(parsing: text)) } catch {
            preconditionFailure("A sample number must be one: \(error)")
        }
    }
}

extension Stated<CalendarDate> {
    static func day(_ text: String) -> Self {
        do { return .stated(try CalendarDate(parsing: text)) } catch {
            preconditionFailure("A sample day must be one: \(error)")
        }
    }
}
