import Procurement
import Testing

/// What we ask of a supplier after an order left, and what its answers make of it.
@Suite struct OrderChangeTests {
    // MARK: - Answers

    struct Case: Sendable {
        let wanted: Int64
        let outcome: AcknowledgmentOutcome
        let quantity: Int64?
        /// Accepted and rejected; nothing is pending.
        let expected: [Int64]
        let standing: ChangeStanding

        init(
            _ wanted: Int64, _ outcome: AcknowledgmentOutcome, _ quantity: Int64?,
            _ expected: [Int64], _ standing: ChangeStanding
        ) {
            self.wanted = wanted
            self.outcome = outcome
            self.quantity = quantity
            self.expected = expected
            self.standing = standing
        }
    }

    private static let cases: [Case] = [
        Case(60, .accepted, nil, [60, 40], .confirmed),
        Case(60, .accepted, 80, [80, 20], .confirmed),
        Case(60, .rejected, nil, [100, 0], .refused),
        Case(60, .withdrawn, nil, [100, 0], .refused),
        Case(60, .held, nil, [100, 0], .waiting),
        Case(60, .unknown, nil, [100, 0], .waiting),
        Case(0, .accepted, nil, [0, 100], .confirmed),
        Case(0, .accepted, 0, [0, 100], .confirmed),
        Case(0, .accepted, 30, [30, 70], .confirmed),
        Case(0, .rejected, nil, [100, 0], .refused),
    ]

    /// Of 100 ordered for 2026-04-01, all of it accepted for that day at first; then 60 or nothing
    /// are asked for, and the answer is to that.
    @Test(arguments: cases)
    func anAnswerToAChangeIsReadAgainstIt(_ example: Case) throws {
        let answer = try message(
            "B-1", at: 5, change: 1,
            answers: [
                LineAnswer(
                    line: 1, outcome: example.outcome,
                    quantity: example.quantity.map { .units($0) } ?? .notStated)
            ])
        let account = try account([first, answer], [change(1, quantity: example.wanted)])
        let progress = account.progress
        #expect([progress.accepted, progress.rejected] == example.expected)
        #expect(progress.pending == 0)
        #expect(account.changes.map(\.standing) == [example.standing])
        let document = account.changes.first?.document?.rawValue
        #expect(document == (example.standing == .waiting ? nil : "B-1"))
        let isConfirmed = example.standing == .confirmed
        #expect(
            account.withdrawn == (isConfirmed ? min(progress.rejected, 100 - example.wanted) : 0))
    }

    /// Asking alone moves nothing: what is on order stays counted until the supplier confirms.
    @Test func askingChangesNothing() throws {
        let asked = try account([first], [change(1, quantity: 0)])
        #expect(asked.progress == (try account([first], [])).progress)
        #expect(asked.changes.map(\.standing) == [.waiting])
        let unanswered = try account([], [change(1, quantity: 0)])
        #expect(unanswered.progress.pending == 100)
    }

    /// Less, without a word of dates, keeps the day that was confirmed before.
    @Test func whoAgreesToLessKeepsTheDate() throws {
        let account = try account(
            [
                first,
                message("B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .accepted)]),
            ],
            [change(1, quantity: 60)])
        #expect(try account.confirmedDate == date("2026-04-01"))
        #expect(account.inReview == 0)
    }

    /// A late date that a buyer accepted needs no second decision because we asked for less.
    @Test(arguments: [BuyerDecision.Verdict?.none, .accept])
    func aDateThatABuyerAcceptedStaysAccepted(_ verdict: BuyerDecision.Verdict?) throws {
        let late = try message(
            "A-1", at: 1,
            answers: [.init(line: 1, outcome: .accepted, arrivalDate: .day("2026-04-20"))])
        let yes = try message(
            "B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .accepted)])
        let decisions = try verdict.map {
            [BuyerDecision(document: try SupplierDocumentID("A-1"), line: 1, verdict: $0)]
        }
        let account = try LineAccount(
            of: SampleOrder.line(1, units: 100), messages: [late, yes],
            decisions: decisions ?? [], tolerance: AnswerTolerance(),
            changes: [change(1, quantity: 60)])
        #expect(account.inReview == (verdict == nil ? 60 : 0))
        #expect(account.progress.accepted == (verdict == nil ? 0 : 60))
        #expect(account.progress.rejected == 40)
        #expect(try account.confirmedDate == date("2026-04-20"))
    }

    /// Another day that we ask for is no delay, and who agrees agrees to it.
    @Test func whoAgreesToADateConfirmsIt() throws {
        let asked = try change(1, quantity: 100, day: "2026-05-04")
        let yes = try message(
            "B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .accepted)])
        let account = try account([first, yes], [asked])
        #expect(try account.confirmedDate == date("2026-05-04"))
        #expect(account.progress.accepted == 100)
        #expect(try account.agreedDate == date("2026-05-04"))
        let later = try message(
            "B-2", at: 6,
            answers: [
                .init(line: 1, outcome: .accepted, arrivalDate: .day("2026-05-06"))
            ])
        #expect(try self.account([first, yes, later], [asked]).inReview == 100)
    }

    /// A refusal of the change leaves the answer before it in force.
    @Test func aRefusedChangeLeavesTheLineAsItWas() throws {
        let no = try message(
            "B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .rejected)])
        let account = try account([first, no], [change(1, quantity: 0)])
        #expect(account.document?.rawValue == "A-1")
        #expect(account.progress.accepted == 100)
        #expect(try account.confirmedDate == date("2026-04-01"))
    }

    /// Who answers a change without its number answers the last one asked before.
    @Test func anAnswerWithoutANumberIsToTheLastChange() throws {
        let changes = try [
            change(1, quantity: 80, at: 2), change(2, quantity: 60, at: 4),
        ]
        let yes = try message(
            "B-1", at: 5, change: 0, answers: [.init(line: 1, outcome: .accepted)])
        #expect(try account([first, yes], changes).progress.accepted == 60)
        let early = try message(
            "B-1", at: 3, change: 0, answers: [.init(line: 1, outcome: .accepted)])
        #expect(try account([first, early], changes).progress.accepted == 80)
    }

    /// After a change a whole acceptance without a number means what was agreed on.
    @Test func alaterAcceptanceMeansWhatWasAgreed() throws {
        let yes = try message(
            "B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .accepted)])
        let again = try message("A-2", at: 7, answers: [.init(line: 1, outcome: .accepted)])
        #expect(
            try account([first, yes, again], [change(1, quantity: 60)]).progress.accepted == 60)
    }

    /// Goods that left are taken, whatever was agreed on about them.
    @Test func goodsThatLeftAreTakenAllTheSame() throws {
        let yes = try message(
            "B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .accepted)])
        let shipped = try SupplierMessage(
            kind: .shipNotice, document: SupplierDocumentID("S-1"),
            order: PurchaseOrderNumber("PO-1"), writtenAt: .moment(6),
            statements: [
                .shipped(
                    ShippedPart(
                        line: 1, quantity: FixedPoint(micros: 70 * FixedPoint.scale),
                        shippedOn: date("2026-03-30")))
            ])
        let account = try account([first, yes, shipped], [change(1, quantity: 0)])
        #expect(account.progress.accepted == 70)
        #expect(account.withdrawn == 30)
    }

    // MARK: - Properties

    /// Messages about the order and about changes of it, in any order and repeated, end alike.
    @Test(arguments: 0..<40)
    func anyShuffleEndsInTheSameState(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let changes = try [
            change(1, quantity: Int64(generator.pick(101)), at: 2),
            change(
                2, quantity: Int64(generator.pick(101)),
                day: generator.chance(1, in: 2) ? "2026-05-04" : nil, at: 4),
        ]
        let start = try SampleOrder.issued(units: 100).with(changes: changes)
        let outcomes = AcknowledgmentOutcome.allCases
        let messages = try (0..<6).map { index in
            try message(
                "D-\(index)", at: Int64(generator.pick(8)),
                change: generator.chance(1, in: 3) ? nil : generator.pick(3),
                answers: [
                    LineAnswer(
                        line: 1, outcome: outcomes[generator.pick(outcomes.count)],
                        quantity: generator.chance(1, in: 2)
                            ? .notStated : .units(Int64(generator.pick(120))))
                ])
        }
        let expected = try start.reached(messages)
        for _ in 0..<4 {
            var copies = messages + messages.filter { _ in generator.chance(1, in: 2) }
            copies.shuffle(using: &generator)
            var (known, order): ([SupplierMessage], PurchaseOrder) = ([], start)
            for message in copies {
                known.append(message)
                order = try order.reached(known)
            }
            #expect(order.lines == expected.lines, "seed \(seed)")
        }
    }

    // MARK: - The value

    @Test func aChangeThatAsksForNothingIsNone() throws {
        let code = { (requests: [OrderChange.Request], sequence: Int) -> String? in
            do throws(ValueError) {
                _ = try OrderChange(
                    order: PurchaseOrderNumber("PO-1"), sequence: sequence, date: .earliest,
                    requestedAt: .moment(1), person: "", reason: "r", requests: requests)
                return nil
            } catch { return error.code }
        }
        let hundred = FixedPoint(micros: 100 * FixedPoint.scale)
        let less = OrderChange.Request(line: 1, quantity: .zero, previousQuantity: hundred)
        let more = OrderChange.Request(line: 1, quantity: hundred, previousQuantity: .zero)
        let below = OrderChange.Request(
            line: 1, quantity: FixedPoint(micros: -1), previousQuantity: .zero)
        #expect(code([less], 1) == nil)
        #expect(code([], 1) == "change.empty")
        #expect(code([less, less], 1) == "change.lines")
        #expect(code([less], 0) == "change.sequence")
        #expect(code([more], 1) == nil)
        #expect(more.increase == hundred && less.increase == .zero)
        #expect(code([below], 1) == "change.quantity")
        #expect(throws: ValueError.self) {
            try SampleOrder.issued(units: 5).with(changes: [change(2, quantity: 1)])
        }
    }

    @Test func onlyAnAcknowledgmentAnswersAChange() throws {
        #expect(throws: ValueError.self) {
            try SupplierMessage(
                kind: .functionalAcknowledgment, document: SupplierDocumentID("F"),
                order: PurchaseOrderNumber("PO-1"), writtenAt: .moment(1), statements: [],
                change: 1)
        }
    }

    // MARK: - Parts

    private var first: SupplierMessage {
        get throws {
            try message(
                "A-1", at: 1,
                answers: [
                    .init(line: 1, outcome: .accepted, arrivalDate: .day("2026-04-01"))
                ])
        }
    }

    private func change(
        _ sequence: Int, quantity: Int64, day: String? = nil, at moment: Int64 = 3
    ) throws -> OrderChange {
        try OrderChange(
            order: PurchaseOrderNumber("PO-1"), sequence: sequence, date: date("2026-03-05"),
            requestedAt: .moment(moment), person: "Ann", reason: "called off",
            requests: [
                OrderChange.Request(
                    line: 1, quantity: FixedPoint(micros: quantity * FixedPoint.scale),
                    previousQuantity: FixedPoint(micros: 100 * FixedPoint.scale),
                    date: day.map { try date($0) }, isDateAsked: day != nil)
            ])
    }

    private func account(
        _ messages: [SupplierMessage], _ changes: [OrderChange]
    ) throws -> LineAccount {
        try LineAccount(
            of: SampleOrder.line(1, units: 100), messages: messages, decisions: [],
            tolerance: AnswerTolerance(), changes: changes)
    }

    private func message(
        _ document: String, at moment: Int64, change: Int? = nil, answers: [LineAnswer]
    ) throws -> SupplierMessage {
        try SupplierMessage(
            kind: .acknowledgment, document: SupplierDocumentID(document),
            order: PurchaseOrderNumber("PO-1"), writtenAt: .moment(moment),
            statements: answers.map { .answer($0) }, change: change)
    }
}

extension PurchaseOrder {
    fileprivate func reached(_ messages: [SupplierMessage]) throws -> PurchaseOrder {
        let accounts = try accounts(
            messages: messages, decisions: [], tolerance: AnswerTolerance())
        let after = try applying(events(toReach: accounts, because: "answered anew"))
        for (line, account) in zip(after.lines, accounts) {
            #expect(line.progress == account.progress)
        }
        return after
    }
}
