import Procurement
import Testing

@Suite struct PurchaseOrderTests {
    // MARK: What an order is

    @Test func theAmountOfALineFollowsFromItsPrice() throws {
        let line = try SampleOrder.line(1, units: 3)
        #expect(try line.amount == money("7.50"))
        #expect(line.schedule.map(\.quantity) == [line.quantity])
        #expect(line.state == .open)
        #expect(line.progress.pending == 3)
    }

    @Test func theTotalIsThatOfAllLinesAsOrdered() throws {
        let order = try SampleOrder.issued(units: 3, 4)
        #expect(try order.total == money("17.50"))
        let cancelled = try order.applying(.lineCancelled(line: 1, reason: "no need"))
        #expect(cancelled.total == order.total)
    }

    @Test func anOrderHasLinesWithAscendingNumbers() throws {
        let (first, second) = (try SampleOrder.line(1, units: 1), try SampleOrder.line(2, units: 1))
        #expect(throws: ValueError.self) { try SampleOrder.order(lines: []) }
        #expect(throws: ValueError.self) { try SampleOrder.order(lines: [second, first]) }
        #expect(throws: ValueError.self) { try SampleOrder.order(lines: [first, first]) }
        #expect(try SampleOrder.order(lines: [first, second]).lines.count == 2)
    }

    @Test(arguments: PurchaseOrderState.allCases)
    func aFreshOrderIsApprovedIssuingOrIssued(state: PurchaseOrderState) throws {
        let line = try SampleOrder.line(1, units: 1)
        let isPossible = [.approved, .issuing, .issued].contains(state)
        if isPossible {
            #expect(try SampleOrder.order(lines: [line], state: state).state == state)
        } else {
            #expect(throws: ValueError.self) {
                try SampleOrder.order(lines: [line], state: state)
            }
        }
    }

    /// One field of a sound line is spoiled at a time.
    @Test(arguments: [
        ("number", "order.line-number"), ("quantity", "order.line-quantity"),
        ("base", "order.line-base-quantity"), ("schedule", "order.line-schedule"),
        ("schedule unit", "order.line-schedule"), ("price unit", "order.line-price"),
        ("currency", "order.line-price"), ("amount", "order.line-amount"),
        ("negative amount", "order.line-amount"), ("pegs", "order.line-pegs"),
        ("peg fraction", "order.line-pegs"), ("state", "order.line-state"),
        ("nothing", "accepted"),
    ])
    func aLineThatContradictsItselfIsRefused(spoiled: String, expected: String) throws {
        let box = try UnitOfMeasure("BX")
        let (ten, boxes) = (try pieces(10), try Quantity(units: 10, unit: box))
        let day = try date("2026-04-01")
        let peg = Peg(
            line: try BackOrderLineID(parsing: "A/1"),
            quantity: spoiled == "peg fraction"
                ? Quantity(value: try number("0.5"), unit: .each)
                : try pieces(spoiled == "pegs" ? 11 : 10),
            expectedDate: day)
        let scheduled = ["schedule": try pieces(9), "schedule unit": boxes][spoiled, default: ten]
        let price = try UnitPrice(
            money: money("1"), per: Quantity(units: 1, unit: spoiled == "price unit" ? box : .each))
        let tenEuro = try money("10")
        let amount =
            [
                "currency": try money("10", "USD"), "amount": try money("0.001"),
                "negative amount": try money("-10"),
            ][spoiled, default: tenEuro]
        let progress = try LineProgress.unanswered(ordered: spoiled == "base" ? 11 : 10)
        let (item, part) = (try ItemID("I-1"), try SupplierPart("P-1"))
        let quantity = spoiled == "quantity" ? try pieces(0) : ten
        let found = code { () throws(ValueError) in
            try PurchaseOrderLine(
                number: spoiled == "number" ? 0 : 1, item: item, supplierPart: part,
                description: "", quantity: quantity, baseQuantity: ten,
                schedule: [ScheduleLine(quantity: scheduled, requestedDate: day)], price: price,
                amount: amount, pegs: [peg], progress: progress,
                state: spoiled == "state" ? .received : .open)
        }
        #expect(found == expected)
    }

    @Test func aLineWithoutAnAmountIsRefused() throws {
        let box = try UnitOfMeasure("BX")
        let (item, part) = (try ItemID("I-1"), try SupplierPart("P-1"))
        let (ten, day) = (try pieces(10), try date("2026-04-01"))
        let price = try UnitPrice(money: money("1"), per: Quantity(units: 1, unit: box))
        let found = code { () throws(ValueError) in
            try PurchaseOrderLine(
                number: 1, item: item, supplierPart: part, description: "", quantity: ten,
                baseQuantity: ten, requestedDate: day, price: price, pegs: [],
                rounding: .lineHalfUp)
        }
        #expect(found == "order.line-amount")
    }

    /// All numbers from −1 to 4 in all places.
    @Test func progressAddsUpOrIsRefused() {
        for code in 0..<(6 * 6 * 6 * 6 * 6) {
            let digits = [1, 6, 36, 216, 1_296].map { Int64(code / $0 % 6 - 1) }
            let (ordered, accepted, rejected) = (digits[0], digits[1], digits[2])
            let (pending, received) = (digits[3], digits[4])
            let addsUp =
                ordered >= 1 && accepted >= 0 && rejected >= 0 && pending >= 0 && received >= 0
                && accepted + rejected + pending == ordered && received <= accepted
            let found = ProcurementTests.code { () throws(ValueError) in
                try LineProgress(
                    ordered: ordered, accepted: accepted, rejected: rejected, pending: pending,
                    received: received)
            }
            #expect((found == "accepted") == addsUp, "\(digits)")
        }
    }

    @Test func hugeNumbersDoNotAddUpByWrapping() {
        let found = code { () throws(ValueError) in
            try LineProgress(
                ordered: .max, accepted: .max, rejected: .max, pending: 1, received: 0)
        }
        #expect(found == "order.progress-inconsistent")
    }

    // MARK: What happens to it

    /// Each case starts from an issued order of 10 and 5 units.
    @Test(
        arguments: [
            (
                "the usual course",
                [
                    .lineAccepted(line: 1, quantity: 10), .lineAccepted(line: 2, quantity: 5),
                    .lineReceived(line: 1, quantity: 10), .lineReceived(line: 2, quantity: 5),
                ],
                [
                    PurchaseOrderState.partlyAcknowledged, .acknowledged, .acknowledged, .received,
                ]
            ),
            (
                "goods come without an answer",
                [.lineReceived(line: 1, quantity: 10), .lineReceived(line: 2, quantity: 5)],
                [.partlyAcknowledged, .received]
            ),
            (
                "a line is accepted in part and the rest refused",
                [
                    .lineAccepted(line: 1, quantity: 6), .lineRejected(line: 1, quantity: 4),
                    .lineRejected(line: 2, quantity: 5), .lineReceived(line: 1, quantity: 6),
                ],
                [.partlyAcknowledged, .partlyAcknowledged, .acknowledged, .received]
            ),
            (
                "everything is refused",
                [.lineRejected(line: 1, quantity: 10), .lineRejected(line: 2, quantity: 5)],
                [.partlyAcknowledged, .closed]
            ),
            (
                "the rest of a line is given up",
                [
                    .lineReceived(line: 1, quantity: 7), .lineClosed(line: 1, reason: "too late"),
                    .lineReceived(line: 2, quantity: 5),
                ],
                [.partlyAcknowledged, .issued, .closed]
            ),
            (
                "everything is withdrawn",
                [
                    .lineCancelled(line: 2, reason: "no need"),
                    .lineCancelled(line: 1, reason: "no need"),
                ],
                [.issued, .cancelled]
            ),
            (
                "an accepted line is withdrawn before it comes",
                [
                    .lineAccepted(line: 1, quantity: 10),
                    .lineCancelled(line: 1, reason: "no need"),
                    .lineReceived(line: 2, quantity: 5),
                ],
                [.partlyAcknowledged, .issued, .received]
            ),
        ] as [(String, [PurchaseOrderEvent], [PurchaseOrderState])])
    func ordersRunTheirCourse(
        course: String, events: [PurchaseOrderEvent], states: [PurchaseOrderState]
    ) throws {
        var order = try SampleOrder.issued(units: 10, 5)
        for (event, state) in zip(events, states) {
            order = try order.applying(event)
            #expect(order.state == state, "\(course)")
        }
        #expect(order.revision == events.count)
    }

    @Test func anOrderIsIssuedInTwoSteps() throws {
        let order = try SampleOrder.order(units: 1)
        let issuing = try order.applying(.issueIntended)
        #expect(issuing.state == .issuing)
        #expect(try issuing.applying(.issued).state == .issued)
        #expect(order.state == .approved)
    }

    @Test(arguments: [
        (PurchaseOrderEvent.lineAccepted(line: 1, quantity: 4), [10, 4, 0, 6, 0] as [Int64]),
        (.lineRejected(line: 1, quantity: 4), [10, 0, 4, 6, 0]),
        (.lineReceived(line: 1, quantity: 4), [10, 4, 0, 6, 4]),
        (.lineReceived(line: 1, quantity: 10), [10, 10, 0, 0, 10]),
        (.lineClosed(line: 1, reason: "late"), [10, 0, 10, 0, 0]),
        (.lineCancelled(line: 1, reason: "late"), [10, 0, 10, 0, 0]),
    ])
    func anEventMovesQuantities(event: PurchaseOrderEvent, expected: [Int64]) throws {
        let order = try SampleOrder.issued(units: 10).applying(event)
        #expect(order.lines[0].progress.numbers == expected)
    }

    @Test func whatComesIsTakenFromTheAcceptedFirst() throws {
        let order = try SampleOrder.issued(units: 10).applying([
            .lineAccepted(line: 1, quantity: 4), .lineReceived(line: 1, quantity: 3),
        ])
        #expect(order.lines[0].progress.numbers == [10, 4, 0, 6, 3])
        let more = try order.applying(.lineReceived(line: 1, quantity: 3))
        #expect(more.lines[0].progress.numbers == [10, 6, 0, 4, 6])
    }

    @Test func closingReleasesWhatWasAcceptedAndWhatWasPending() throws {
        let order = try SampleOrder.issued(units: 10).applying([
            .lineAccepted(line: 1, quantity: 6), .lineReceived(line: 1, quantity: 4),
            .lineClosed(line: 1, reason: "discontinued"),
        ])
        #expect(order.lines[0].progress.numbers == [10, 4, 6, 0, 4])
        #expect(order.lines[0].state == .closed)
        #expect(order.state == .closed)
    }

    @Test(arguments: [
        (
            PurchaseOrderEvent.lineAccepted(line: 7, quantity: 1),
            OrderError.Reason.unknownLine(7), "order.line-unknown"
        ),
        (
            .lineAccepted(line: 1, quantity: 0), .quantityNotPositive(1, 0),
            "order.quantity-not-positive"
        ),
        (
            .lineReceived(line: 1, quantity: -3), .quantityNotPositive(1, -3),
            "order.quantity-not-positive"
        ),
        (
            .lineReceived(line: 1, quantity: 8), .quantityTooLarge(1, 8, atMost: 7),
            "order.quantity-too-large"
        ),
        (
            .lineRejected(line: 1, quantity: .max), .quantityTooLarge(1, .max, atMost: 4),
            "order.quantity-too-large"
        ),
        (
            .lineCancelled(line: 1, reason: "no need"), .alreadyReceived(1, 3),
            "order.line-already-received"
        ),
        (.lineClosed(line: 1, reason: " \n"), .reasonMissing(1), "order.reason-missing"),
        (
            .lineAccepted(line: 2, quantity: 1), .lineState(2, .received),
            "order.illegal-line-event"
        ),
        (.issueIntended, .orderState, "order.illegal-event"),
    ])
    func whatCannotHappenIsRefusedWithStateAndEvent(
        event: PurchaseOrderEvent, reason: OrderError.Reason, code: String
    ) throws {
        let order = try SampleOrder.issued(units: 10, 5).applying([
            .lineAccepted(line: 1, quantity: 6), .lineReceived(line: 1, quantity: 3),
            .lineReceived(line: 2, quantity: 5),
        ])
        let expected = OrderError(
            order: order.number, state: .partlyAcknowledged, event: event.kind, reason: reason)
        #expect(throws: expected) { try order.applying(event) }
        #expect(expected.code == code)
        #expect(expected.message.contains("PO-1 (partly acknowledged) cannot "))
        #expect(!expected.message.contains(event.kind.rawValue) || event.kind == .issued)
        #expect(expected.description.hasPrefix("\(code): "))
    }

    @Test func anOrderOnItsWayIsSettledBeforeAnythingElse() throws {
        let issuing = try SampleOrder.order(units: 5).applying(.issueIntended)
        #expect {
            try issuing.applying(.lineCancelled(line: 1, reason: "no need"))
        } throws: { error in
            (error as? OrderError)?.help?.contains("issue the round again") == true
        }
    }
}

extension LineProgress {
    /// Ordered, accepted, rejected, pending, received.
    var numbers: [Int64] { [ordered, accepted, rejected, pending, received] }
}
