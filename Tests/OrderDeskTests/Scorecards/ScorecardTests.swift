import OrderDesk
import Procurement
import Testing

/// What is measured of a supplier, figure by figure.
///
/// Today is Monday 2026-06-01.
@Suite struct ScorecardTests {
    private static let today = "2026-06-01"

    // MARK: - No data is not 100 %

    /// frappe/erpnext#31597: no deliveries in the month gave a score of 100 %.
    @Test func aSupplierWithoutOrdersHasNoFigure() throws {
        let card = try card([])
        #expect(card.measures.map(\.figure) == ScorecardFigure.allCases)
        #expect(card.measures.allSatisfy { $0.value == nil && $0.sample == 0 })
        #expect(card.measures.allSatisfy { $0.standing(minimumSample: 1) == .noData })
        #expect(!card.hasData)
    }

    @Test func anOrderThatIsNotDueJudgesNobody() throws {
        let card = try card([line(100, asked: "2026-06-01", left: "2026-05-28")])
        #expect(card[.fillRate].value == nil)
        #expect(card[.onTimeAsked].value == nil)
        #expect(card[.answeredInTime].value == nil)
    }

    @Test func dueAndNothingCameIsZeroAndNotNoData() throws {
        let card = try card([line(100, asked: "2026-05-20", left: "2026-05-11")])
        #expect(try card[.fillRate] == measure(.fillRate, "0", 1, 0, 100))
        #expect(try card[.onTimeAsked] == measure(.onTimeAsked, "0", 1, 0, 100))
        #expect(card[.onTimeConfirmed].value == nil)
        #expect(try card[.answeredInTime] == measure(.answeredInTime, "0", 1, 0, 1))
        #expect(card[.answerDays].value == nil)
    }

    // MARK: - Quantities

    /// MicrosoftDocs/dynamics-365-unified-operations-public#4444: "60 % on time, the rest one day
    /// late: what is the logic?" Here: 60 of 100 in time, and 100 of 100 came.
    @Test func whatCameLateCountsAsCameAndNotAsInTime() throws {
        let card = try card([
            line(
                100, asked: "2026-05-20", left: "2026-05-11",
                [receipt(60, "2026-05-20"), receipt(40, "2026-05-21")])
        ])
        #expect(try card[.onTimeAsked] == measure(.onTimeAsked, "0.6", 1, 60, 100))
        #expect(try card[.fillRate] == measure(.fillRate, "1", 1, 100, 100))
    }

    @Test func figuresCountUnitsAndNotLines() throws {
        let card = try card([
            line(100, asked: "2026-05-20", left: "2026-05-11"),
            line(900, asked: "2026-05-20", left: "2026-05-11", [receipt(900, "2026-05-12")]),
        ])
        #expect(try card[.fillRate] == measure(.fillRate, "0.9", 2, 900, 1000))
    }

    @Test func whatIsBeyondTheOrderMendsNoOtherLine() throws {
        let card = try card([
            line(100, asked: "2026-05-20", left: "2026-05-11", [receipt(150, "2026-05-12")]),
            line(100, asked: "2026-05-20", left: "2026-05-11"),
        ])
        #expect(try card[.fillRate] == measure(.fillRate, "0.5", 2, 100, 200))
    }

    @Test func damagedGoodsFillNothingAndCountAgainstQuality() throws {
        let card = try card([
            line(
                100, asked: "2026-05-20", left: "2026-05-11",
                [receipt(100, "2026-05-12", damaged: 25)])
        ])
        #expect(try card[.fillRate] == measure(.fillRate, "0.75", 1, 75, 100))
        #expect(try card[.damaged] == measure(.damaged, "0.25", 1, 25, 100))
    }

    @Test func aLineThatWeCancelledJudgesNobody() throws {
        let card = try card([
            line(100, asked: "2026-05-20", left: "2026-05-11", isCancelled: true)
        ])
        #expect(card[.fillRate].value == nil)
    }

    // MARK: - The first confirmed date

    /// A supplier that moves its date is measured by the first one; by the date asked for it is
    /// late whatever it confirmed.
    @Test func aDateThatMovesIsMeasuredByTheFirst() throws {
        let moved = try line(
            100, asked: "2026-05-15", left: "2026-05-11",
            [
                answer("A-1", 100, "2026-05-18", on: "2026-05-12"),
                answer("A-2", 100, "2026-05-25", on: "2026-05-17"), receipt(100, "2026-05-25"),
            ])
        let kept = try line(
            300, asked: "2026-05-15", left: "2026-05-11",
            [answer("A-1", 300, "2026-05-18", on: "2026-05-12"), receipt(300, "2026-05-18")])
        let card = try card([moved, kept])
        #expect(try card[.onTimeConfirmed] == measure(.onTimeConfirmed, "0.75", 2, 300, 400))
        #expect(try card[.onTimeAsked] == measure(.onTimeAsked, "0", 2, 0, 400))
    }

    @Test func whatWasConfirmedInPartsIsDueInParts() throws {
        let line = try line(
            100, asked: "2026-05-15", left: "2026-05-11",
            [
                message(
                    .acknowledgment, "A-1", on: "2026-05-12",
                    [statement(40, "2026-05-18"), statement(60, "2026-06-20")]),
                receipt(40, "2026-05-18"),
            ])
        #expect(try card([line])[.onTimeConfirmed] == measure(.onTimeConfirmed, "1", 1, 40, 40))
    }

    @Test func aDateThatABuyerRefusedBindsNobody() throws {
        let messages = [try answer("A-1", 100, "2026-05-25", on: "2026-05-12")]
        let refused = try line(
            100, asked: "2026-05-15", left: "2026-05-11", messages, isRefused: true)
        let waiting = try line(100, asked: "2026-05-15", left: "2026-05-11", messages)
        #expect(try card([refused])[.onTimeConfirmed].value == nil)
        #expect(try card([waiting])[.onTimeConfirmed].value == .zero)
    }

    // MARK: - Answers and prices

    @Test(arguments: [
        ("2026-05-12", "1"), ("2026-05-11", "0"), ("2026-05-15", "4"),
        // Over a weekend: left on Friday, answered on Tuesday.
        ("2026-05-18", "5"),
    ])
    func answersAreCountedInWorkingDays(on day: String, days: String) throws {
        let line = try line(
            10, asked: "2026-05-30", left: "2026-05-11",
            [answer("A-1", 10, "2026-05-30", on: day)])
        #expect(try card([line])[.answerDays] == measure(.answerDays, days, 1))
    }

    @Test func theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() throws {
        let lines = try ["2026-05-11", "2026-05-12", "2026-05-14", "2026-05-29"].map {
            try line(
                10, asked: "2026-05-30", left: "2026-05-11",
                [answer("A-1", 10, "2026-05-30", on: $0)])
        }
        let card = try card(lines)
        #expect(try card[.answerDays] == measure(.answerDays, "2", 4))
        #expect(try card[.answeredInTime] == measure(.answeredInTime, "0.5", 4, 2, 4))
    }

    @Test func pricesAreWeighedByWhatTheyAreFor() throws {
        let dearer = try line(
            100, asked: "2026-05-30", left: "2026-05-11",
            [answer("A-1", 100, "2026-05-30", on: "2026-05-12", price: "2.20")])
        let same = try line(
            300, asked: "2026-05-30", left: "2026-05-11",
            [answer("A-1", 300, "2026-05-30", on: "2026-05-12", price: "2.00")])
        let silent = try line(
            500, asked: "2026-05-30", left: "2026-05-11",
            [answer("A-1", 500, "2026-05-30", on: "2026-05-12")])
        let card = try card([dearer, same, silent])
        #expect(try card[.priceAnswered] == measure(.priceAnswered, "0.025", 2))
    }

    @Test func offeredPricesAreTheirMean() throws {
        let changes = try ["0.1", "0", "-0.04"].map { try FixedPoint(parsing: $0) }
        #expect(
            try card([], offered: changes)[.priceOffered] == measure(.priceOffered, "0.02", 3))
    }

    // MARK: - Rules

    @Test func aFigureThatRestsOnTooLittleBreaksNoRule() throws {
        let rule = ScorecardRule(
            name: "fill", figure: .fillRate, limit: try FixedPoint(parsing: "0.8"),
            effect: .exclude)
        let policy = ScorecardPolicy(minimumSample: 2, rules: [rule])
        let bad = try line(100, asked: "2026-05-20", left: "2026-05-11")
        #expect(try policy.verdicts(on: card([])) == [])
        #expect(try policy.verdicts(on: card([bad])) == [])
        #expect(try policy.verdicts(on: card([bad, bad])).map(\.rule) == [rule])
        let good = try line(
            900, asked: "2026-05-20", left: "2026-05-11", [receipt(900, "2026-05-12")])
        #expect(try policy.verdicts(on: card([bad, good])) == [])
    }

    @Test(arguments: ScorecardFigure.allCases)
    func theLimitItselfIsBorneAndWhatIsWorseIsNot(figure: ScorecardFigure) throws {
        let rule = ScorecardRule(name: "r", figure: figure, limit: .one, effect: .exclude)
        let worse = FixedPoint(micros: FixedPoint.scale + (figure.isWorseWhenLower ? -1 : 1))
        let better = FixedPoint(micros: FixedPoint.scale + (figure.isWorseWhenLower ? 1 : -1))
        #expect(!rule.isBroken(by: .one))
        #expect(rule.isBroken(by: worse))
        #expect(!rule.isBroken(by: better))
        #expect(!figure.formula.isEmpty)
    }

    // MARK: - Building

    private func date(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text) }

    private func measure(
        _ figure: ScorecardFigure, _ value: String, _ sample: Int, _ part: Int64? = nil,
        _ whole: Int64? = nil
    ) throws -> ScorecardMeasure {
        ScorecardMeasure(
            figure: figure, value: try FixedPoint(parsing: value), sample: sample, part: part,
            whole: whole)
    }

    private func card(
        _ lines: [ScoredLine], offered: [FixedPoint] = []
    ) throws -> SupplierScorecard {
        let calendar = try WorkCalendar(
            name: "standard",
            workingWeekdays: [.monday, .tuesday, .wednesday, .thursday, .friday],
            holidays: [], cutOff: nil)
        let forward = SupplierScorecard(
            supplier: try SupplierID("S-1"), lines: lines, offered: offered, calendar: calendar,
            answerDays: 2, today: try date(Self.today))
        let backward = SupplierScorecard(
            supplier: try SupplierID("S-1"), lines: lines.reversed(), offered: offered.reversed(),
            calendar: calendar, answerDays: 2, today: try date(Self.today))
        #expect(forward == backward)
        return forward
    }

    private func line(
        _ units: Int64, asked: String, left: String, _ messages: [SupplierMessage] = [],
        isRefused: Bool = false, isCancelled: Bool = false
    ) throws -> ScoredLine {
        let quantity = try Quantity(units: units, unit: .each)
        var line = try PurchaseOrderLine(
            number: 1, item: ItemID("A"), supplierPart: SupplierPart("a"), description: "",
            quantity: quantity, baseQuantity: quantity, requestedDate: date(asked),
            price: UnitPrice(
                money: Money(amount: FixedPoint(parsing: "2"), currency: Currency("EUR")),
                per: Quantity(units: 1, unit: .each)), pegs: [], rounding: .lineHalfUp)
        if isCancelled {
            line = try PurchaseOrderLine(
                number: 1, item: line.item, supplierPart: line.supplierPart, description: "",
                quantity: quantity, baseQuantity: quantity, schedule: line.schedule,
                price: line.price, amount: line.amount, pegs: [],
                progress: LineProgress(
                    ordered: units, accepted: 0, rejected: units, pending: 0, received: 0),
                state: .cancelled)
        }
        let first = try LineAccount.firstAnswer(
            to: line, in: messages.reversed(), tolerance: AnswerTolerance())
        return ScoredLine(
            line: line,
            account: try LineAccount(
                of: line, messages: messages, decisions: [], tolerance: AnswerTolerance()),
            first: first, isFirstRefused: isRefused, leftOn: try date(left),
            answeredOn: first?.answeredAt.map {
                CalendarDate(dayNumber: Int32($0.millisecondsSince1970 / 86_400_000))
            })
    }

    private func message(
        _ kind: SupplierMessage.Kind, _ document: String, on day: String,
        _ statements: [SupplierMessage.Statement]
    ) throws -> SupplierMessage {
        try SupplierMessage(
            kind: kind, document: SupplierDocumentID(document), order: PurchaseOrderNumber("PO-1"),
            writtenAt: Timestamp(parsing: "\(day)T09:00:00Z"), statements: statements)
    }

    private func statement(
        _ units: Int64, _ day: String, price: String? = nil
    ) throws -> SupplierMessage.Statement {
        .answer(
            LineAnswer(
                line: 1, outcome: .accepted,
                quantity: .stated(try FixedPoint(whole: units)),
                arrivalDate: .stated(try date(day)),
                price: Stated(try price.map { try FixedPoint(parsing: $0) })))
    }

    private func answer(
        _ document: String, _ units: Int64, _ day: String, on written: String,
        price: String? = nil
    ) throws -> SupplierMessage {
        try message(
            .acknowledgment, document, on: written, [statement(units, day, price: price)])
    }

    private func receipt(
        _ units: Int64, _ day: String, damaged: Int64 = 0
    ) throws -> SupplierMessage {
        try message(
            .receipt, "R-\(day)", on: day,
            [
                .received(
                    ReceivedPart(
                        line: 1, quantity: FixedPoint(whole: units),
                        damaged: FixedPoint(whole: damaged), receivedOn: date(day)))
            ])
    }
}
