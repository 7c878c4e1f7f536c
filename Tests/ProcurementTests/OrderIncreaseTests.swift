import Procurement
import Testing

/// More of a line than was ordered: pending until the supplier answers, and nothing of what was
/// ordered before depends on that answer.
@Suite struct OrderIncreaseTests {
    struct Case: Sendable {
        let outcome: AcknowledgmentOutcome
        let quantity: Int64?
        /// Accepted, rejected and pending.
        let expected: [Int64]
        let standing: ChangeStanding
        let agreed: Int64
    }

    private static let cases: [Case] = [
        Case(
            outcome: .accepted, quantity: nil, expected: [150, 0, 0], standing: .confirmed,
            agreed: 150),
        Case(
            outcome: .quantityChanged, quantity: 120, expected: [120, 30, 0],
            standing: .confirmed, agreed: 150),
        Case(
            outcome: .rejected, quantity: nil, expected: [100, 50, 0], standing: .refused,
            agreed: 100),
        Case(
            outcome: .withdrawn, quantity: nil, expected: [100, 50, 0], standing: .refused,
            agreed: 100),
        Case(
            outcome: .held, quantity: nil, expected: [100, 0, 50], standing: .waiting, agreed: 100),
        Case(
            outcome: .unknown, quantity: nil, expected: [100, 0, 50], standing: .waiting,
            agreed: 100),
    ]

    /// Of 100 ordered all were accepted; then 150 are asked for, and the answer is to that.
    @Test(arguments: cases)
    func anAnswerDecidesAboutWhatWasAdded(_ example: Case) throws {
        let order = try asked(150)
        let answer = try message(
            "B-1", at: 5, change: 1,
            answers: [
                LineAnswer(
                    line: 1, outcome: example.outcome,
                    quantity: example.quantity.map { .units($0) } ?? .notStated)
            ])
        let account = try account(order, [first, answer])
        #expect(account.progress.parts == example.expected)
        #expect(account.changes.map(\.standing) == [example.standing])
        #expect(account.agreedUnits == example.agreed)
        #expect(account.firstUnits == 100)
        // A refused increase is none of the supplier's faults.
        #expect(account.withdrawn == (example.standing == .refused ? 50 : 0))
        #expect(try account.confirmedDate == date("2026-04-01"))
    }

    /// What was added is pending before any answer, and what was ordered stays as it was answered.
    @Test func whatIsAskedForIsPending() throws {
        let order = try asked(150)
        #expect(try account(order, []).progress.parts == [0, 0, 150])
        #expect(try account(order, [first]).progress.parts == [100, 0, 50])
        #expect(try account(order, [first]).askedUnits == 150)
        let partly = try message(
            "A-1", at: 1, answers: [.init(line: 1, outcome: .accepted, quantity: .units(60))])
        #expect(try account(order, [partly]).progress.parts == [60, 40, 50])
        #expect(try account(order, [partly]).withdrawn == 0)
    }

    /// A refusal of the change says nothing of an order that was never answered.
    @Test func aRefusalLeavesAnOrderThatIsNotAnswered() throws {
        let no = try message(
            "B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .rejected)])
        #expect(try account(asked(150), [no]).progress.parts == [0, 50, 100])
    }

    /// Whoever says yes and then no has said no; whoever says no and then yes has said yes.
    @Test func theLastAnswerOfAChangeHolds() throws {
        let yes = try message(
            "B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .accepted)])
        let no = try message(
            "B-2", at: 6, change: 1, answers: [.init(line: 1, outcome: .rejected)])
        let again = try message(
            "B-3", at: 7, change: 1, answers: [.init(line: 1, outcome: .accepted)])
        let order = try asked(150)
        #expect(try account(order, [first, yes, no]).progress.parts == [100, 50, 0])
        #expect(try account(order, [first, yes, no, again]).progress.parts == [150, 0, 0])
    }

    /// An answer to the order without a quantity means what was agreed, not what was asked for.
    @Test func anAnswerToTheOrderIsNoneToTheIncrease() throws {
        let again = try message("A-2", at: 6, answers: [.init(line: 1, outcome: .accepted)])
        let account = try account(asked(150), [first, again])
        #expect(account.progress.parts == [100, 0, 50])
        // Who confirms all of it in an answer to the order has confirmed it.
        let all = try message(
            "A-2", at: 6, answers: [.init(line: 1, outcome: .accepted, quantity: .units(150))])
        #expect(try self.account(asked(150), [first, all]).progress.parts == [150, 0, 0])
    }

    /// A price that a buyer refuses is the increase refused: the order stands at its own price.
    @Test(arguments: [BuyerDecision.Verdict?.none, .accept, .refuse])
    func aRefusedPriceLeavesTheOrderAsItWas(_ verdict: BuyerDecision.Verdict?) throws {
        let dearer = try message(
            "B-1", at: 5, change: 1,
            answers: [
                .init(
                    line: 1, outcome: .priceChanged,
                    price: .stated(try FixedPoint(parsing: "3")))
            ])
        let decisions = try verdict.map {
            [BuyerDecision(document: try SupplierDocumentID("B-1"), line: 1, verdict: $0)]
        }
        let account = try account(asked(150), [first, dearer], decisions ?? [])
        switch verdict {
        case nil: #expect(account.progress.parts == [0, 0, 150] && account.inReview == 150)
        case .accept: #expect(account.progress.parts == [150, 0, 0])
        case .refuse:
            #expect(account.progress.parts == [100, 50, 0])
            #expect(account.changes.map(\.standing) == [.refused])
        }
    }

    /// More of what is not answered, less, and more again: each is counted against what was asked.
    @Test func severalChangesAddUp() throws {
        let order = try asked(150).asking(170, previous: 150).asking(120, previous: 170)
        #expect(order.lines[0].progress.ordered == 170)
        #expect(try account(order, [first]).progress.parts == [100, 0, 70])
        let yes = try message(
            "B-1", at: 8, change: 3, answers: [.init(line: 1, outcome: .accepted)])
        #expect(try account(order, [first, yes]).progress.parts == [120, 50, 0])
        // After less was agreed on, more is added to that.
        let less = try SampleOrder.issued(units: 100).asking(60, previous: 100)
        let agreed = try message(
            "B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .accepted)])
        let more = try less.reached([first, agreed]).asking(80, previous: 60)
        #expect(try account(more, [first, agreed]).progress.parts == [60, 40, 20])
    }

    /// What was refused and is asked for again is open again: nothing is ordered twice.
    @Test func whatWasRefusedIsAskedForAgainAndOrderedOnce() throws {
        let no = try message(
            "B-1", at: 5, change: 1, answers: [.init(line: 1, outcome: .rejected)])
        let refused = try asked(150).reached([first, no])
        #expect(refused.lines[0].progress.parts == [100, 50, 0])
        let again = try refused.asking(150, previous: 100, askedAgain: 50)
        #expect(again.lines[0].progress.parts == [100, 0, 50])
        #expect(again.lines[0].quantity.value == (try FixedPoint(parsing: "150")))
        #expect(again.total == refused.total)
        #expect(try account(again, [first, no]).progress.parts == [100, 0, 50])
        #expect(try account(again, [first, no]).askedUnits == 150)
        let yes = try message(
            "B-2", at: 9, change: 2, answers: [.init(line: 1, outcome: .accepted)])
        #expect(try account(again, [first, no, yes]).progress.parts == [150, 0, 0])
        let never = try message(
            "B-2", at: 9, change: 2, answers: [.init(line: 1, outcome: .rejected)])
        #expect(try account(again, [first, no, never]).progress.parts == [100, 50, 0])
        // More than was refused: only the rest is new.
        let more = try refused.asking(170, previous: 100, askedAgain: 50)
        #expect(more.lines[0].progress.parts == [100, 0, 70])
        // An order of before, when it was counted as ordered again, adds up all the same.
        let old = try refused.asking(150, previous: 100)
        #expect(try account(old, [first, no, yes]).progress.parts == [150, 50, 0])
        #expect(try account(old, [first, no, yes]).firstUnits == 100)
    }

    /// Whom the refused part was for does not wait for it twice.
    @Test func whatIsAskedForAgainIsForWhoIsNamedNow() throws {
        let line = try SampleOrder.line(1, units: 100, pegs: [("A/1", 60), ("B/1", 40)])
        let order = try SampleOrder.order(lines: [line], state: .issued).applying([
            .lineAccepted(line: 1, quantity: 60), .lineRejected(line: 1, quantity: 40),
        ])
        let day = try date("2026-04-10")
        let peg = Peg(
            line: try BackOrderLineID(parsing: "C/1"),
            quantity: try Quantity(units: 30, unit: .each), expectedDate: day)
        let after = try order.applying(
            .lineIncreased(
                line: 1,
                addition: LineAddition(
                    units: 30, askedAgain: 30, requestedDate: day, pegs: [peg])))
        #expect(after.lines[0].progress.parts == [60, 10, 30])
        #expect(
            after.lines[0].pegs.map { "\($0.line) \($0.quantity.value)" }
                == ["A/1 60", "C/1 30", "B/1 10"])
        #expect(after.total == order.total)
    }

    // MARK: - The line

    /// Whom it is for, what it costs and when it is asked for.
    @Test func whatIsAddedIsPartOfTheLine() throws {
        let line = try SampleOrder.line(1, units: 100, pegs: [("A/1", 100)])
        var order = try SampleOrder.order(lines: [line], state: .issued)
        order = try order.applying([
            .lineAccepted(line: 1, quantity: 60), .lineRejected(line: 1, quantity: 40),
        ])
        let addition = LineAddition(
            units: 20, requestedDate: try date("2026-04-10"),
            pegs: [
                Peg(
                    line: try BackOrderLineID(parsing: "B/1"),
                    quantity: try Quantity(units: 15, unit: .each),
                    expectedDate: try date("2026-04-10"))
            ])
        let after = try order.applying(.lineIncreased(line: 1, addition: addition))
        let grown = after.lines[0]
        #expect(after.state == .partlyAcknowledged && grown.state == .partlyAcknowledged)
        #expect(grown.quantity.value == (try FixedPoint(parsing: "120")))
        #expect(grown.amount == (try money("300.00")))
        #expect(after.total == (try money("300.00")))
        #expect(
            try grown.schedule.map(\.requestedDate) == [date("2026-04-01"), date("2026-04-10")])
        // Who misses what is rejected misses it still, and B/1 is served of what is pending.
        #expect(open(after) == ["A/1 60", "B/1 15", "A/1 5"])
        let refused = try after.applying(.lineRejected(line: 1, quantity: 20))
        #expect(open(refused) == ["A/1 60"])
    }

    /// What cannot be counted or paid is refused, and the order stays as it was.
    @Test func moreThanCanBeCountedIsRefused() throws {
        let order = try SampleOrder.issued(units: 100)
        for units in [Int64.max, Int64.max / 1_000_000 - 50] {
            let addition = LineAddition(units: units, requestedDate: try date("2026-04-10"))
            let error = #expect(throws: OrderError.self) {
                try order.applying(.lineIncreased(line: 1, addition: addition))
            }
            #expect(error?.code == "order.increase-broken", "\(units)")
        }
    }

    private func open(_ order: PurchaseOrder) -> [String] {
        order.openPegs.map { "\($0.line) \($0.quantity.value)" }
    }

    // MARK: - Properties

    /// Answers to the order and to changes that ask for less and more, in any order and repeated,
    /// end alike, and all that was asked for is accepted, rejected or pending.
    @Test(arguments: 0..<60)
    func anyShuffleEndsInTheSameState(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        var start = try SampleOrder.issued(units: 100)
        var standing: Int64 = 100
        for _ in 0..<3 {
            let wanted = Int64(generator.pick(200))
            start = try start.asking(
                wanted, previous: standing,
                day: generator.chance(1, in: 4) ? "2026-05-04" : nil)
            standing = max(standing, wanted)
        }
        let outcomes = AcknowledgmentOutcome.allCases
        let messages = try (0..<6).map { index in
            try message(
                "D-\(index)", at: Int64(generator.pick(9)),
                change: generator.chance(1, in: 3) ? nil : generator.pick(4),
                answers: [
                    LineAnswer(
                        line: 1, outcome: outcomes[generator.pick(outcomes.count)],
                        quantity: generator.chance(1, in: 2)
                            ? .notStated : .units(Int64(generator.pick(220))))
                ])
        }
        let expected = try start.reached(messages)
        let progress = expected.lines[0].progress
        #expect(progress.ordered == standing)
        #expect(progress.parts.reduce(0, +) == standing)
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

    // MARK: - Parts

    private var first: SupplierMessage {
        get throws {
            try message(
                "A-1", at: 1,
                answers: [.init(line: 1, outcome: .accepted, arrivalDate: .day("2026-04-01"))])
        }
    }

    private func asked(_ units: Int64) throws -> PurchaseOrder {
        try SampleOrder.issued(units: 100).asking(units, previous: 100)
    }

    private func account(
        _ order: PurchaseOrder, _ messages: [SupplierMessage], _ decisions: [BuyerDecision] = []
    ) throws -> LineAccount {
        try order.accounts(
            messages: messages, decisions: decisions, tolerance: AnswerTolerance())[0]
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

extension LineProgress {
    fileprivate var parts: [Int64] { [accepted, rejected, pending] }
}

extension PurchaseOrder {
    /// The order with the next change, asked a moment after the last, and what it adds.
    fileprivate func asking(
        _ units: Int64, previous: Int64, askedAgain: Int64 = 0, day: String? = nil
    ) throws -> PurchaseOrder {
        let sequence = changes.count + 1
        let change = try OrderChange(
            order: number, sequence: sequence, date: date("2026-03-05"),
            requestedAt: .moment(Int64(sequence * 2)), person: "Ann", reason: "more",
            requests: [
                OrderChange.Request(
                    line: 1, quantity: FixedPoint(micros: units * FixedPoint.scale),
                    previousQuantity: FixedPoint(micros: previous * FixedPoint.scale),
                    date: day.map { try date($0) }, isDateAsked: day != nil)
            ])
        let asked = try with(changes: changes + [change])
        guard units > previous else { return asked }
        let addition = LineAddition(
            units: units - previous, askedAgain: askedAgain,
            requestedDate: try date(day ?? "2026-04-01"))
        return try asked.applying(.lineIncreased(line: 1, addition: addition))
    }

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
