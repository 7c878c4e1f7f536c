import Procurement
import Testing

/// A date exists only where confirmed supply covers it.
@Suite struct PromisePlanTests {
    private static let today = CalendarDate(dayNumber: 20_500)

    private static func day(_ offset: Int) -> CalendarDate { today.adding(days: offset) }

    /// Two days later than the supplier's own date in half of the cases, four in nine of ten, and
    /// five in nineteen of twenty.
    private static func chances(
        _ supplier: SupplierID, _ item: ItemID, _ date: CalendarDate
    ) -> ArrivalChances {
        ArrivalChances(
            steps: [(2, 0.5), (4, 0.9), (5, 0.95)].map { days, share in
                ArrivalChances.Step(date: date.adding(days: days), share: share)
            }, sample: nil)
    }

    private func plan(
        stock: Int64 = 0, lines: [(String, Int64)] = [("O/1", 10)],
        order: PurchaseOrder? = nil, messages: [SupplierMessage] = []
    ) throws -> PromisePlan {
        let item = Item(
            id: try ItemID("I-1"), name: "", unit: .each, salvageValue: .zero)
        let accounts = try order.map { order in
            [
                order.number: try order.accounts(
                    messages: messages, decisions: [],
                    tolerance: AnswerTolerance(lateDays: 3_000))
            ]
        }
        let standing = try order.map { order in
            try order.applying(
                order.events(toReach: accounts?[order.number] ?? [], because: "answered"))
        }
        let requirements = RequirementPlan(
            items: [item],
            lines: try lines.enumerated().map { index, line in
                try BackOrderLine(
                    id: BackOrderLineID(parsing: line.0), customer: CustomerID("C"),
                    item: item.id, openQuantity: pieces(line.1),
                    needByDate: Self.day(index), priority: "p", lateCost: nil, unmetCost: nil,
                    split: .any, acceptsSubstitute: false, cause: .other, status: .open)
            },
            stock: try [StockRecord(item: item.id, location: "", free: pieces(stock))],
            inbound: [], openOrders: standing.map { [$0] } ?? [],
            classes: [PriorityClass(name: "p", rank: 1, lateCost: .zero, unmetCost: .zero)])
        return PromisePlan(
            coverage: requirements.coverage, orders: standing.map { [$0] } ?? [],
            accounts: accounts ?? [:], today: Self.today,
            share: try QuantileLevel(millionths: 900_000), chances: Self.chances)
    }

    private func order(_ pegs: [(line: String, units: Int64)], units: Int64) throws -> PurchaseOrder
    {
        try SampleOrder.order(
            lines: [SampleOrder.line(1, units: units, pegs: pegs)], state: .issued,
            placed: "2025-11-01")
    }

    private func answer(_ parts: [LineAnswer]) throws -> SupplierMessage {
        try SupplierMessage(
            kind: .acknowledgment, document: SupplierDocumentID("A"),
            order: PurchaseOrderNumber("PO-1"), writtenAt: .earliest,
            statements: parts.map { .answer($0) })
    }

    @Test func stockIsPromisedForToday() throws {
        #expect(try plan(stock: 10).lines[0].outlook?.promised == Self.today)
        #expect(try plan(stock: 9).lines[0].outlook == nil)
    }

    @Test func nothingIsPromisedOnAnOrderThatIsNotAnswered() throws {
        let line = try plan(order: order([("O/1", 10)], units: 10)).lines[0]
        #expect(line.outlook == nil)
        #expect(line.parts.map(\.standing) == [.unconfirmed])
    }

    /// metasfresh/metasfresh#4579: a confirmation without a date is neither dropped nor dated.
    @Test func anUndatedConfirmationGivesNoDate() throws {
        let line = try plan(
            order: order([("O/1", 10)], units: 10),
            messages: [answer([LineAnswer(line: 1, outcome: .undated)])]
        ).lines[0]
        #expect(line.outlook == nil)
        #expect(line.parts.map(\.standing) == [.undated])
    }

    /// OFBiz checkInventoryAvailability: the first inbound part gave its date to every customer,
    /// whatever its quantity.
    @Test func theFirstPartPromisesOnlyWhatItHolds() throws {
        let plan = try plan(
            lines: [("O/1", 10), ("O/2", 10)], order: order([("O/1", 10), ("O/2", 10)], units: 20),
            messages: [
                answer([
                    LineAnswer(
                        line: 1, outcome: .accepted, quantity: .stated(number("10")),
                        arrivalDate: .stated(Self.day(5))),
                    LineAnswer(
                        line: 1, outcome: .accepted, arrivalDate: .stated(Self.day(30))),
                ])
            ])
        #expect(plan.lines.map { $0.outlook?.promised } == [Self.day(9), Self.day(34)])
        #expect(plan.lines.map { $0.outlook?.median } == [Self.day(7), Self.day(32)])
    }

    /// The other half of the OFBiz case: what has no date is not assumed to come in time.
    @Test func aPartWithoutADateKeepsTheWholeLineWithout() throws {
        let line = try plan(
            order: order([("O/1", 10)], units: 10),
            messages: [
                answer([
                    LineAnswer(
                        line: 1, outcome: .accepted, quantity: .stated(number("6")),
                        arrivalDate: .stated(Self.day(5))),
                    LineAnswer(line: 1, outcome: .backOrdered),
                ])
            ]
        ).lines[0]
        #expect(line.outlook == nil)
        #expect(line.parts.map(\.units) == [6, 4])
        #expect(line.parts.map(\.isConfirmed) == [true, false])
    }

    /// On day 12 the later part is there in nine of ten cases, and both in 855 of 1,000; where the
    /// other one came long before, or with it, its own nine of ten are enough.
    @Test(arguments: [(5, 13), (7, 13), (8, 12), (-90, 12)])
    func partsThatComeApartAreForecastTogether(first: Int, promised: Int) throws {
        let line = try plan(
            order: order([("O/1", 10)], units: 10),
            messages: [
                answer([
                    LineAnswer(
                        line: 1, outcome: .accepted, quantity: .stated(number("6")),
                        arrivalDate: .stated(Self.day(first))),
                    LineAnswer(line: 1, outcome: .accepted, arrivalDate: .stated(Self.day(8))),
                ])
            ]
        ).lines[0]
        // What is 90 days late is counted on by nobody.
        #expect(line.outlook?.promised == (first < 0 ? nil : Self.day(promised)))
    }

    @Test func aDateThatHasPassedIsNoLongerCountedOn() throws {
        let line = try plan(
            order: order([("O/1", 10)], units: 10),
            messages: [
                answer([
                    LineAnswer(line: 1, outcome: .accepted, arrivalDate: .stated(Self.day(-5)))
                ])
            ]
        ).lines[0]
        #expect(line.outlook == nil)
        #expect(line.parts.map(\.standing) == [.overdue(confirmed: Self.day(-5))])
    }

    /// For every day, what is promised by it is at most what is confirmed by it.
    @Test(arguments: 0..<60)
    func promisedNeverExceedsConfirmed(seed: Int) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let lines = (1...(1 + generator.pick(4))).map {
                ("O/\($0)", Int64(1 + generator.pick(9)))
            }
            let pegs = lines.map {
                (line: $0.0, units: min($0.1, Int64(1 + generator.pick(9))))
            }
            let units = pegs.reduce(Int64(generator.pick(4))) { $0 + $1.units }
            let messages = try (0..<generator.pick(5)).map {
                try Self.randomMessage($0, &generator)
            }
            let stock = Int64(generator.pick(6))
            let start = try order(pegs, units: units)
            let plan = try plan(
                stock: stock, lines: lines, order: start, messages: messages)
            let account = try start.accounts(
                messages: messages, decisions: [],
                tolerance: AnswerTolerance(lateDays: 3_000))[0]
            for offset in 0..<40 {
                let promised = zip(plan.lines, 0...).filter {
                    $0.0.outlook.map { $0.promised <= Self.day(offset) } ?? false
                }.reduce(Int64(0)) { $0 + $1.0.parts.reduce(0) { $0 + $1.units } }
                #expect(
                    promised <= stock + Self.confirmed(account, by: offset),
                    "seed \(seed), day \(offset)")
            }
        }
    }

    /// What an account confirms for a day, counted without the code under test.
    private static func confirmed(_ account: LineAccount, by offset: Int) -> Int64 {
        let progress = account.progress
        let dated = account.parts.filter { part in
            part.outcome.confirms(isDated: part.confirmedDate != nil)
                && (part.confirmedDate.map { $0.adding(days: 4) <= day(offset) } ?? false)
        }.reduce(0) { $0 + $1.units }
        let lastDate = account.parts.filter {
            $0.outcome.confirms(isDated: $0.confirmedDate != nil)
        }.compactMap(\.confirmedDate).max()
        let shipped = account.shipments.filter { shipment in
            (shipment.arrivalDate ?? lastDate).map { $0.adding(days: 4) <= day(offset) } ?? false
        }.reduce(0) { $0 + $1.units }
        return min(progress.accepted - progress.received, dated + shipped)
    }

    private static func randomMessage(
        _ index: Int, _ generator: inout SeededGenerator
    ) throws -> SupplierMessage {
        func quantity() -> FixedPoint {
            FixedPoint(micros: Int64(generator.pick(12)) * FixedPoint.scale)
        }
        func date() -> CalendarDate { day(generator.pick(30) - 5) }
        let kind = generator.pick(4)
        let statement: [SupplierMessage.Statement] =
            switch kind {
            case 0: [.received(ReceivedPart(line: 1, quantity: quantity(), receivedOn: today))]
            case 1:
                [
                    .shipped(
                        ShippedPart(
                            line: 1, quantity: quantity(), shippedOn: today,
                            arrivalDate: generator.chance(1, in: 2) ? .stated(date()) : .notStated))
                ]
            default:
                (0...generator.pick(3)).map { _ in
                    .answer(
                        LineAnswer(
                            line: 1,
                            outcome: [.accepted, .backOrdered, .rejected, .undated, .withdrawn][
                                generator.pick(5)], quantity: .stated(quantity()),
                            arrivalDate: generator.chance(3, in: 4)
                                ? .stated(date()) : .notStated))
                }
            }
        return try SupplierMessage(
            kind: kind == 0 ? .receipt : kind == 1 ? .shipNotice : .acknowledgment,
            document: SupplierDocumentID("D-\(index)"), order: PurchaseOrderNumber("PO-1"),
            writtenAt: Timestamp(millisecondsSince1970: Int64(generator.pick(9))),
            statements: statement)
    }
}
